import { asString } from '../../src/lib/json.js';
import { collectionRoutes } from './collection.js';
import { created, invalid } from './reply.js';

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/;

/** The databases in a cluster. */
export const DATABASES = collectionRoutes<string>({
  word: 'dbs',
  many: 'dbs',
  one: 'db',
  missing: 'database not found',
  supported: ({ databases }) => databases !== undefined,
  all: ({ databases }) => [...databases],
  find: ({ databases }, name) => (databases.has(name) ? name : undefined),
  show: (name) => ({ name }),
  create(cluster, { body, cloud }) {
    const name = asString(body.name) ?? '';
    if (!NAME.test(name)) return invalid('invalid database name');
    const answer = cloud.createDatabase(cluster.id, name);
    return answer.ok ? created({ db: { name } }) : invalid(answer.cause);
  },
  remove(name, cluster, { cloud }) {
    cloud.deleteDatabase(cluster.id, name);
    return undefined;
  },
});
