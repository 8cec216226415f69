import type { Binding } from '../api/binding.js';
import { APIS } from '../kinds/kind.js';
import { REQUIREMENTS } from '../observe/required.js';
import type { ResourceSelector } from '../wire/requirements.js';

type Selectors = ReadonlyMap<string, ResourceSelector>;

/**
 * Every resource that Crossplane shall look up, for the binding's cluster and for all that is composed. Each answer asks for all
 * of them, or they would be missing from the next request.
 */
export function allRequirements(
  { target, provider, composite }: Binding,
  ...composed: readonly Selectors[]
): Selectors {
  const others = composed.flatMap((selectors) => [...selectors]);
  const reference = target.architecture === 'Referenced' ? target.reference : undefined;
  if (!reference || reference.via === 'uuid') return new Map(others);
  const { name, namespace } = reference;
  const cluster = { apiVersion: APIS.provider[provider.family], kind: 'Cluster' };
  const place = namespace === undefined ? {} : { namespace };
  if (reference.via === 'cluster')
    return new Map([[REQUIREMENTS.cluster, { ...cluster, matchName: name, ...place }], ...others]);
  // The owner is of the binding's own kind, whatever a platform team calls it. Its Cluster is asked for too: anybody who may
  // edit a binding can write its status, so the status proves nothing.
  const { apiVersion = '', kind = '' } = composite;
  return new Map<string, ResourceSelector>([
    [REQUIREMENTS.ownerCluster, { ...cluster, matchLabels: { 'crossplane.io/composite': name }, ...place }],
    [REQUIREMENTS.owner, { apiVersion, kind, matchName: name, ...place }],
    ...others,
  ]);
}
