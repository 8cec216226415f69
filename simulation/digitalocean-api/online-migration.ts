import { asList, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';
import { DONE, type Reply, refusal, shown } from './reply.js';
import { type Call, ofCluster, type Route } from './routes.js';

const PATH = '/v2/databases/:id/online-migration';
const KEY = 'migration/1';
const MISSING = refusal(404, 'migration not found');

/** The one migration into a cluster that can run; each start is a new one. */
export const ONLINE_MIGRATION: readonly Route[] = [
  { method: 'GET', path: PATH, handle: ofCluster(({ contents }) => shownOr(contents.get(KEY))) },
  { method: 'PUT', path: PATH, handle: ofCluster(({ id, contents }, call) => start(id, contents, call)) },
  {
    method: 'DELETE',
    path: `${PATH}/:key`,
    handle: ofCluster(({ contents }) => (contents.delete(KEY) ? DONE : MISSING)),
  },
];

function start(clusterId: string, contents: Map<string, JsonObject>, { body }: Call): Reply {
  const { disable_ssl = false, ignore_dbs = [] } = body;
  const before = asList(contents.get(KEY)?.starts).length;
  const id = fakeUuid('migration', clusterId, String(before));
  contents.set(KEY, { id, status: 'running', disable_ssl, ignore_dbs, starts: Array(before + 1).fill(0) });
  return shownOr(contents.get(KEY));
}

function shownOr(migration: JsonObject | undefined): Reply {
  return migration === undefined ? MISSING : shown({ id: migration.id ?? '', status: migration.status ?? '' });
}
