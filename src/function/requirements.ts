import type { Binding } from '../api/binding.js';
import { APIS } from '../kinds/kind.js';
import { REQUIREMENTS } from '../observe/required.js';
import type { ResourceSelector } from '../wire/requirements.js';

const NONE: ReadonlyMap<string, ResourceSelector> = new Map();

/** What the composing of a connection asks for, and what the binding's cluster takes. */
export function allRequirements(
  binding: Binding,
  connection: ReadonlyMap<string, ResourceSelector>,
): ReadonlyMap<string, ResourceSelector> {
  const cluster = requirementsOf(binding);
  return cluster.size === 0 ? connection : new Map([...cluster, ...connection]);
}

/** The resources that Crossplane shall look up for a binding: asked for in every answer, or they would be gone from the next request. */
function requirementsOf({ target, provider, composite }: Binding): ReadonlyMap<string, ResourceSelector> {
  if (target.architecture !== 'Referenced') return NONE;
  const { reference } = target;
  switch (reference.via) {
    case 'uuid':
      return NONE;
    case 'cluster': {
      const { name: matchName, namespace } = reference;
      return new Map([
        [
          REQUIREMENTS.cluster,
          {
            apiVersion: APIS.provider[provider.family],
            kind: 'Cluster',
            matchName,
            ...(namespace === undefined ? {} : { namespace }),
          },
        ],
      ]);
    }
    case 'binding':
      // Whatever a platform team calls its kind, the owner is of the same. Its cluster is asked for too: a binding's status
      // can be written by those who may edit the binding, so it proves nothing.
      return new Map<string, ResourceSelector>([
        [
          REQUIREMENTS.ownerCluster,
          {
            apiVersion: APIS.provider[provider.family],
            kind: 'Cluster',
            matchLabels: { 'crossplane.io/composite': reference.name },
            namespace: reference.namespace,
          },
        ],
        [
          REQUIREMENTS.owner,
          {
            apiVersion: composite.apiVersion ?? '',
            kind: composite.kind ?? '',
            matchName: reference.name,
            namespace: reference.namespace,
          },
        ],
      ]);
  }
}
