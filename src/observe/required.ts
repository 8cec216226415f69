import { asObject, asString, at, type JsonObject } from '../lib/json.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { decodeStruct, type Projection } from '../wire/struct.js';

/** The names under which required resources are asked for. */
export const REQUIREMENTS = { owner: 'owner', cluster: 'cluster' } as const;

/** A resource that was asked for: Crossplane has not looked yet, has found none, or has found it. */
export type Required =
  | { readonly state: 'unknown' }
  | { readonly state: 'missing' }
  | { readonly state: 'found'; readonly object: JsonObject };

/** What is read of a binding or a Cluster resource that a clusterRef names. */
const PROJECTION: Projection = {
  metadata: { name: true, namespace: true, annotations: { 'crossplane.io/external-name': true } },
  spec: { cluster: true, clusterRef: true, sharing: true, databases: true, topics: true },
  status: { cluster: true, users: true, atProvider: { id: true, engine: true } },
};

/** Reads one required resource. Its name and namespace are compared: an answer to another question does not count. */
export function readRequired(
  { requiredResources }: Pick<RunFunctionRequest, 'requiredResources'>,
  requirement: string,
  wanted: { readonly name: string; readonly namespace: string | undefined },
): Required {
  const items = requiredResources.get(requirement);
  if (items === undefined) return { state: 'unknown' };
  const objects = items.map(({ struct }) => decodeStruct(struct, PROJECTION));
  const object = objects.find(
    ({ metadata }) => at(metadata, 'name') === wanted.name && asString(at(metadata, 'namespace')) === wanted.namespace,
  );
  return object ? { state: 'found', object: asObject(object) } : { state: 'missing' };
}
