import type { Binding } from '../api/binding.js';
import { asList, at, compact, type JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import { API_VERSIONS } from './managed-resource.js';
import { type Entry, NOTHING } from './part.js';
import { orderingKey } from './resource-keys.js';

/** What is deleted before the cluster it lies in. */
const FIRST: ReadonlySet<string> = new Set(['User', 'DB', 'ConnectionPool']);

/**
 * Composes a Usage of the cluster by each user, database and pool that is deleted with it: Kubernetes then deletes these
 * first. Otherwise the provider would look for them in a cluster that is gone.
 *
 * They never replay a deletion: Crossplane remembers a refused one for as long as the cluster lives, and an edit that
 * takes the last user away would make up for it, data included. Kubernetes tries again by itself.
 */
export function composeOrdering(
  binding: Binding,
  { cluster, resources, usagesExist }: Facts,
  composed: ReadonlyMap<string, JsonObject>,
): readonly Entry[] {
  const isOurs = binding.target.architecture === 'Controlled' && binding.deletionPolicy === 'Delete';
  // The namespaced family exists on a Crossplane with Usages only.
  if (!isOurs || !(usagesExist || binding.provider.family === 'Namespaced')) return NOTHING.objects;
  const seen = cluster.state === 'absent' ? undefined : cluster.resource.name;
  const usages: Entry[] = [];
  for (const [key, object] of composed) {
    const kind = String(object.kind);
    if (!FIRST.has(kind) || !mayBeDeleted(object)) continue;
    const usageKey = orderingKey(key);
    const before = resources.get(usageKey);
    // Names are Crossplane's, so they are known once the two exist; what cannot be seen now keeps the name it had.
    const used = seen ?? before?.usedName;
    const name = resources.get(key)?.name ?? before?.usingName;
    if (used !== undefined && name !== undefined) usages.push([usageKey, usage(binding, used, { kind, name })]);
  }
  return usages;
}

function mayBeDeleted(object: JsonObject): boolean {
  return asList(at(object, 'spec', 'managementPolicies')).includes('Delete');
}

function usage(
  { provider: { family, resourceNamespace } }: Binding,
  used: string,
  using: { readonly kind: string; readonly name: string },
): JsonObject {
  const apiVersion = API_VERSIONS[family];
  return compact({
    apiVersion: 'protection.crossplane.io/v1beta1',
    kind: family === 'ClusterScoped' ? 'ClusterUsage' : 'Usage',
    metadata: resourceNamespace === undefined ? undefined : { namespace: resourceNamespace },
    spec: {
      of: { apiVersion, kind: 'Cluster', resourceRef: { name: used } },
      by: { apiVersion, kind: using.kind, resourceRef: { name: using.name } },
    },
  });
}
