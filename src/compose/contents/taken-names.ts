import type { Binding } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { Refusal } from '../refusal.js';

/** Resource keys that the binding asks for, but another binding of the same cluster manages. */
export interface TakenNames {
  readonly keys: ReadonlySet<string>;
  readonly refusals: readonly Refusal[];
}

const NOTHING_TAKEN: TakenNames = { keys: new Set(), refusals: [] };

/** Two bindings that manage one user would fight for it, and the one deleted first would take it along. What is ours already stays. */
export function refuseTaken(binding: Binding, resources: ReadonlyMap<string, ObservedResource>): TakenNames {
  const { access } = binding.target;
  if (access?.state !== 'granted') return NOTHING_TAKEN;
  const asked = {
    user: binding.users.flatMap(({ name, login, mode }) => (mode === 'Manage' ? [[name, login] as const] : [])),
    database: binding.databases.map((name) => [name, name] as const),
    topic: binding.topics.map(({ name }) => [name, name] as const),
  };
  const keys = new Set<string>();
  const refusals: Refusal[] = [];
  for (const kind of ['user', 'database', 'topic'] as const)
    for (const [name, called] of asked[kind]) {
      const key = keyOf(kind, name);
      if (resources.has(key) || !access.taken[kind].includes(called)) continue;
      keys.add(key);
      refusals.push({
        reason: 'AlreadyManaged',
        path: `spec.${kind}s`,
        message: `${kind} "${called}" is managed by the binding that controls the cluster: choose another name`,
      });
    }
  return { keys, refusals };
}
