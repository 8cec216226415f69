import type { Binding, UserIntent } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { allows } from '../compose/managed-resource.js';
import { databaseKey, userKey } from '../compose/resource-keys.js';
import { profileOf } from '../engines/engines.js';
import type { JsonObject } from '../lib/json.js';
import { joinSentences } from '../lib/sentences.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { isGone, isUpToDate } from '../observe/presence.js';
import type { UserStage } from '../observe/user-stage.js';
import { AVAILABLE, fails, holds, LONGEST, type Reason, type Verdict, worstOf } from './verdict.js';

/** The desired resources: what is missing there is not about to be made. */
type Desired = Composition['objects'];

/** Whether every user exists and can be used. */
export function assessUsers(binding: Binding, facts: Facts, objects: Desired): Verdict {
  if (binding.engine === undefined)
    return fails('WaitingForCluster', 'users wait until the engine of the cluster is known');
  const profile = profileOf(binding.engine);
  if (!profile.users.supported)
    return holds('DefaultUserOnly', `${profile.label} has the user "${profile.defaultUser}" only`);
  return assessEach(USER, binding.users, facts, objects);
}

/** Whether every database exists. */
export function assessDatabases(binding: Binding, facts: Facts, objects: Desired): Verdict {
  return assessEach(DATABASE, binding.databases, facts, objects);
}

/** A resource as it was observed, and as it is desired now. */
interface Seen {
  readonly observed: ObservedResource;
  readonly desired: JsonObject | undefined;
}

/** Something that a spec lists: what it is called, its name and its resource key. */
export interface Listed<T> {
  readonly what: string;
  name(item: T): string;
  key(item: T): string;
  /** What is wrong with one that there is a resource for, where that is not the same for all kinds. */
  problem?(item: T, seen: Seen, facts: Facts): Problem | undefined;
}

const USER: Listed<UserIntent> = {
  what: 'user',
  name: ({ name }) => name,
  key: ({ name }) => userKey(name),
  problem: ({ name, mode }, seen, { users }) =>
    mode === 'Observe' ? problemOfHealth(seen.observed) : problemAt(users.get(name) ?? 'looking', seen),
};
const DATABASE: Listed<string> = { what: 'database', name: (name) => name, key: databaseKey };

/** The first reason counts, every problem is told: in the order of the spec, so that the text is stable. */
export function assessEach<T>(
  { what, name, key, problem: problemOfItem }: Listed<T>,
  items: readonly T[],
  facts: Facts,
  objects: Desired,
): Verdict {
  const problems: Problem[] = [];
  for (const item of items) {
    const problem = problemOf(key(item), facts, objects, problemOfItem && ((seen) => problemOfItem(item, seen, facts)));
    if (problem) problems.push({ ...problem, message: `${what} "${name(item)}": ${problem.message}` });
  }
  const worst = worstOf(problems);
  if (!worst) return AVAILABLE;
  return fails(
    worst.reason,
    joinSentences(
      problems.map(({ message }) => message),
      LONGEST,
    ),
  );
}

/** Why something cannot be used. */
export interface Problem {
  readonly reason: Reason;
  readonly message: string;
}

/** What is wrong with a resource that comes after the cluster; nothing once it can be used. */
export function problemOf(
  key: string,
  facts: Facts,
  objects: Desired,
  problemOfSeen: (seen: Seen) => Problem | undefined = problemOfContent,
): Problem | undefined {
  const { cluster, resources, stranded } = facts;
  const observed = resources.get(key);
  if (!observed) {
    if (objects.has(key)) return { reason: 'Creating', message: 'is about to be created' };
    return cluster.state === 'created' && cluster.health.state === 'ready'
      ? { reason: 'WaitingForCluster', message: 'is not created, SpecAccepted says why' }
      : { reason: 'WaitingForCluster', message: 'waits for the cluster' };
  }
  const due = stranded.get(key);
  if (due === undefined) return problemOfSeen({ observed, desired: objects.get(key) });
  const belongs = `belongs to cluster ${observed.home}, the binding's is ${due} now`;
  // What belongs to a cluster or replica that is gone is made anew by itself, or a person decides.
  if (!objects.has(key)) return { reason: 'Creating', message: `${belongs}: it is made anew` };
  const isLost = cluster.state === 'created' && cluster.replaced !== undefined;
  const advice = isLost ? 'ClusterReady says what can be done' : 'delete the resource to have it made anew';
  return { reason: 'ProviderError', message: `${belongs}: ${advice}` };
}

function problemOfContent({ observed, desired }: Seen): Problem | undefined {
  if (!isGone(observed) || observed.atProvider.id === undefined) return problemOfHealth(observed);
  return {
    reason: 'DataLost',
    message: allows(desired, 'Create')
      ? 'is gone at DigitalOcean, with its data: it is made again, empty'
      : 'is gone at DigitalOcean, with its data: restore it there, or take it off the list and put it back to have an empty one',
  };
}

function problemAt(stage: UserStage, { observed, desired }: Seen): Problem | undefined {
  switch (stage) {
    case 'looking':
      return observed.health.state === 'failing' ? problemOfHealth(observed) : LOOKED_FOR;
    case 'free':
      return LOOKED_FOR;
    case 'making':
      return problemOfHealth(observed) ?? CREATING;
    case 'lost':
      return {
        reason: 'UserLost',
        message: `is gone at DigitalOcean: it is made again, with a new password${allows(desired, 'Create') ? '' : ', once the cluster can be used'}`,
      };
    case 'foreign':
      return {
        reason: 'AlreadyExists',
        message: 'exists at DigitalOcean already, made by somebody else: SpecAccepted says what can be done',
      };
    case 'made':
      return isSettling(observed)
        ? { reason: 'Creating', message: 'was created, the provider takes note of it' }
        : problemOfHealth(observed);
  }
}

const CREATING: Problem = { reason: 'Creating', message: 'DigitalOcean is creating it' };
/** What failed before is an error no more: that a name was free, say, once the provider may create it. */
const NOT_LOOKED_AT: Problem = {
  reason: 'Creating',
  message: 'was changed, and the provider has not looked at it since',
};
const LOOKED_FOR: Problem = {
  reason: 'Creating',
  message: 'is looked for first, so that no user that exists is taken over',
};

function problemOfHealth(observed: ObservedResource): Problem | undefined {
  const { health } = observed;
  switch (health.state) {
    case 'ready':
      return undefined;
    case 'waiting':
      return CREATING;
    case 'failing':
      return isUpToDate(observed) ? { reason: 'ProviderError', message: health.message } : NOT_LOOKED_AT;
  }
}

// Seen for some seconds after each creation of a user, until it is imported: nothing a person has to mend.
function isSettling({ health }: ObservedResource): boolean {
  return health.state === 'failing' && /Instance cannot be destroyed/.test(health.message);
}
