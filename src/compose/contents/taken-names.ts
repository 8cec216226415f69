import type { TakenByOwner } from '../../api/access.js';
import type { Binding } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { Facts } from '../../observe/facts.js';
import type { Refusal } from '../refusal.js';

const NOTHING: ReadonlyMap<string, Refusal> = new Map();

/**
 * What the binding asks for by name, but the owner of the cluster manages: by resource key. Two bindings that manage one user
 * would fight over it, and the first one deleted would take it along. What the binding has already stays its own.
 */
export function takenNames(binding: Binding, resources: Facts['resources']): ReadonlyMap<string, Refusal> {
  const { access } = binding.target;
  if (access?.state !== 'granted') return NOTHING;
  const taken = new Map<string, Refusal>();
  const check = (kind: keyof TakenByOwner, name: string, called: string): void => {
    const key = keyOf(kind, name);
    if (resources.has(key) || !access.taken[kind].includes(called)) return;
    const message = `${kind} "${called}" is managed by the binding that controls the cluster: choose another name`;
    taken.set(key, { reason: 'AlreadyManaged', path: `spec.${kind}s`, message });
  };
  for (const { name, login, mode } of binding.users) if (mode === 'Manage') check('user', name, login);
  for (const { name, called } of binding.databases) check('database', name, called);
  for (const { name, called } of binding.topics) check('topic', name, called);
  return taken;
}
