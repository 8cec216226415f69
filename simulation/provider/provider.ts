import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { withConditions } from '../api-server/conditions.js';
import { type ObjectRef, type ObjectStore, refOf, withMetadata } from '../api-server/object-store.js';
import { Client } from '../terraform/client.js';
import { cluster } from './cluster.js';
import { CONFIGURATIONS } from './configuration.js';
import { CONTENTS } from './contents.js';
import type { ConnectionDetails, Controller, SecretOf } from './controller.js';
import type { DigitalOcean } from './digitalocean.js';
import { poll } from './lifecycle.js';
import { parametersOf, withStatus } from './managed.js';
import { may } from './policies.js';
import type { Memory } from './poll.js';
import { user } from './user.js';
import { available, unsynced } from './verdicts.js';

const GROUPS = ['database.digitalocean.m.crossplane.io', 'database.digitalocean.crossplane.io'];

// A new kind is a new row.
const CONTROLLERS: ReadonlyMap<string, Controller> = new Map([
  ['Cluster', cluster],
  ['User', user],
  ...CONTENTS,
  ...CONFIGURATIONS,
]);

/** The kinds it has a controller for. */
export const CONTROLLED_KINDS: readonly string[] = [...CONTROLLERS.keys()];

/** What of an API server the provider's controllers use; the end-to-end tests put a real one behind it. */
export type ManagedStore = Pick<ObjectStore, 'get' | 'list' | 'put'>;

/** The stand-in of the provider: its controllers, and what they remember. */
export class Provider {
  /** Objections of DigitalOcean to the creation of a resource, by resource key. */
  readonly #objections = new Map<string, string>();
  readonly #memories = new Map<string, Memory>();
  readonly #store: ManagedStore;
  readonly #client: Client;

  constructor(store: ManagedStore, cloud: DigitalOcean) {
    this.#store = store;
    this.#client = new Client(cloud);
  }

  /** Makes DigitalOcean refuse to create what a resource key stands for, or accept it again. */
  object(resourceKey: string, cause: string | undefined): void {
    if (cause === undefined) this.#objections.delete(resourceKey);
    else this.#objections.set(resourceKey, cause);
    // A person who cured something does not want to wait for the next attempt.
    for (const [uid, memory] of this.#memories) this.#memories.set(uid, { ...memory, pause: undefined });
  }

  /** Whether an operation at DigitalOcean is still running. */
  isBusy(): boolean {
    return [...this.#memories.values()].some((memory) => memory.operation !== undefined);
  }

  /** Lets every controller look at each of its resources once. */
  poll(now: string): void {
    for (const resource of this.#store.list()) {
      const controller = controllerOf(resource);
      if (controller !== undefined) this.#pollOne(resource, controller, now);
    }
  }

  #pollOne(resource: JsonObject, controller: Controller, now: string): void {
    const uid = asString(at(resource, 'metadata', 'uid')) ?? '';
    const key = asString(at(resource, 'metadata', 'annotations', 'crossplane.io/composition-resource-name')) ?? '';
    const context = {
      controller,
      client: this.#client,
      secretOf: this.#secretText,
      now,
      objection: this.#objections.get(key),
    };
    const result = poll(resource, this.#memories.get(uid) ?? { polls: 0 }, context);
    this.#memories.set(uid, result.memory);
    const secret = result.details && this.#secretOf(resource);
    const isTheirs = secret !== undefined && !isControlledBy(secret, uid);
    const annotations = at(result.resource, 'metadata', 'annotations');
    const stored = this.#store.put(isTheirs ? withoutSecret(resource, annotations, now) : result.resource);
    if (this.#store.get(refOf(stored)) === undefined) this.#memories.delete(uid);
    else if (result.details !== undefined && !isTheirs) this.#publish(stored, secret, result.details);
  }

  // As the real one, it takes a Secret that is missing for an empty text.
  readonly #secretText: SecretOf = (resource, { name = '', namespace, key = '' }) => {
    const own = asString(namespace) ?? refOf(resource).namespace;
    const secret = this.#store.get({ apiVersion: 'v1', kind: 'Secret', namespace: own, name: String(name) });
    return Buffer.from(asString(at(secret, 'data', String(key))) ?? '', 'base64').toString();
  };

  #secretOf(resource: JsonObject): JsonObject | undefined {
    const ref = secretRefOf(resource);
    return ref && this.#store.get(ref);
  }

  // A key once published stays: the details of a later look are merged over those of earlier ones.
  #publish(resource: JsonObject, existing: JsonObject | undefined, details: ConnectionDetails): void {
    const ref = secretRefOf(resource);
    if (ref === undefined) return;
    const { apiVersion, kind, name: owner } = refOf(resource);
    const encoded = Object.entries(details).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
    const ownerReferences = [
      { apiVersion, kind, name: owner, uid: at(resource, 'metadata', 'uid') ?? '', controller: true },
    ];
    const secret = existing ?? { apiVersion: 'v1', kind: 'Secret', type: 'connection.crossplane.io/v1alpha1' };
    this.#store.put({
      ...withMetadata(secret, { name: ref.name, namespace: ref.namespace, ownerReferences }),
      data: { ...asObject(secret.data), ...Object.fromEntries(encoded) },
    });
  }
}

/** The connection secret that a managed resource asks for. */
function secretRefOf(resource: JsonObject): ObjectRef | undefined {
  const target = asObject(at(resource, 'spec', 'writeConnectionSecretToRef'));
  const name = asString(target.name);
  const namespace = asString(target.namespace) ?? refOf(resource).namespace;
  return name === undefined ? undefined : { apiVersion: 'v1', kind: 'Secret', namespace, name };
}

function isControlledBy(object: JsonObject, uid: string): boolean {
  return asList(at(object, 'metadata', 'ownerReferences')).some(
    (owner) => at(owner, 'controller') === true && at(owner, 'uid') === uid,
  );
}

/** What a look leaves that ends at a connection secret of somebody else: the resource is not even taken over. */
function withoutSecret(resource: JsonObject, annotations: Json | undefined, now: string): JsonObject {
  const uid = asString(at(resource, 'metadata', 'uid')) ?? '';
  const problem = `cannot create or update connection secret: existing secret is not controlled by UID "${uid}"`;
  const named = withStatus(withMetadata(resource, { annotations: annotations ?? {} }));
  return withConditions(named, [available(), unsynced(resource, problem)], now);
}

/** Whether an object is of the provider's API. */
export function isManaged(object: JsonObject): boolean {
  return GROUPS.includes(refOf(object).apiVersion.split('/')[0] ?? '');
}

/** The controller that looks after an object, where the simulation has one. */
export function controllerOf(object: JsonObject): Controller | undefined {
  return isManaged(object) ? CONTROLLERS.get(refOf(object).kind) : undefined;
}

/** A managed resource with the defaults of its CRD, or what the CRD's rules object to. */
export function admitManaged(object: JsonObject): { readonly object: JsonObject } | { readonly problem: string } {
  const controller = controllerOf(object);
  if (controller === undefined) return { object };
  const providerConfigRef = { kind: 'ClusterProviderConfig', name: 'default' };
  const spec = { managementPolicies: ['*'], providerConfigRef, ...asObject(object.spec) };
  const admitted = { ...object, spec };
  const demanding = may(admitted, 'Create') || may(admitted, 'Update');
  const missing = controller.required.filter((key) => parametersOf(admitted)[key] === undefined);
  if (!demanding || missing.length === 0) return { object: admitted };
  return { problem: missing.map((key) => `spec.forProvider.${key} is a required parameter`).join(', ') };
}
