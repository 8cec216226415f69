import { asList, asObject, asString, at, type Json, type JsonObject } from '../../lib/json.js';
import { withMetadata } from '../api-server/object-store.js';

const EXTERNAL_NAME = 'crossplane.io/external-name';
const CREATED = 'crossplane.io/external-create-succeeded';
const FINALIZER = 'finalizer.managedresource.crossplane.io';

/** What may be done to a managed resource's counterpart at DigitalOcean. */
export type ManagementPolicy = 'Observe' | 'Create' | 'Update' | 'Delete' | 'LateInitialize';

/** Whether the managed resource's policies allow something. */
export function may(resource: JsonObject, policy: ManagementPolicy): boolean {
  const policies = asList(at(resource, 'spec', 'managementPolicies'));
  return policies.includes('*') || policies.includes(policy);
}

/** The name the provider goes by when it looks at DigitalOcean. */
export function externalNameOf(resource: JsonObject): string | undefined {
  return asString(at(resource, 'metadata', 'annotations', EXTERNAL_NAME));
}

/** The parameters of a managed resource. */
export function parametersOf(resource: JsonObject): JsonObject {
  return asObject(at(resource, 'spec', 'forProvider'));
}

/** Whether the provider has created or found the counterpart once: it keeps the Terraform id in the status. */
export function isKnown(resource: JsonObject): boolean {
  return asString(at(resource, 'status', 'atProvider', 'id')) !== undefined;
}

/** Whether the provider created the counterpart itself; one that was imported never told its creation's secrets. */
export function wasCreated(resource: JsonObject): boolean {
  return at(resource, 'metadata', 'annotations', CREATED) !== undefined;
}

/** What the provider notes when it begins to create a counterpart. */
export function withCreationNoted(resource: JsonObject, now: string): JsonObject {
  return withAnnotations(resource, { 'crossplane.io/external-create-pending': now, [CREATED]: now });
}

export function withAnnotations(resource: JsonObject, annotations: JsonObject): JsonObject {
  return withMetadata(resource, {
    annotations: { ...asObject(at(resource, 'metadata', 'annotations')), ...annotations },
  });
}

export function withExternalName(resource: JsonObject, name: string | undefined): JsonObject {
  return name === undefined ? resource : withAnnotations(resource, { [EXTERNAL_NAME]: name });
}

export function withParameters(resource: JsonObject, parameters: JsonObject): JsonObject {
  const spec = asObject(resource.spec);
  return { ...resource, spec: { ...spec, forProvider: { ...asObject(spec.forProvider), ...parameters } } };
}

/** What the provider adds to a resource it begins to look after. */
export function takenOver(resource: JsonObject): JsonObject {
  const finalized = withMetadata(resource, { finalizers: [...othersFinalizers(resource), FINALIZER] });
  return { ...finalized, spec: { initProvider: {}, ...asObject(finalized.spec) } };
}

/** The resource without the provider's finalizer: nothing keeps it from going away. */
export function released(resource: JsonObject): JsonObject {
  return withMetadata(resource, { finalizers: othersFinalizers(resource) });
}

function othersFinalizers(resource: JsonObject): readonly Json[] {
  return asList(at(resource, 'metadata', 'finalizers')).filter((finalizer) => finalizer !== FINALIZER);
}

export function withAtProvider(resource: JsonObject, atProvider: JsonObject): JsonObject {
  return { ...resource, status: { ...asObject(resource.status), atProvider } };
}

/** The resource with the status the provider gives it at its first look, where it has none. */
export function withStatus(resource: JsonObject): JsonObject {
  return withAtProvider(resource, asObject(at(resource, 'status', 'atProvider')));
}
