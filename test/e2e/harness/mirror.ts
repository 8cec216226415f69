import { isDeepStrictEqual } from 'node:util';
import { isDeleting, type ObjectRef, refOf } from '../../../simulation/api-server/object-store.js';
import type { ManagedStore } from '../../../simulation/provider/provider.js';
import { asList, asObject, at, type JsonObject } from '../../../src/lib/json.js';
import { type Cluster, Refusal } from './cluster.js';
import { mergePatch } from './merge-patch.js';

/** Somebody else was faster: the object is gone or another one by now, and the next look starts from there. */
const OVERTAKEN = [404, 409];
const AT_ONCE = 16;

/** A copy of a cluster's objects that the simulated controllers work on; what they change is written back. */
export class Mirror implements ManagedStore {
  #before = new Map<string, JsonObject>();
  #objects = new Map<string, JsonObject>();
  #written = new Map<string, JsonObject>();

  /** Forgets everything and starts from what the cluster has now. */
  load(objects: readonly JsonObject[]): void {
    this.#before = new Map(objects.map((object) => [keyOf(refOf(object)), object]));
    this.#objects = new Map(this.#before);
    this.#written = new Map();
  }

  get(ref: ObjectRef): JsonObject | undefined {
    return this.#objects.get(keyOf(ref));
  }

  list(): readonly JsonObject[] {
    return [...this.#objects.values()];
  }

  put(object: JsonObject): JsonObject {
    const key = keyOf(refOf(object));
    if (isDeepStrictEqual(this.#objects.get(key), object)) return object;
    this.#written.set(key, object);
    if (isDeleting(object) && asList(at(object, 'metadata', 'finalizers')).length === 0) this.#objects.delete(key);
    else this.#objects.set(key, object);
    return object;
  }

  /** Writes what changed, and nothing else: others write to the same objects at the same time. */
  async flush(cluster: Cluster): Promise<void> {
    const writes = [...this.#written];
    for (let start = 0; start < writes.length; start += AT_ONCE) {
      const batch = writes.slice(start, start + AT_ONCE);
      await Promise.all(batch.map(([key, object]) => write(cluster, this.#before.get(key), object)));
    }
  }
}

async function write(cluster: Cluster, before: JsonObject | undefined, after: JsonObject): Promise<void> {
  try {
    if (before === undefined) await cluster.create(after);
    else await update(cluster, before, after);
  } catch (thrown) {
    if (!(thrown instanceof Refusal && OVERTAKEN.includes(thrown.code))) throw thrown;
  }
}

async function update(cluster: Cluster, before: JsonObject, after: JsonObject): Promise<void> {
  const { status, metadata, ...main } = mergePatch(before, after);
  const { apiVersion, kind, name, namespace } = refOf(after);
  // An object of the same name that is another one by now is left alone.
  const identity = { name, ...(namespace ? { namespace } : {}), uid: at(before, 'metadata', 'uid') ?? '' };
  // In the provider's order: an external name is known before the status that goes with it.
  if (metadata !== undefined || Object.keys(main).length > 0) {
    await cluster.merge({ apiVersion, kind, ...main, metadata: { ...asObject(metadata), ...identity } });
  }
  if (status !== undefined) await cluster.merge({ apiVersion, kind, metadata: identity, status }, 'status');
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return [apiVersion, kind, namespace, name].join(' ');
}
