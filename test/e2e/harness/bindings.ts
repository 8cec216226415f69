import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Condition, conditionOf } from '../../../simulation/api-server/conditions.js';
import { type ObjectRef, refOf } from '../../../simulation/api-server/object-store.js';
import { asList, asObject, asString, at, type JsonObject } from '../../../src/lib/json.js';
import type { Cluster } from './cluster.js';
import { DEFAULT_COMPOSITION } from './control-plane.js';
import { decoded } from './crossplane.js';
import { eventually } from './eventually.js';
import { REAL, REAL_SQL } from './mode.js';
import { MANAGED_APIS } from './provider-crds.js';

/** The API of bindings and of claims. */
export const BINDINGS_API = 'bindings.digitalocean.crossplane.io/v1alpha1';

/** The time in which the real provider looks at everything twice. */
const TWO_LOOKS_MS = 45_000;

/** A DatabaseBinding as an application team writes it, for one Composition. */
export function bindingOf(
  namespace: string,
  name: string,
  spec: JsonObject,
  composition: string = DEFAULT_COMPOSITION,
): JsonObject {
  return {
    apiVersion: BINDINGS_API,
    kind: 'DatabaseBinding',
    metadata: { namespace, name },
    spec: { ...spec, crossplane: { compositionRef: { name: composition } } },
  };
}

/** Creates a namespace. */
export async function createNamespace(cluster: Cluster, name: string): Promise<string> {
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

/** Deletes all bindings and claims, and waits until nothing is left of their clusters. */
export async function deleteBindings(cluster: Cluster): Promise<void> {
  for (const kind of ['DatabaseBinding', 'DatabaseBindingClaim']) {
    for (const binding of await cluster.list(BINDINGS_API, kind)) await cluster.delete(refOf(binding));
  }
  const left = async () =>
    (await Promise.all(Object.values(MANAGED_APIS).map((api) => cluster.list(api, 'Cluster')))).flat();
  await eventually('no cluster left', async () => (await left()).length === 0);
}

/** A composite resource in a cluster, with all that is composed for it. */
export class Composite {
  readonly ref: ObjectRef;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster, manifest: JsonObject) {
    this.#cluster = cluster;
    this.ref = refOf(manifest);
  }

  async read(): Promise<JsonObject> {
    const found = await this.#cluster.get(this.ref);
    if (found === undefined) throw new Error(`${this.ref.kind} "${this.ref.name}" is not there`);
    return found;
  }

  async condition(type: string): Promise<Condition | undefined> {
    return conditionOf(await this.read(), type);
  }

  /** Waits until a condition has a status, and where asked for about this very generation of the spec. */
  async until(type: string, status: 'True' | 'False', seconds = 90): Promise<JsonObject> {
    return eventually(
      `${this.ref.name}: ${type}=${status}`,
      async () => {
        const composite = await this.read();
        const condition = conditionOf(composite, type);
        if (condition?.status === status) return composite;
        throw new Error(JSON.stringify(asList(at(composite, 'status', 'conditions'))));
      },
      seconds,
    );
  }

  /** What is composed, by resource key. */
  async composed(): Promise<ReadonlyMap<string, JsonObject>> {
    const composite = await this.read();
    // A cluster-scoped composite says of each resource where it is.
    const refs = asList(at(composite, 'spec', 'crossplane', 'resourceRefs') ?? at(composite, 'spec', 'resourceRefs'));
    const objects = await Promise.all(
      refs.map(asObject).map((ref) => {
        const namespace = asString(ref.namespace) ?? this.ref.namespace;
        return this.#cluster.get({ ...refOf(ref), namespace, name: asString(ref.name) ?? '' });
      }),
    );
    return new Map(
      objects
        .filter((object) => object !== undefined)
        .map((object) => [
          asString(at(object, 'metadata', 'annotations', 'crossplane.io/composition-resource-name')) ?? '',
          object,
        ]),
    );
  }

  /** A Secret beside it, decoded; nothing where it is not there. */
  async secret(name: string): Promise<Readonly<Record<string, string>> | undefined> {
    const found = await this.#cluster.get({ apiVersion: 'v1', kind: 'Secret', namespace: this.ref.namespace, name });
    return found && decoded(found);
  }

  /** Makes Crossplane reconcile it now, without changing anything that matters. */
  async touch(value: string): Promise<void> {
    const { apiVersion, kind, namespace, name } = this.ref;
    const annotations = { 'e2e.example.org/touched': value };
    await this.#cluster.merge({ apiVersion, kind, metadata: { namespace, name, annotations } });
  }
}

/** What is composed, as versions that move with every write. */
export async function versionsOf(composite: Composite): Promise<Readonly<Record<string, string>>> {
  const composed = await composite.composed();
  return Object.fromEntries(
    [...composed].map(([key, object]) => [key, asString(at(object, 'metadata', 'resourceVersion')) ?? '']),
  );
}

/** The versions of what is composed, once providers have written the last they have to say of what they did. */
export async function settledVersionsOf(composite: Composite): Promise<Readonly<Record<string, string>>> {
  // A binding is ready before all that gives rights is told to look only.
  await eventually(`${composite.ref.name} with rights in sync`, async () => {
    const failing = [...(await composite.composed())].filter(
      ([key, object]) => key.startsWith('sql-') && conditionOf(object, 'Synced')?.status === 'False',
    );
    if (failing.length === 0) return true;
    throw new Error(failing.map(([key, object]) => `${key}: ${conditionOf(object, 'Synced')?.message}`).join('; '));
  });
  let last = await versionsOf(composite);
  if (REAL === undefined && REAL_SQL === undefined) return last;
  return eventually(`${composite.ref.name} left alone by the providers`, async () => {
    await sleep(TWO_LOOKS_MS);
    const before = last;
    last = await versionsOf(composite);
    return isDeepStrictEqual(last, before) && last;
  });
}

/** What is composed, as identities that only a replacement changes. */
export async function identitiesOf(composite: Composite): Promise<Readonly<Record<string, string>>> {
  const composed = await composite.composed();
  return Object.fromEntries([...composed].map(([key, object]) => [key, asString(at(object, 'metadata', 'uid')) ?? '']));
}
