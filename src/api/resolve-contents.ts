import type { Capability } from '../engines/engine-profile.js';
import { profileOf } from '../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine } from '../gen/binding.js';
import type { Target, UserIntent } from './binding.js';
import { defaultName, sharedDefaultName } from './names.js';

/** The names of what exists already. */
export interface Existing {
  readonly users: readonly string[];
  readonly databases: readonly string[];
}

/** What names follow from. */
export interface Naming {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly engine: RunningEngine | undefined;
  readonly target: Target;
  readonly existing: Existing;
}

/** The users of a binding. While the engine is not known, those that exist are kept, and nothing is added. */
export function resolveUsers({ users }: DatabaseBindingSpec, naming: Naming): readonly UserIntent[] {
  const { engine, existing } = naming;
  const modeOf = (name: string): UserIntent['mode'] => users?.find((user) => user.name === name)?.mode ?? 'Manage';
  if (engine === undefined) return existing.users.map((name) => ({ name, mode: modeOf(name) }));
  const { users: capability } = profileOf(engine);
  if (!capability.supported) return [];
  const names = users?.map(({ name }) => name) ?? [defaultNameOf(naming, capability, existing.users)];
  return names.map((name) => ({ name, mode: modeOf(name) }));
}

/** The databases of a binding; like its users. */
export function resolveDatabases({ databases }: DatabaseBindingSpec, naming: Naming): readonly string[] {
  const { engine, existing } = naming;
  if (engine === undefined) return existing.databases;
  const { databases: capability } = profileOf(engine);
  if (!capability.supported) return [];
  return databases?.map(({ name }) => name) ?? [defaultNameOf(naming, capability, existing.databases)];
}

/**
 * In a cluster of its own a binding's name is enough, in another's the namespace goes before it. A cluster that is handed
 * over keeps what it has: the name that exists already counts.
 */
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
