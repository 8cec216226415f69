import { asObject, asString, at, compact, type JsonObject } from '../../src/lib/json.js';
import { composedName } from './composed-name.js';
import { RESOURCE_KEY } from './observed.js';

/** The composite that composed resources belong to. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string;
}

/** A desired resource with the metadata that Crossplane adds. One that exists keeps its name. */
export function composeMetadata(
  resource: JsonObject,
  key: string,
  owner: Owner,
  existing: JsonObject | undefined,
): JsonObject {
  const desired = asObject(resource.metadata);
  const named = asString(at(existing, 'metadata', 'name')) ?? asString(desired.name);
  const prefix =
    existing === undefined ? named === undefined && `${owner.name}-` : at(existing, 'metadata', 'generateName');
  const metadata = compact({
    ...desired,
    generateName: typeof prefix === 'string' ? prefix : undefined,
    name: named ?? composedName(owner, key),
    namespace: owner.namespace ?? desired.namespace,
    annotations: { ...asObject(desired.annotations), [RESOURCE_KEY]: key },
    labels: { ...asObject(desired.labels), 'crossplane.io/composite': owner.name },
    ownerReferences: [referenceTo(owner)],
  });
  return { ...resource, metadata };
}

function referenceTo({ apiVersion, kind, name, uid }: Owner): JsonObject {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
