import type { Binding } from '../../api/binding.js';
import { type Facts, secretsOf } from '../../observe/facts.js';
import { requiredObject } from '../../observe/required.js';
import type { NamedSelector } from '../../wire/requirements.js';

/** An object whose name applications know before it exists. */
export interface NewObject {
  readonly key: string;
  readonly name: string;
}

/** The requirement that makes Crossplane report whether an object of this name exists already. */
export function existing(
  { namespace }: Binding,
  kind: 'Secret' | 'ConfigMap',
  name: string,
): readonly [requirement: string, selector: NamedSelector] {
  return [`existing-${kind.toLowerCase()}-${name}`, { apiVersion: 'v1', kind, matchName: name, namespace }];
}

/** Keys and names of the wanted Secrets, so that no two are the same. */
export class SecretNames {
  private readonly keys = new Set<string>();
  private readonly names = new Set<string>();
  private observed: ReadonlySet<string | undefined> | undefined;

  constructor(
    private readonly binding: Binding,
    private readonly facts: Facts,
  ) {}

  /** Takes the name for a Secret, whether it is free or not, and returns a description of what had it before. */
  take(secret: NewObject): string | undefined {
    const holder = this.holderOf(secret);
    this.keys.add(secret.key);
    this.names.add(secret.name);
    return holder;
  }

  /** Crossplane applies with force, which would overwrite the Secret of something else. */
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

/** The names of this binding's Secrets, except those of users that left, which are taken over. */
function observedNames({ connection }: Binding, facts: Facts): ReadonlySet<string | undefined> {
  const own = connection.credentials.flatMap(({ user }) => secretsOf(facts, user));
  return new Set(own.map(([, { name }]) => name));
}

/** Describes an object of this name that the binding did not make, if there is one. */
export function foreignHolder(
  binding: Binding,
  { required, composite }: Facts,
  kind: 'Secret' | 'ConfigMap',
  name: string,
): string | undefined {
  const found = requiredObject(required, ...existing(binding, kind, name));
  if (found.state !== 'found') return undefined;
  if (found.controller === undefined) return `a ${kind} that nothing controls`;
  return found.controller === composite.uid ? undefined : `a ${kind} that something else controls`;
}
