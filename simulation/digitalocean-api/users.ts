import { asObject, asString, compact, type JsonObject } from '../../src/lib/json.js';
import type { CloudCluster, CloudUser } from '../provider/digitalocean.js';
import { collectionRoutes } from './collection.js';
import { created, invalid, type Reply, refusal, shown } from './reply.js';
import { type Call, inCluster, type Route } from './routes.js';

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/;
const MISSING = 'user not found';

/** The users of a cluster. */
export const USERS: readonly Route[] = [
  ...collectionRoutes<CloudUser>({
    word: 'users',
    many: 'users',
    one: 'user',
    missing: MISSING,
    supported: ({ users }) => users,
    all: ({ users }) => [...users.values()],
    find: ({ users }, name) => users.get(name),
    show: (user, cluster) => showUser(user, cluster),
    create,
    update(user, cluster, { body }) {
      const changed = { ...user, settings: compact({ ...user.settings, settings: body.settings }) };
      cluster.users.set(user.name, changed);
      return created({ user: showUser(changed, cluster) });
    },
    remove(user, cluster, { cloud }) {
      if (user.role === 'primary') return invalid('cannot delete the primary user');
      cloud.deleteUser(cluster.id, user.name);
      return undefined;
    },
  }),
  {
    method: 'POST',
    path: '/v2/databases/:id/users/:key/reset_auth',
    handle: inCluster(({ users }) => users, resetPassword),
  },
];

/** A user as the API shows it; a password that is told only once is shown where it was just made. */
export function showUser(user: CloudUser, { facts }: CloudCluster, fresh = false): JsonObject {
  const { name, role, password, certificate, settings } = user;
  return compact({
    name,
    role,
    password: facts.passwordReadable || fresh ? password : undefined,
    access_cert: certificate?.cert,
    access_key: certificate?.key,
    ...settings,
  });
}

function create(cluster: CloudCluster, { body, cloud }: Call): Reply {
  const name = asString(body.name) ?? '';
  if (!NAME.test(name)) return invalid('invalid user name');
  if (body.mysql_settings !== undefined && cluster.fields.engine !== 'mysql') return invalid('invalid auth plugin');
  const answer = cloud.createUser(cluster.id, name, settingsIn(body, cluster));
  return answer.ok ? created({ user: showUser(answer.value, cluster, true) }) : invalid(answer.cause);
}

function resetPassword(cluster: CloudCluster, { body, cloud, parameters }: Call): Reply {
  if (body.mysql_settings !== undefined && cluster.fields.engine !== 'mysql') return invalid('invalid auth plugin');
  const user = cloud.resetPassword(cluster.id, parameters.key ?? '');
  if (user === undefined) return refusal(404, MISSING);
  const changed = { ...user, settings: { ...user.settings, ...settingsIn(body, cluster) } };
  cluster.users.set(user.name, changed);
  return shown({ user: showUser(changed, cluster, true) });
}

function settingsIn(body: JsonObject, { fields }: CloudCluster): JsonObject {
  const settings = asObject(body.settings);
  const usual = fields.engine === 'mysql' ? { auth_plugin: 'caching_sha2_password' } : undefined;
  return compact({
    mysql_settings: body.mysql_settings ?? usual,
    settings: Object.keys(settings).length > 0 ? settings : undefined,
  });
}
