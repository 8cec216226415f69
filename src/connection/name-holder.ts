import type { Binding } from '../api/binding.js';
import type { Facts } from '../observe/facts.js';
import { requiredObject } from '../observe/required-object.js';
import type { NamedSelector } from '../wire/requirements.js';

/** An object with a name that applications know, before it is there. */
export interface NewObject {
  readonly key: string;
  readonly name: string;
}

/** The requirement by which Crossplane tells whether an object of this name exists already. */
export function existingRequirement(kind: 'Secret' | 'ConfigMap', name: string): string {
  return `existing-${kind.toLowerCase()}-${name}`;
}

/** The object that must not be there yet. */
export function existingSelector({ namespace }: Binding, kind: 'Secret' | 'ConfigMap', name: string): NamedSelector {
  return { apiVersion: 'v1', kind, matchName: name, namespace };
}

/**
 * What else has the name of a new Secret, in words; `undefined` where the name is free. Applying over something else's
 * Secret would take it over: Crossplane applies with force.
 */
export function holderOf(
  binding: Binding,
  facts: Facts,
  { key, name }: NewObject,
  wanted: readonly NewObject[],
): string | undefined {
  if (wanted.some((other) => other.key === key)) return 'another Secret of this binding';
  if (facts.resources.has(key)) return undefined;
  if (wanted.some((other) => other.name === name)) return 'another Secret of this binding';
  const held = [...facts.resources.values()].some((other) => other.kind === 'Secret' && other.name === name);
  return held ? 'another Secret of this binding' : foreignHolder(binding, facts, 'Secret', name);
}

/** Whether an object of this name exists that this binding has not made. */
export function foreignHolder(
  binding: Binding,
  { required, compositeUid }: Facts,
  kind: 'Secret' | 'ConfigMap',
  name: string,
): string | undefined {
  const found = requiredObject(required, existingRequirement(kind, name), existingSelector(binding, kind, name));
  if (found.state !== 'found') return undefined;
  if (found.controller !== undefined && found.controller === compositeUid) return undefined;
  return found.controller === undefined ? `a ${kind} that nothing controls` : `a ${kind} of something else`;
}
