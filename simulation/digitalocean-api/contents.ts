import type { JsonObject } from '../../src/lib/json.js';
import type { CloudCluster } from '../provider/digitalocean.js';
import type { ContentKind } from '../provider/engine-facts.js';
import { invalid, type Reply } from './reply.js';
import type { Call } from './routes.js';

/** How a collection finds, makes and removes what lies in a cluster beside users and databases. */
export function contents(kind: ContentKind) {
  const keyOf = (name: string) => `${kind}/${name}`;
  return {
    supported: ({ contents }: CloudCluster['facts']) => contents.includes(kind),
    all: (cluster: CloudCluster) =>
      [...cluster.contents].filter(([key]) => key.startsWith(keyOf(''))).map(([, item]) => item),
    find: (cluster: CloudCluster, name: string) => cluster.contents.get(keyOf(name)),
    /** Why it cannot be made; nothing once it is. */
    make(cluster: CloudCluster, { cloud }: Call, name: string, item: JsonObject): Reply | undefined {
      const answer = cloud.createContent(cluster.id, kind, name, item);
      return answer.ok ? undefined : invalid(answer.cause);
    },
    change: (cluster: CloudCluster, name: string, item: JsonObject) => void cluster.contents.set(keyOf(name), item),
    remove: (cluster: CloudCluster, { cloud }: Call, name: string) => cloud.deleteContent(cluster.id, kind, name),
  };
}
