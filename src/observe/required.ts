import { asList, asObject, asString, at, type JsonObject } from '../lib/json.js';
import type { RunFunctionRequest } from '../wire/request.js';
import type { NamedSelector } from '../wire/requirements.js';
import { decodeStruct, type Projection, united } from '../wire/struct.js';

/** The names of the requirements for the resources that a clusterRef leads to. */
export const REQUIREMENTS = { owner: 'owner', ownerCluster: 'owner-cluster', cluster: 'cluster' } as const;

type Request = Pick<RunFunctionRequest, 'requiredResources'>;

/** A resource that was asked for: Crossplane has not looked yet, has found none, or has found it. */
export type Required =
  | { readonly state: 'unknown' }
  | { readonly state: 'missing' }
  | { readonly state: 'found'; readonly object: JsonObject };

/** The label that Crossplane puts on what a composite of this name composes. */
const COMPOSITE = 'crossplane.io/composite';

/** What is read of a binding or a Cluster resource that a clusterRef names. */
const REFERENCED: Projection = {
  metadata: {
    name: true,
    namespace: true,
    uid: true,
    ownerReferences: true,
    labels: { [COMPOSITE]: true },
    annotations: { 'crossplane.io/external-name': true, 'crossplane.io/composition-resource-name': true },
  },
  spec: {
    cluster: true,
    clusterRef: true,
    sharing: true,
    databases: true,
    topics: true,
    managementPolicies: true,
    forProvider: { engine: true },
  },
  status: { cluster: true, users: true, atProvider: { id: true, engine: true } },
};

/** Reads a required resource. Its name and namespace are compared: the answer to an earlier selector does not count. */
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

/** Reads the Cluster resource that a binding composed: the one it controls, not any that carries its label. */
export function readOwnerCluster(request: Request, owner: JsonObject): Required {
  const uid = asString(at(owner, 'metadata', 'uid'));
  return readMatching(request, REQUIREMENTS.ownerCluster, (cluster) => {
    const key = at(cluster, 'metadata', 'annotations', 'crossplane.io/composition-resource-name');
    return key === 'cluster' && uid !== undefined && controllerOf(cluster) === uid;
  });
}

/** Whether something else than the composite of this UID has made a resource: who uses it is not for others to say. */
export function isComposedByAnother(object: JsonObject, uid: string | undefined): boolean {
  const controller = controllerOf(object);
  const isComposed = controller !== undefined || at(object, 'metadata', 'labels', COMPOSITE) !== undefined;
  return isComposed && (controller === undefined || controller !== uid);
}

function readMatching(
  { requiredResources }: Request,
  requirement: string,
  matches: (object: JsonObject) => boolean,
): Required {
  const items = requiredResources.get(requirement);
  if (!items) return { state: 'unknown' };
  const object = items.map(({ struct }) => decodeStruct(struct, REFERENCED)).find(matches);
  return object ? { state: 'found', object } : { state: 'missing' };
}

/** What Crossplane answers about a Secret or ConfigMap it was asked for. */
export type RequiredObject =
  /** Not asked yet, or a Crossplane that does not answer. */
  | { readonly state: 'unanswered' }
  | { readonly state: 'absent' }
  | {
      readonly state: 'found';
      readonly data: JsonObject;
      /** The UID of its controller. */
      readonly controller: string | undefined;
    };

const DATA: Projection = {
  apiVersion: true,
  kind: true,
  metadata: { name: true, namespace: true, ownerReferences: true },
  data: true,
};

/** Everything that is read of a required resource. */
export const READ_OF_REQUIRED: Projection = united(REFERENCED, DATA);

/** Reads the answer to a requirement. One about another object belongs to an earlier selector, and counts as none. */
export function requiredObject(
  answers: Request['requiredResources'],
  name: string,
  selector: NamedSelector,
): RequiredObject {
  const items = answers.get(name);
  if (!items) return { state: 'unanswered' };
  const [first] = items;
  if (!first) return { state: 'absent' };
  const object = decodeStruct(first.struct, DATA);
  const isAsked =
    object.apiVersion === selector.apiVersion &&
    object.kind === selector.kind &&
    at(object, 'metadata', 'name') === selector.matchName &&
    at(object, 'metadata', 'namespace') === selector.namespace;
  if (!isAsked) return { state: 'unanswered' };
  return { state: 'found', data: asObject(object.data), controller: controllerOf(object) };
}

/** The UID of an object's controller. */
function controllerOf(object: JsonObject): string | undefined {
  const owners = asList(at(object, 'metadata', 'ownerReferences'));
  const controller = owners.find((owner) => at(owner, 'controller') === true);
  return asString(at(controller, 'uid'));
}
