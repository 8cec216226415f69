import type { Capability } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine, TopicSpec, UserSpec } from '../../gen/binding.js';
import type { PoolIntent, Target, UserIntent } from '../binding.js';
import { defaultName, guestName, sharedDefaultName } from '../names.js';
import type { Named, Sources } from './sources.js';

/** What names are derived from. */
interface Naming extends Named, Pick<Sources, 'existing'> {
  readonly engine: RunningEngine | undefined;
  readonly target: Target;
}

/** The users of a binding. While the engine is unknown, those that exist are kept, and none is added. */
export function resolveUsers({ users }: DatabaseBindingSpec, naming: Naming): readonly UserIntent[] {
  const { engine, existing } = naming;
  if (engine === undefined)
    return existing.users.map((name) => userIntent(users?.find((user) => user.name === name) ?? { name }, naming));
  const { users: capability } = profileOf(engine);
  if (!capability.supported) return [];
  const asked = users ?? [{ name: defaultNameOf(naming, capability, existing.users) }];
  return asked.map((user) => userIntent(user, naming));
}

function userIntent(user: UserSpec, naming: Naming): UserIntent {
  const { name, mode = 'Manage', mysqlAuthPlugin, acl } = user;
  return { name, login: mode === 'Observe' ? name : loginOf(name, naming), mode, mysqlAuthPlugin, acl };
}

/** In a shared cluster the namespace goes before every new name, so no two namespaces mean the same user. Existing users keep their names. */
function loginOf(name: string, { namespace, engine, target, existing }: Naming): string {
  const longest = engine === undefined ? undefined : profileOf(engine).users;
  const shared = guestName(namespace, name, longest?.supported ? longest.maxNameLength : 63);
  const known = existing.loginOf(name);
  if (known === name || known === shared) return known;
  return target.architecture === 'Referenced' ? shared : name;
}

/** The databases of a binding, by the same rule as its users. */
export function resolveDatabases({ databases }: DatabaseBindingSpec, naming: Naming): readonly string[] {
  const { engine, existing } = naming;
  if (engine === undefined) return existing.databases;
  const { databases: capability } = profileOf(engine);
  if (!capability.supported) return [];
  return databases?.map(({ name }) => name) ?? [defaultNameOf(naming, capability, existing.databases)];
}

/** The topics of a binding, by the same rule as its users. */
export function resolveTopics(
  { topics = [] }: DatabaseBindingSpec,
  { engine, existing }: Naming,
): readonly TopicSpec[] {
  if (engine !== undefined) return topics;
  return existing.topics.map((name) => topics.find((topic) => topic.name === name) ?? { name });
}

/** The connection pools of a binding. */
export function resolvePools(
  { connectionPools = [] }: DatabaseBindingSpec,
  { engine }: Naming,
  users: readonly UserIntent[],
  databases: readonly string[],
): readonly PoolIntent[] {
  if (engine === undefined) return [];
  const [first = profileOf(engine).defaultDatabase] = databases;
  return connectionPools.map(({ name, mode = 'transaction', size, database = first, user }) => ({
    name,
    mode,
    size,
    database,
    user: users.find((listed) => listed.name === user)?.login ?? user,
  }));
}

/** The binding's name, in a shared cluster with the namespace before it. A cluster that is handed over keeps the name that exists. */
function defaultNameOf(
  { name, namespace, target }: Naming,
  { maxNameLength }: Extract<Capability, { supported: true }>,
  existing: readonly string[],
): string {
  const short = defaultName(name, maxNameLength);
  const shared = sharedDefaultName(namespace, name, maxNameLength);
  const [usual, other] = target.architecture === 'Controlled' ? [short, shared] : [shared, short];
  return existing.includes(other) && !existing.includes(usual) ? other : usual;
}
