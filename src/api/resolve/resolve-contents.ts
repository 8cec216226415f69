import type { Capability } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import type { AclEntry, DatabaseBindingSpec, RunningEngine, UserSpec } from '../../gen/binding.js';
import type { DatabaseIntent, PoolIntent, Target, TopicIntent, UserIntent } from '../binding.js';
import { type Guest, guestName } from '../guest-names.js';
import { defaultName, sharedDefaultName } from '../names.js';
import { levelAcl } from './level-acl.js';
import type { Known, Named } from './sources.js';

/** What names are derived from. */
interface Naming extends Named, Guest, Pick<Known, 'existing'> {
  readonly engine: RunningEngine | undefined;
  readonly target: Target;
}

/** How long most names at DigitalOcean may be. */
const LONGEST = 63;
/** How long Kafka lets the name of a topic be. */
const LONGEST_TOPIC = 249;

/** The users of a binding. While the engine is unknown, those that exist are kept, and none is added. */
export function resolveUsers(
  { users }: DatabaseBindingSpec,
  naming: Naming,
  topics: readonly TopicIntent[],
): readonly UserIntent[] {
  const { engine, existing } = naming;
  const intent = (user: UserSpec): UserIntent => userIntent(user, naming, topics);
  if (engine === undefined)
    return existing.users.map((name) => intent(users?.find((user) => user.name === name) ?? { name }));
  const { users: capability } = profileOf(engine);
  if (!capability.supported) return [];
  return (users ?? [{ name: defaultNameOf(naming, capability, existing.users) }]).map(intent);
}

/** A user that is only observed has the name that it has, whoever made it. */
function userIntent(user: UserSpec, naming: Naming, topics: readonly TopicIntent[]): UserIntent {
  const { name, mode = 'Manage', mysqlAuthPlugin } = user;
  const login = mode === 'Observe' ? name : loginOf(name, naming);
  const { acl, level } = aclOf(user, naming, topics);
  return { name, login, mode, mysqlAuthPlugin, acl, level };
}

/** What a user may do where ACLs say that, in full or by a level. */
function aclOf(
  { acl, access }: UserSpec,
  naming: Naming,
  topics: readonly TopicIntent[],
): Pick<UserIntent, 'acl' | 'level'> {
  if (acl) return { acl: acl.map((entry) => aboutTopic(entry, topics)) };
  const profile = naming.engine && profileOf(naming.engine);
  if (!access || !profile?.acl) return NO_ACL;
  const level = { access, permission: profile.acl.levels[access] };
  return { acl: levelAcl(level, profile, { ...naming, topics }), level };
}

const NO_ACL: Pick<UserIntent, 'acl' | 'level'> = {};

/** A user that exists keeps its name. One that is just being created has no note yet: then it has one of the usual names. */
function loginOf(name: string, naming: Naming): string {
  const { engine, existing } = naming;
  const known = existing.loginOf(name);
  if (known === name) return known;
  const capability = engine === undefined ? undefined : profileOf(engine).users;
  const shared = guestName(naming, name, capability?.supported ? capability.maxNameLength : LONGEST);
  if (known !== undefined && (known === shared || existing.isNoted(name))) return known;
  return naming.target.architecture === 'Referenced' ? shared : name;
}

/** An entry that names one of the binding's topics means that topic, whatever it is called. */
function aboutTopic(entry: AclEntry, topics: readonly TopicIntent[]): AclEntry {
  const topic = topics.find(({ name }) => name === entry.topic);
  return topic === undefined ? entry : { ...entry, topic: topic.called };
}

/** What is new gets the namespace before its name, unless the cluster is the binding's own. */
function newName(name: string, naming: Naming, longest: number): string {
  return naming.target.architecture === 'Referenced' ? guestName(naming, name, longest) : name;
}

/** The databases of a binding, by the same rule as its users. */
export function resolveDatabases({ databases }: DatabaseBindingSpec, naming: Naming): readonly DatabaseIntent[] {
  const { engine, existing } = naming;
  const intents = (names: readonly string[], longest = LONGEST): readonly DatabaseIntent[] =>
    names.map((name) => ({ name, called: existing.calledOf('database', name) ?? newName(name, naming, longest) }));
  if (engine === undefined) return intents(existing.databases);
  const { databases: capability } = profileOf(engine);
  if (!capability.supported) return [];
  const asked = databases?.map(({ name }) => name) ?? [defaultNameOf(naming, capability, existing.databases)];
  return intents(asked, capability.maxNameLength);
}

/** The topics of a binding, by the same rule as its users. */
export function resolveTopics({ topics = [] }: DatabaseBindingSpec, naming: Naming): readonly TopicIntent[] {
  const { engine, existing } = naming;
  const kept = engine === undefined ? existing.topics : undefined;
  const asked = kept?.map((name) => topics.find((topic) => topic.name === name) ?? { name }) ?? topics;
  return asked.map((topic) => {
    const { name } = topic;
    return { ...topic, called: existing.calledOf('topic', name) ?? newName(name, naming, LONGEST_TOPIC) };
  });
}

/** The connection pools of a binding. */
export function resolvePools(
  { connectionPools = [] }: DatabaseBindingSpec,
  { engine }: Naming,
  users: readonly UserIntent[],
  databases: readonly DatabaseIntent[],
): readonly PoolIntent[] {
  if (engine === undefined) return [];
  const { defaultDatabase } = profileOf(engine);
  return connectionPools.map(({ name, mode = 'transaction', size, database = databases[0]?.name, user }) => ({
    name,
    mode,
    size,
    database: databases.find((listed) => listed.name === database)?.called ?? database ?? defaultDatabase,
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
