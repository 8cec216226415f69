import { asObject, asString, at, type JsonObject } from '../lib/json.js';
import { type ObjectRef, ObjectStore, refOf } from './api-server/object-store.js';
import { type Change, changesBetween, resourceKeyOf, type Watched } from './changes.js';
import { CompositeController } from './crossplane/composite.js';
import type { Composition } from './crossplane/composition.js';
import type { Result } from './crossplane/protocol.js';
import type { Call } from './crossplane/run-function.js';
import { settleUsages, usageOf } from './crossplane/usages.js';
import { DigitalOcean } from './provider/digitalocean.js';
import { Provider } from './provider/provider.js';

/** What a world is made of. */
export interface WorldOptions {
  readonly binding: JsonObject;
  readonly composition: Composition;
  readonly call: Call;
  /** DigitalOcean as it was before; an empty one where left out. */
  readonly cloud?: DigitalOcean;
}

/** One round: Crossplane reconciles the binding, then the provider polls everything once. */
export interface Round {
  readonly number: number;
  readonly time: string;
  /** Whether anything in the cluster is different now, also what no `Change` tells of. */
  readonly changed: boolean;
  /** Whether an operation at DigitalOcean is still running. */
  readonly busy: boolean;
  readonly changes: readonly Change[];
  readonly results: readonly Result[];
  readonly ttlSeconds: number;
}

/** What exists at one moment. */
export interface Snapshot {
  readonly binding: JsonObject | undefined;
  /** The composed resources by resource key. */
  readonly composed: ReadonlyMap<string, JsonObject>;
  /** Decoded connection details of the composed resources by resource key. */
  readonly connectionDetails: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Everything in the cluster: connection secrets and what is still being deleted, too. */
  readonly objects: readonly JsonObject[];
}

const START = Date.UTC(2026, 0, 1);
const ROUND_SECONDS = 15;

/** A cluster with one binding in it, next to a DigitalOcean. There are no timers: nothing moves between rounds. */
export class World {
  readonly cloud: DigitalOcean;
  readonly #store: ObjectStore;
  readonly #ref: ObjectRef;
  readonly #controller: CompositeController;
  readonly #provider: Provider;
  #round = 0;

  constructor({ binding, composition, call, cloud }: WorldOptions) {
    this.cloud = cloud ?? new DigitalOcean();
    this.#store = new ObjectStore(() => this.#now());
    this.#provider = new Provider(this.#store, this.cloud);
    this.#ref = refOf(binding);
    this.#store.put(labelled(binding));
    this.#controller = new CompositeController(this.#store, this.#ref, composition, call);
  }

  /** Lets the world turn once. */
  async round(): Promise<Round> {
    this.#round += 1;
    const before = this.#watched();
    const revision = this.#store.revision;
    const { results, ttlSeconds } = await this.#controller.reconcile(this.#now());
    this.#provider.poll(this.#now());
    settleUsages(this.#store, this.#now());
    return {
      number: this.#round,
      time: this.#now(),
      changed: this.#store.revision !== revision,
      busy: this.#provider.isBusy(),
      changes: changesBetween(before, this.#watched()),
      results,
      ttlSeconds,
    };
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

  /** Changes the binding's spec as its owner would. */
  editBinding(edit: (spec: JsonObject) => JsonObject): void {
    const binding = this.#store.get(this.#ref);
    if (binding !== undefined) this.#store.put({ ...binding, spec: edit(asObject(binding.spec)) });
  }

  /** Deletes the binding, and with it everything composed for it; or tells why that is refused. */
  deleteBinding(): string | undefined {
    const refusal = usageOf(this.#store, this.#ref);
    if (refusal === undefined) this.#store.delete(this.#ref);
    return refusal;
  }

  /** Deletes one composed resource, as a person with kubectl would. */
  deleteComposed(resourceKey: string): void {
    const object = this.#controller.composed.existing().get(resourceKey);
    if (object !== undefined) this.#store.delete(refOf(object));
  }

  /** Deletes any object of the cluster, a connection secret for example. */
  deleteObject(ref: ObjectRef): void {
    this.#store.delete(ref);
  }

  /** Adds or replaces any other object of the cluster. */
  putObject(object: JsonObject): void {
    this.#store.put(object);
  }

  /** Makes DigitalOcean refuse to create what a resource key stands for, until it is accepted again. */
  refuse(resourceKey: string, cause: string): void {
    this.#provider.object(resourceKey, cause);
  }

  /** Ends a refusal; the provider tries again at its next poll. */
  accept(resourceKey: string): void {
    this.#provider.object(resourceKey, undefined);
  }

  #now(): string {
    return new Date(START + this.#round * ROUND_SECONDS * 1000).toISOString().replace('.000Z', 'Z');
  }

  #watched(): ReadonlyMap<string, Watched> {
    const watched = new Map<string, Watched>();
    for (const object of this.#store.list()) {
      const isBinding = refOf(object).kind === this.#ref.kind && refOf(object).name === this.#ref.name;
      const resource = isBinding ? 'binding' : resourceKeyOf(object);
      const uid = asString(at(object, 'metadata', 'uid')) ?? '';
      if (resource !== undefined) watched.set(uid, { resource, object, details: this.#detailsOf(object) });
    }
    return watched;
  }

  #detailsOf(object: JsonObject): JsonObject {
    const { namespace } = refOf(object);
    const name = asString(at(object, 'spec', 'writeConnectionSecretToRef', 'name')) ?? '';
    return asObject(this.#store.get({ apiVersion: 'v1', kind: 'Secret', namespace, name })?.data);
  }
}

/** A new world. */
export function createWorld(options: WorldOptions): World {
  return new World(options);
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
