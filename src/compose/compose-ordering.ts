import type { Binding } from '../api/binding.js';
import { asList, at, compact, type JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import { API_VERSIONS } from './managed-resource.js';
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
): ReadonlyMap<string, JsonObject> {
  const isOurs = binding.target.architecture === 'Controlled' && binding.deletionPolicy === 'Delete';
  // The namespaced family exists on a Crossplane with Usages only.
  if (!isOurs || !(usagesExist || binding.provider.family === 'Namespaced')) return new Map();
  const seen = cluster.state === 'absent' ? undefined : cluster.resource.name;
  const ordered = [...composed].filter(([, object]) => FIRST.has(String(object.kind)) && mayBeDeleted(object));
  return new Map(
    ordered.flatMap(([key, { kind }]) => {
      const before = resources.get(orderingKey(key));
      // Names are Crossplane's, so they are known once the two exist; what cannot be seen now keeps the name it had.
      const [used, name] = [seen ?? before?.usedName, resources.get(key)?.name ?? before?.usingName];
      if (used === undefined || name === undefined) return [];
      return [[orderingKey(key), usage(binding, used, { kind: String(kind), name })]];
    }),
  );
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
