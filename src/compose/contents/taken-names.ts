import type { Binding } from '../../api/binding.js';
import type { Access } from '../../observe/access.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { Refusal } from '../refusal.js';
import { databaseKey, TOPICS, userKey } from '../resource-keys.js';

/** Resource keys that the binding asks for, but another binding of the same cluster manages. */
export interface TakenNames {
  readonly keys: ReadonlySet<string>;
  readonly refusals: readonly Refusal[];
}

const NOTHING_TAKEN: TakenNames = { keys: new Set(), refusals: [] };

/** Two bindings that manage one user would fight for it, and the one deleted first would take it along. What is ours already stays. */
export function refuseTaken(
  binding: Binding,
  resources: ReadonlyMap<string, ObservedResource>,
  access: Access | undefined,
): TakenNames {
  if (access?.state !== 'granted') return NOTHING_TAKEN;
  const managed = binding.users.filter(({ mode }) => mode === 'Manage');
  const taken = [
    ...managed
      .filter(({ login }) => access.taken.users.includes(login))
      .map(({ name, login }) => [userKey(name), 'user', login] as const),
    ...binding.databases
      .filter((name) => access.taken.databases.includes(name))
      .map((name) => [databaseKey(name), 'database', name] as const),
    ...binding.topics
      .filter(({ name }) => access.taken.topics.includes(name))
      .map(({ name }) => [TOPICS.key(name), 'topic', name] as const),
  ].filter(([key]) => !resources.has(key));
  return {
    keys: new Set(taken.map(([key]) => key)),
    refusals: taken.map(([, what, name]) => ({
      reason: 'AlreadyManaged',
      path: `spec.${what}s`,
      message: `${what} "${name}" is managed by the binding that controls the cluster: choose another name`,
    })),
  };
}
