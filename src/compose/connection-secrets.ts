import type { Binding } from '../api/binding.js';
import { otherConnectionSecretName } from '../kinds/connection-secret.js';
import { asObject, asString, at, type JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { requiredObject } from '../observe/required.js';
import type { NamedSelector } from '../wire/requirements.js';

/** What is looked up is in every request, so there is an end to it. */
const MOST_WATCHED = 50;

/** What follows from the names of connection Secrets. */
interface Named {
  /** What Crossplane has to look up. */
  readonly lookups: ReadonlyMap<string, NamedSelector>;
  /** Whether all of the Secrets are among it, so that Crossplane tells of their changes. */
  readonly areWatched: boolean;
}

/**
 * Sees to it that no two resources have their connection details written to one Secret: applications would get each other's
 * passwords. A resource keeps the Secret that it has; a new one does not get the name of something that exists. What
 * Crossplane is to watch is looked up, too.
 */
export function nameConnectionSecrets(binding: Binding, facts: Facts, objects: Map<string, JsonObject>): Named {
  const { resources, required } = facts;
  const lookups = new Map<string, NamedSelector>();
  const names: string[] = [];
  const kept = keptSecrets(binding, facts);
  const taken = new Set([...resources.values()].map(({ connectionSecret }) => connectionSecret));
  for (const [key, object] of objects) {
    const usual = asString(at(object, 'spec', 'writeConnectionSecretToRef', 'name'));
    if (usual === undefined) continue;
    let name = kept.get(key);
    if (name === undefined && !taken.has(usual)) {
      const lookup = lookupOf(binding, usual);
      lookups.set(...lookup);
      if (isFree(requiredObject(required, ...lookup), resources.get(key))) name = usual;
    }
    name ??= otherConnectionSecretName(binding.composite.name, key);
    if (name !== usual) objects.set(key, withSecret(object, name));
    names.push(name);
  }
  const areWatched = binding.refresh.watchSecrets && names.length <= MOST_WATCHED;
  if (areWatched) for (const name of names) lookups.set(...lookupOf(binding, name));
  return { lookups, areWatched };
}

function lookupOf(binding: Binding, name: string): readonly [requirement: string, selector: NamedSelector] {
  return [`connection-secret-${name}`, selectorOf(binding, name)];
}

/** The names of the Secrets that stay, by resource key. What the provider cannot write to another name either stays too. */
function keptSecrets({ composite }: Binding, { resources, misdirected }: Facts): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  for (const [key, { connectionSecret: name }] of resources)
    if (name !== undefined && (!misdirected.has(key) || name === otherConnectionSecretName(composite.name, key)))
      kept.set(key, name);
  return kept;
}

/** A Secret that nothing controls is somebody's own. */
function isFree(found: ReturnType<typeof requiredObject>, observed: ObservedResource | undefined): boolean {
  return found.state !== 'found' || (found.controller !== undefined && found.controller === observed?.uid);
}

function selectorOf({ provider, namespace }: Binding, matchName: string): NamedSelector {
  const place = provider.secretNamespace ?? provider.resourceNamespace ?? namespace;
  return { apiVersion: 'v1', kind: 'Secret', matchName, namespace: place };
}

function withSecret(object: JsonObject, name: string): JsonObject {
  const spec = asObject(object.spec);
  return {
    ...object,
    spec: { ...spec, writeConnectionSecretToRef: { ...asObject(spec.writeConnectionSecretToRef), name } },
  };
}
