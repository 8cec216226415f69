import type { Binding } from '../api/binding.js';
import { APIS } from '../kinds/kind.js';
import { keyOf } from '../kinds/resource-keys.js';
import { compact, type JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { Composing } from './composing.js';

/** An object that a Usage protects from deletion. */
interface Protected {
  readonly apiVersion: string;
  readonly kind: string;
  /** `undefined` if it can no longer be observed. */
  readonly name: string | undefined;
  /** Set if it does not follow from the composite's. */
  readonly namespace: string | undefined;
  readonly scope: 'Namespaced' | 'Cluster';
}

/**
 * Composes the Usages of `deletionProtection`: of the binding, since deleting it deletes the Usage of its cluster too, and of
 * the Cluster resource, which a person can delete by itself. They are created once there is something to lose.
 *
 * They stay until what is handed over is safe, and leave in two steps once protection is off. Crossplane remembers a refused
 * deletion for as long as the object lives: a Usage that replays it would make an edit months later delete the data.
 */
export function composeProtection({ binding, facts, objects }: Composing, handovers: readonly string[]): void {
  for (const { key, used } of PROTECTED) {
    const observed = facts.resources.get(key);
    const due = binding.deletionProtection && (observed !== undefined || facts.cluster.state === 'created');
    const holds = observed !== undefined && (observed.replaysDeletion || handovers.length > 0);
    const it = due || holds ? used(binding, facts) : undefined;
    if (it) objects.set(key, usage(it, due));
  }
}

function compositeOf({ composite }: Binding): Protected | undefined {
  const { apiVersion, kind, name, namespace } = composite;
  if (apiVersion === undefined || kind === undefined) return undefined;
  return { apiVersion, kind, name, namespace: undefined, scope: namespace === undefined ? 'Cluster' : 'Namespaced' };
}

/** The Cluster resource by its name in Kubernetes, or by the name in its Usage if it is not observed. */
function clusterOf({ provider }: Binding, { cluster, resources }: Facts): Protected | undefined {
  const seen = cluster.state === 'absent' ? undefined : cluster.resource.name;
  const usage = resources.get(keyOf('usage', 'cluster'));
  const name = seen ?? usage?.usedName;
  // A Usage that is left out is deleted. One without a name is refused by the API server, and the existing one stays.
  if (name === undefined && !usage) return undefined;
  return {
    apiVersion: APIS.provider[provider.family],
    kind: 'Cluster',
    name,
    namespace: provider.resourceNamespace,
    scope: provider.family === 'ClusterScoped' ? 'Cluster' : 'Namespaced',
  };
}

const PROTECTED = [
  { key: keyOf('usage', 'binding'), used: compositeOf },
  { key: keyOf('usage', 'cluster'), used: clusterOf },
] as const;

function usage({ apiVersion, kind, name, namespace, scope }: Protected, replayDeletion: boolean): JsonObject {
  return compact({
    apiVersion: APIS.protection.Namespaced,
    kind: scope === 'Cluster' ? 'ClusterUsage' : 'Usage',
    metadata: namespace === undefined ? undefined : { namespace },
    spec: {
      of: compact({ apiVersion, kind, resourceRef: name === undefined ? undefined : { name } }),
      reason: 'deletionProtection of the binding: set it to false first',
      replayDeletion,
    },
  });
}
