import { asList, asObject, asString, at, type JsonObject } from '../lib/json.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { decodeStruct, type Projection } from '../wire/struct.js';

/** The names under which required resources are asked for. */
export const REQUIREMENTS = { owner: 'owner', ownerCluster: 'owner-cluster', cluster: 'cluster' } as const;

type Request = Pick<RunFunctionRequest, 'requiredResources'>;

/** A resource that was asked for: Crossplane has not looked yet, has found none, or has found it. */
export type Required =
  | { readonly state: 'unknown' }
  | { readonly state: 'missing' }
  | { readonly state: 'found'; readonly object: JsonObject };

/** What is read of a binding or a Cluster resource that a clusterRef names. */
const PROJECTION: Projection = {
  metadata: {
    name: true,
    namespace: true,
    uid: true,
    ownerReferences: true,
    annotations: { 'crossplane.io/external-name': true, 'crossplane.io/composition-resource-name': true },
  },
  spec: { cluster: true, clusterRef: true, sharing: true, databases: true, topics: true, managementPolicies: true },
  status: { cluster: true, users: true, atProvider: { id: true, engine: true } },
};

/** Reads one required resource. Its name and namespace are compared: an answer to another question does not count. */
export function readRequired(
  request: Request,
  requirement: string,
  wanted: { readonly name: string; readonly namespace: string | undefined },
): Required {
  return readMatching(
    request,
    requirement,
    ({ metadata }) => at(metadata, 'name') === wanted.name && asString(at(metadata, 'namespace')) === wanted.namespace,
  );
}

/** Reads the Cluster resource that a binding composed: what it controls, not what merely carries its label. */
export function readOwnerCluster(request: Request, owner: JsonObject): Required {
  const uid = asString(at(owner, 'metadata', 'uid'));
  return readMatching(request, REQUIREMENTS.ownerCluster, ({ metadata }) => {
    const key = at(metadata, 'annotations', 'crossplane.io/composition-resource-name');
    const controllers = asList(at(metadata, 'ownerReferences')).filter(
      (reference) => at(reference, 'controller') === true,
    );
    return key === 'cluster' && uid !== undefined && controllers.some((reference) => at(reference, 'uid') === uid);
  });
}

function readMatching(
  { requiredResources }: Request,
  requirement: string,
  matches: (object: JsonObject) => boolean,
): Required {
  const items = requiredResources.get(requirement);
  if (items === undefined) return { state: 'unknown' };
  const object = items.map(({ struct }) => decodeStruct(struct, PROJECTION)).find(matches);
  return object ? { state: 'found', object: asObject(object) } : { state: 'missing' };
}
