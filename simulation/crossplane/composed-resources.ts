import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { admit } from '../api-server/admission.js';
import { type ObjectRef, type ObjectStore, refOf, withMetadata } from '../api-server/object-store.js';
import { applyIntent } from '../api-server/server-side-apply.js';
import { digest } from '../fake.js';
import type { StateResource } from './protocol.js';

/** The annotation that carries a composed resource's key. */
const RESOURCE_KEY = 'crossplane.io/composition-resource-name';

/** The resources one composite composes: which they are, and what was last applied of each. */
export class ComposedResources {
  readonly #store: ObjectStore;
  #refs = new Map<string, ObjectRef>();
  readonly #applied = new Map<string, JsonObject>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** The composed resources that exist, by resource key. */
  existing(): ReadonlyMap<string, JsonObject> {
    const found = new Map<string, JsonObject>();
    for (const [key, ref] of this.#refs) {
      const object = this.#store.get(ref);
      if (object !== undefined) found.set(key, object);
    }
    return found;
  }

  /** The composed resources that exist, with the connection details in their connection secrets. */
  observe(): ReadonlyMap<string, StateResource> {
    const details = (resource: JsonObject) => ({ resource, connectionDetails: this.#connectionDetails(resource) });
    return new Map([...this.existing()].map(([key, resource]) => [key, details(resource)]));
  }

  /** Deletes what is no longer desired, applies what is, and tells what the API server refused of it. */
  apply(composite: JsonObject, desired: ReadonlyMap<string, StateResource>): ReadonlyMap<string, string> {
    const existing = this.existing();
    const undesired = [...existing].flatMap(([key, object]) => (desired.has(key) ? [] : [refOf(object)]));
    for (const ref of undesired) this.#store.delete(ref);
    const problems = new Map<string, string>();
    const refs = new Map<string, ObjectRef>();
    for (const [key, { resource }] of desired) {
      const intent = this.#withMetadata(composite, key, resource, existing.get(key));
      refs.set(key, refOf(intent));
      const problem = this.#applyOne(intent);
      if (problem !== undefined) problems.set(key, problem);
    }
    // Crossplane deletes in the foreground, which takes a moment: what it writes under the same name meanwhile goes too.
    for (const ref of undesired) this.#store.delete(ref);
    this.#refs = refs;
    return problems;
  }

  #applyOne(intent: JsonObject): string | undefined {
    const existing = this.#store.get(refOf(intent));
    const uid = asString(at(existing, 'metadata', 'uid')) ?? '';
    if (controllerOf(existing) !== controllerOf(intent) && controllerOf(existing) !== undefined) {
      return 'it is controlled by somebody else';
    }
    const merged = applyIntent(existing ?? {}, this.#applied.get(uid) ?? {}, intent);
    const admission = admit(merged, existing);
    if ('problem' in admission) return admission.problem;
    const stored = this.#store.put(admission.object);
    this.#applied.set(asString(at(stored, 'metadata', 'uid')) ?? '', intent);
    return undefined;
  }

  #withMetadata(
    composite: JsonObject,
    key: string,
    resource: JsonObject,
    existing: JsonObject | undefined,
  ): JsonObject {
    const owner = refOf(composite);
    const namespace = owner.namespace || (asString(at(resource, 'metadata', 'namespace')) ?? '');
    const named = asString(at(existing ?? resource, 'metadata', 'name'));
    const metadata = asObject(resource.metadata);
    const prefix =
      existing === undefined ? named === undefined && `${owner.name}-` : at(existing, 'metadata', 'generateName');
    return withMetadata(resource, {
      ...(typeof prefix === 'string' ? { generateName: prefix } : {}),
      ...(namespace === '' ? {} : { namespace }),
      name: named ?? this.#freeName({ ...refOf(resource), namespace }, owner, key),
      annotations: { ...asObject(metadata.annotations), [RESOURCE_KEY]: key },
      labels: { ...asObject(metadata.labels), 'crossplane.io/composite': owner.name },
      ownerReferences: [
        {
          apiVersion: owner.apiVersion,
          kind: owner.kind,
          name: owner.name,
          uid: at(composite, 'metadata', 'uid') ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    });
  }

  // Names are random in a cluster and derived from the resource key here; one still being deleted is not taken again.
  #freeName(ref: ObjectRef, owner: ObjectRef, key: string): string {
    for (let attempt = 0; ; attempt += 1) {
      const name = `${owner.name}-${digest(owner.namespace, owner.name, key, String(attempt)).slice(0, 12)}`;
      if (this.#store.get({ ...ref, name }) === undefined) return name;
    }
  }

  #connectionDetails(resource: JsonObject): Readonly<Record<string, Uint8Array>> {
    const target = asObject(at(resource, 'spec', 'writeConnectionSecretToRef'));
    const namespace = asString(target.namespace) ?? refOf(resource).namespace;
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: asString(target.name) ?? '' };
    const data = Object.entries(asObject(this.#store.get(ref)?.data));
    return Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(asString(value) ?? '', 'base64')]));
  }
}

function controllerOf(object: JsonObject | undefined): Json | undefined {
  const owners = asList(at(object, 'metadata', 'ownerReferences'));
  return at(
    owners.find((owner) => at(owner, 'controller') === true),
    'uid',
  );
}
