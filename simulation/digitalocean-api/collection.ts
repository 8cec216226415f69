import type { JsonObject } from '../../src/lib/json.js';
import type { CloudCluster } from '../provider/digitalocean.js';
import type { EngineFacts } from '../provider/engine-facts.js';
import { DONE, listed, type Reply, refusal, shown } from './reply.js';
import { type Call, inCluster, type Route } from './routes.js';

/** Things of one kind in a cluster, and what the API calls them. */
export interface Collection<Item> {
  /** The word in the path. */
  readonly word: string;
  /** What the list is called in its envelope. */
  readonly many: string;
  /** What one is called in its envelope; shown bare where left out. */
  readonly one?: string;
  /** What is said of one that is not there. */
  readonly missing: string;
  readonly supported: (facts: EngineFacts) => boolean;
  readonly all: (cluster: CloudCluster) => readonly Item[];
  readonly find: (cluster: CloudCluster, key: string) => Item | undefined;
  readonly show: (item: Item, cluster: CloudCluster, call: Call) => JsonObject;
  readonly create: (cluster: CloudCluster, call: Call) => Reply;
  readonly update?: (item: Item, cluster: CloudCluster, call: Call) => Reply;
  readonly remove: (item: Item, cluster: CloudCluster, call: Call) => Reply | undefined;
}

/** The routes of a collection: its list, and each item by its key. */
export function collectionRoutes<Item>(collection: Collection<Item>): readonly Route[] {
  const { word, many, one, missing, supported, all, find, show, create, update, remove } = collection;
  const list = `/v2/databases/:id/${word}`;
  const item = (handle: (found: Item, cluster: CloudCluster, call: Call) => Reply) =>
    inCluster(supported, (cluster, call) => {
      const found = find(cluster, call.parameters.key ?? '');
      return found === undefined ? refusal(404, missing) : handle(found, cluster, call);
    });
  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: list,
      handle: inCluster(supported, (cluster, call) =>
        listed(
          many,
          all(cluster).map((each) => show(each, cluster, call)),
        ),
      ),
    },
    { method: 'POST', path: list, handle: inCluster(supported, create) },
    {
      method: 'GET',
      path: `${list}/:key`,
      handle: item((found, cluster, call) => {
        const body = show(found, cluster, call);
        return shown(one === undefined ? body : { [one]: body });
      }),
    },
    { method: 'DELETE', path: `${list}/:key`, handle: item((...found) => remove(...found) ?? DONE) },
  ];
  return update === undefined ? routes : [...routes, { method: 'PUT', path: `${list}/:key`, handle: item(update) }];
}
