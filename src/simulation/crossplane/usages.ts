import { asString, at, type JsonObject } from '../../lib/json.js';
import { withConditions } from '../api-server/conditions.js';
import { type ObjectRef, type ObjectStore, refOf } from '../api-server/object-store.js';

const GROUP = 'protection.crossplane.io/';

function usages(store: ObjectStore): readonly JsonObject[] {
  return store.list().filter((object) => refOf(object).apiVersion.startsWith(GROUP));
}

/** Crossplane's controller of Usages: each is in force as soon as it was looked at. */
export function settleUsages(store: ObjectStore, now: string): void {
  for (const usage of usages(store))
    store.put(withConditions(usage, [{ type: 'Ready', status: 'True', reason: 'Available' }], now));
}

/** Crossplane's webhook: the reason why an object cannot be deleted, where a Usage gives one. */
export function usageOf(store: ObjectStore, { apiVersion, kind, namespace, name }: ObjectRef): string | undefined {
  const using = usages(store).find(
    (usage) =>
      at(usage, 'spec', 'of', 'apiVersion') === apiVersion &&
      at(usage, 'spec', 'of', 'kind') === kind &&
      at(usage, 'spec', 'of', 'resourceRef', 'name') === name &&
      refOf(usage).namespace === namespace,
  );
  return using && (asString(at(using, 'spec', 'reason')) ?? 'in use');
}
