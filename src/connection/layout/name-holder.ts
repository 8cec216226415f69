import type { Binding } from '../../api/binding.js';
import { type Facts, secretsOf } from '../../observe/facts.js';
import { requiredObject } from '../../observe/required-object.js';
import type { NamedSelector } from '../../wire/requirements.js';

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

/** Keys and names of the Secrets that are wanted, so that no two get the same. */
export class SecretNames {
  private readonly keys = new Set<string>();
  private readonly names = new Set<string>();
  private observed: ReadonlySet<string | undefined> | undefined;

  constructor(
    private readonly binding: Binding,
    private readonly facts: Facts,
  ) {}

  /** Takes the name for a Secret, whether it is free or not, and says in words what had it before. */
  take(secret: NewObject): string | undefined {
    const holder = this.holderOf(secret);
    this.keys.add(secret.key);
    this.names.add(secret.name);
    return holder;
  }

  /** Applying over something else's Secret would take it over: Crossplane applies with force. */
  private holderOf({ key, name }: NewObject): string | undefined {
    if (this.keys.has(key)) return OWN;
    if (this.facts.resources.has(key)) return undefined;
    if (this.names.has(name) || this.isObserved(name)) return OWN;
    return foreignHolder(this.binding, this.facts, 'Secret', name);
  }

  private isObserved(name: string): boolean {
    this.observed ??= observedNames(this.binding, this.facts);
    return this.observed.has(name);
  }
}

const OWN = 'another Secret of this binding';

/** The names that Secrets of this binding have, but for those of users that left: they are taken over. */
function observedNames({ connection }: Binding, facts: Facts): ReadonlySet<string | undefined> {
  const own = connection.credentials.flatMap(({ user }) => secretsOf(facts, user));
  return new Set(own.map(([, { name }]) => name));
}

/** Whether an object of this name exists that this binding has not made. */
export function foreignHolder(
  binding: Binding,
  { required, composite }: Facts,
  kind: 'Secret' | 'ConfigMap',
  name: string,
): string | undefined {
  const found = requiredObject(required, existingRequirement(kind, name), existingSelector(binding, kind, name));
  if (found.state !== 'found') return undefined;
  if (found.controller !== undefined && found.controller === composite.uid) return undefined;
  return found.controller === undefined ? `a ${kind} that nothing controls` : `a ${kind} of something else`;
}
