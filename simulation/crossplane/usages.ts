import { asList, asString, at, type JsonObject } from '../../src/lib/json.js';
import { withConditions } from '../api-server/conditions.js';
import { isDeleting, type ObjectRef, type ObjectStore, refOf, withMetadata } from '../api-server/object-store.js';

const GROUP = 'protection.crossplane.io/';
const FINALIZER = 'usage.apiextensions.crossplane.io';

function usages(store: ObjectStore): readonly JsonObject[] {
  return store.list().filter((object) => refOf(object).apiVersion.startsWith(GROUP));
}

/**
 * Crossplane's controller of Usages: each is in force as soon as it was looked at. One by a resource outlives its own
 * deletion until that resource is gone.
 */
export function settleUsages(store: ObjectStore, now: string): void {
  for (const usage of usages(store)) {
    const held = at(usage, 'spec', 'by') !== undefined && isInForce(usage, store);
    const finalizers = held
      ? [FINALIZER]
      : asList(at(usage, 'metadata', 'finalizers')).filter((it) => it !== FINALIZER);
    const settled = withConditions(usage, [{ type: 'Ready', status: 'True', reason: 'Available' }], now);
    if (held || isDeleting(usage)) store.put(withMetadata(settled, { finalizers }));
    else store.put(settled);
  }
}

/** Crossplane's webhook: the reason why an object cannot be deleted, where a Usage gives one. */
export function usageOf(store: ObjectStore, { apiVersion, kind, namespace, name }: ObjectRef): string | undefined {
  const using = usages(store).find(
    (usage) =>
      at(usage, 'spec', 'of', 'apiVersion') === apiVersion &&
      at(usage, 'spec', 'of', 'kind') === kind &&
      at(usage, 'spec', 'of', 'resourceRef', 'name') === name &&
      refOf(usage).namespace === namespace &&
      isInForce(usage, store),
  );
  return using && (asString(at(using, 'spec', 'reason')) ?? 'in use');
}

/** A Usage by a resource holds as long as that exists. */
function isInForce(usage: JsonObject, store: ObjectStore): boolean {
  const by = at(usage, 'spec', 'by');
  if (by === undefined) return true;
  const user = {
    apiVersion: asString(at(by, 'apiVersion')) ?? '',
    kind: asString(at(by, 'kind')) ?? '',
    namespace: refOf(usage).namespace,
    name: asString(at(by, 'resourceRef', 'name')) ?? '',
  };
  return store.get(user) !== undefined;
}
