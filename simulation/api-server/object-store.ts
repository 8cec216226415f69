import { isDeepStrictEqual } from 'node:util';
import { asList, asNumber, asObject, asString, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';

/** What identifies an object in a cluster; a cluster-scoped object has an empty namespace. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The identity of an object. */
export function refOf(object: JsonObject): ObjectRef {
  return {
    apiVersion: asString(object.apiVersion) ?? '',
    kind: asString(object.kind) ?? '',
    namespace: asString(at(object, 'metadata', 'namespace')) ?? '',
    name: asString(at(object, 'metadata', 'name')) ?? '',
  };
}

/** The object with some of its metadata replaced. */
export function withMetadata(object: JsonObject, metadata: JsonObject): JsonObject {
  return { ...object, metadata: { ...asObject(object.metadata), ...metadata } };
}

/** Whether somebody asked to delete the object. */
export function isDeleting(object: JsonObject): boolean {
  return at(object, 'metadata', 'deletionTimestamp') !== undefined;
}

function keyOf(ref: ObjectRef): string {
  return JSON.stringify([ref.apiVersion, ref.kind, ref.namespace, ref.name]);
}

function isOwnedBy(object: JsonObject, uid: Json | undefined): boolean {
  return asList(at(object, 'metadata', 'ownerReferences')).some((owner) => isObject(owner) && owner.uid === uid);
}

/**
 * The part of an API server the simulation needs: identities, versions, finalizers and the garbage collection of
 * what a deleted object owned.
 */
export class ObjectStore {
  readonly #objects = new Map<string, JsonObject>();
  readonly #now: () => string;
  readonly #mayDelete: (ref: ObjectRef) => boolean;
  /** What its owner has left behind, and nobody could delete yet. */
  #garbage: readonly ObjectRef[] = [];
  #revision = 0;

  /** A webhook may refuse deletions. */
  constructor(now: () => string, mayDelete: (ref: ObjectRef) => boolean = () => true) {
    this.#now = now;
    this.#mayDelete = mayDelete;
  }

  get(ref: ObjectRef): JsonObject | undefined {
    return this.#objects.get(keyOf(ref));
  }

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  list(): readonly JsonObject[] {
    return [...this.#objects.values()];
  }

  /** Creates or replaces an object. Writing what is stored already changes nothing, as on a real API server. */
  put(object: JsonObject): JsonObject {
    const existing = this.get(refOf(object));
    const next = withMetadata(object, this.#stamp(object, existing));
    if (existing !== undefined && isDeepStrictEqual(existing, next)) return existing;
    this.#revision += 1;
    if (isDeleting(next) && asList(at(next, 'metadata', 'finalizers')).length === 0) {
      this.#drop(next);
      return next;
    }
    const stored = withMetadata(next, { resourceVersion: String(this.#revision) });
    this.#objects.set(keyOf(refOf(object)), stored);
    return stored;
  }

  /** Deletes an object; one with finalizers stays until the last of them is gone. */
  delete(ref: ObjectRef): void {
    const object = this.get(ref);
    if (object === undefined || isDeleting(object) || !this.#mayDelete(ref)) return;
    this.put(withMetadata(object, { deletionTimestamp: this.#now() }));
  }

  /** Deletes what was owned by something that is gone; what is refused is tried again the next time. */
  collectGarbage(): void {
    for (const ref of this.#garbage) this.delete(ref);
    this.#garbage = this.#garbage.filter((ref) => {
      const object = this.get(ref);
      return object !== undefined && !isDeleting(object);
    });
  }

  #stamp(object: JsonObject, existing: JsonObject | undefined): JsonObject {
    const { apiVersion, kind, namespace, name } = refOf(object);
    if (existing === undefined) {
      const uid = fakeUuid(apiVersion, kind, namespace, name, String(this.#revision));
      return { uid, creationTimestamp: this.#now(), generation: 1 };
    }
    const before = asObject(existing.metadata);
    const generation = asNumber(before.generation) ?? 1;
    return {
      uid: before.uid ?? '',
      creationTimestamp: before.creationTimestamp ?? '',
      resourceVersion: before.resourceVersion ?? '',
      generation: isDeepStrictEqual(object.spec, existing.spec) ? generation : generation + 1,
    };
  }

  #drop(object: JsonObject): void {
    this.#objects.delete(keyOf(refOf(object)));
    const uid = at(object, 'metadata', 'uid');
    this.#garbage = [
      ...this.#garbage,
      ...this.list()
        .filter((candidate) => isOwnedBy(candidate, uid))
        .map(refOf),
    ];
    this.collectGarbage();
  }
}
