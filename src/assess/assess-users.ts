import type { Binding } from '../api/binding.js';
import { homeOf } from '../compose/compose-user.js';
import { databaseKey, userKey } from '../compose/resource-keys.js';
import { profileOf } from '../engines/engines.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import { fails, holds, type Reason, type Verdict } from './verdict.js';

/** Whether every user exists and can be used. */
export function assessUsers(binding: Binding, facts: Facts): Verdict {
  if (binding.engine === undefined)
    return fails('WaitingForCluster', 'users wait until the engine of the cluster is known');
  const profile = profileOf(binding.engine);
  if (!profile.users.supported)
    return holds('DefaultUserOnly', `${profile.label} has the user "${profile.defaultUser}" only`);
  return assessEach(
    'user',
    binding.users.map(({ name }) => [name, userKey(name)]),
    facts,
  );
}

/** Whether every database exists. */
export function assessDatabases(binding: Binding, facts: Facts): Verdict {
  return assessEach(
    'database',
    binding.databases.map((name) => [name, databaseKey(name)]),
    facts,
  );
}

/** The first reason counts, every problem is told: in the order of the spec, so that the text is stable. */
export function assessEach(
  what: string,
  entries: readonly (readonly [name: string, key: string])[],
  facts: Facts,
): Verdict {
  const problems = entries.flatMap(([name, key]) => {
    const problem = problemOf(key, facts);
    return problem ? [{ ...problem, message: `${what} "${name}": ${problem.message}` }] : [];
  });
  const [first] = problems;
  if (!first) return holds('Available');
  const worst = problems.find(({ reason }) => reason === 'ProviderError') ?? first;
  return fails(worst.reason, problems.map(({ message }) => message).join('; '));
}

function problemOf(key: string, { cluster, resources }: Facts): { reason: Reason; message: string } | undefined {
  const observed = resources.get(key);
  if (!observed)
    return cluster.state === 'created' && cluster.health.state === 'ready'
      ? { reason: 'Creating', message: 'is about to be created' }
      : { reason: 'WaitingForCluster', message: 'waits for the cluster' };
  const home = homeOf(observed);
  if (cluster.state === 'created' && home !== undefined && home !== cluster.id)
    return {
      reason: 'ProviderError',
      message: `belongs to cluster ${home}, the binding's is ${cluster.id} now: delete the resource to have it made anew`,
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
