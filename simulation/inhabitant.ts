import { asObject, asString, at, type JsonObject } from '../src/lib/json.js';
import { type ObjectRef, type ObjectStore, refOf } from './api-server/object-store.js';
import { resourceKeyOf, type Watched } from './changes.js';
import { CompositeController, type Reconciled } from './crossplane/composite.js';
import type { Composition } from './crossplane/composition.js';
import type { Call } from './crossplane/run-function.js';
import { usageOf } from './crossplane/usages.js';
import { namedSecrets } from './named-secrets.js';

/** What exists of one binding at one moment. */
export interface Snapshot {
  readonly binding: JsonObject | undefined;
  /** The composed resources by resource key. */
  readonly composed: ReadonlyMap<string, JsonObject>;
  /** Decoded connection details of the composed resources by resource key. */
  readonly connectionDetails: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Everything in the cluster: connection secrets, what is still being deleted, and what is others', too. */
  readonly objects: readonly JsonObject[];
}

/** One binding of a world, with the controller that composes it. */
export class Inhabitant {
  readonly #store: ObjectStore;
  readonly #ref: ObjectRef;
  readonly #controller: CompositeController;

  constructor(store: ObjectStore, binding: JsonObject, composition: Composition, call: Call) {
    this.#store = store;
    this.#ref = refOf(binding);
    this.#put(labelled(binding));
    this.#controller = new CompositeController(store, this.#ref, composition, call);
  }

  reconcile(now: string): Promise<Reconciled> {
    return this.#controller.reconcile(now);
  }

  snapshot(): Snapshot {
    const details = [...this.#controller.composed.observe()].map(([key, { connectionDetails }]) => {
      const decoded = Object.entries(connectionDetails ?? {}).map(([name, bytes]) => [name, text(bytes)]);
      return [key, Object.fromEntries(decoded)] as const;
    });
    return {
      binding: this.#store.get(this.#ref),
      composed: this.#controller.composed.existing(),
      connectionDetails: new Map(details),
      objects: this.#store.list(),
    };
  }

  /** The binding and what is composed for it, also what is still being deleted, by uid. */
  watched(): ReadonlyMap<string, Watched> {
    const watched = new Map<string, Watched>();
    for (const object of this.#store.list()) {
      const resource = this.#roleOf(object);
      const uid = asString(at(object, 'metadata', 'uid')) ?? '';
      if (resource !== undefined) watched.set(uid, { resource, object, details: this.#detailsOf(object) });
    }
    return watched;
  }

  edit(change: (spec: JsonObject) => JsonObject): void {
    const binding = this.#store.get(this.#ref);
    if (binding !== undefined) this.#put({ ...binding, spec: change(asObject(binding.spec)) });
  }

  /** Deletes the binding, or tells why that is refused. */
  delete(): string | undefined {
    const refusal = usageOf(this.#store, this.#ref);
    if (refusal === undefined) this.#store.delete(this.#ref);
    return refusal;
  }

  deleteComposed(resourceKey: string): void {
    const object = this.#controller.composed.existing().get(resourceKey);
    if (object !== undefined) this.#store.delete(refOf(object));
  }

  #put(binding: JsonObject): void {
    this.#store.put(binding);
    for (const secret of namedSecrets(binding)) {
      const existing = this.#store.get(refOf(secret));
      this.#store.put({ ...secret, ...existing, data: { ...asObject(secret.data), ...asObject(existing?.data) } });
    }
  }

  #roleOf(object: JsonObject): string | undefined {
    const { kind, namespace, name } = refOf(object);
    if (kind === this.#ref.kind && namespace === this.#ref.namespace && name === this.#ref.name) return 'binding';
    const owner = asString(at(object, 'metadata', 'labels', 'crossplane.io/composite'));
    // A cluster-scoped composite composes into any namespace.
    const near = this.#ref.namespace === '' || namespace === this.#ref.namespace;
    return owner === this.#ref.name && near ? resourceKeyOf(object) : undefined;
  }

  #detailsOf(object: JsonObject): JsonObject {
    const { namespace } = refOf(object);
    const name = asString(at(object, 'spec', 'writeConnectionSecretToRef', 'name')) ?? '';
    return asObject(this.#store.get({ apiVersion: 'v1', kind: 'Secret', namespace, name })?.data);
  }
}

// Crossplane labels every composite with its own name before it composes anything.
function labelled(binding: JsonObject): JsonObject {
  const { name, namespace } = refOf(binding);
  const metadata = asObject(binding.metadata);
  const labels = { ...asObject(metadata.labels), 'crossplane.io/composite': name };
  const finalizers = ['composite.apiextensions.crossplane.io'];
  return { ...binding, metadata: { ...metadata, name, ...(namespace ? { namespace } : {}), labels, finalizers } };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
