import type { Binding, UserIntent } from '../api/binding.js';
import { dueHome, isAstray } from '../compose/belonging.js';
import type { Composition } from '../compose/compose.js';
import { homeOf } from '../compose/compose-user.js';
import { databaseKey, userKey } from '../compose/resource-keys.js';
import { profileOf } from '../engines/engines.js';
import { joinSentences } from '../lib/sentences.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import { AVAILABLE, fails, holds, LONGEST, type Reason, type Verdict } from './verdict.js';

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

/** Something that a spec lists: what it is called, its name and its resource key. */
export interface Listed<T> {
  readonly what: string;
  name(item: T): string;
  key(item: T, facts: Facts): string;
}

const USER: Listed<UserIntent> = { what: 'user', name: ({ name }) => name, key: ({ name }) => userKey(name) };
const DATABASE: Listed<string> = { what: 'database', name: (name) => name, key: databaseKey };

/** The first reason counts, every problem is told: in the order of the spec, so that the text is stable. */
export function assessEach<T>(
  { what, name, key }: Listed<T>,
  items: readonly T[],
  facts: Facts,
  objects: Desired,
): Verdict {
  const problems: Problem[] = [];
  for (const item of items) {
    const problem = problemOf(key(item, facts), facts, objects);
    if (problem) problems.push({ ...problem, message: `${what} "${name(item)}": ${problem.message}` });
  }
  const [first] = problems;
  if (!first) return AVAILABLE;
  const worst = problems.find(({ reason }) => reason === 'ProviderError') ?? first;
  return fails(
    worst.reason,
    joinSentences(
      problems.map(({ message }) => message),
      LONGEST,
    ),
  );
}

interface Problem {
  readonly reason: Reason;
  readonly message: string;
}

/** What is wrong with a resource that comes after the cluster; nothing once it can be used. */
export function problemOf(key: string, facts: Facts, objects: Desired): Problem | undefined {
  const { cluster, resources } = facts;
  const observed = resources.get(key);
  if (!observed) {
    if (objects.has(key)) return { reason: 'Creating', message: 'is about to be created' };
    return cluster.state === 'created' && cluster.health.state === 'ready'
      ? { reason: 'WaitingForCluster', message: 'is not created, SpecAccepted says why' }
      : { reason: 'WaitingForCluster', message: 'waits for the cluster' };
  }
  if (isAstray(key, observed, facts))
    return {
      reason: 'ProviderError',
      message: `belongs to cluster ${homeOf(observed)}, the binding's is ${dueHome(key, facts)} now: delete the resource to have it made anew`,
    };
  const health = healthOf(observed);
  switch (health.state) {
    case 'ready':
      return undefined;
    case 'waiting':
      return { reason: 'Creating', message: 'DigitalOcean is creating it' };
    case 'failing':
      return isSettling(health.message)
        ? { reason: 'Creating', message: 'was created, the provider takes note of it' }
        : { reason: 'ProviderError', message: health.message };
  }
}

// Seen for some seconds after each creation of a user, until it is imported: nothing a person has to mend.
function isSettling(message: string): boolean {
  return /Instance cannot be destroyed/.test(message);
}
