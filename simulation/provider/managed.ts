import { asList, asNumber, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { withMetadata } from '../api-server/object-store.js';
import { digest, fakeUuid } from '../fake.js';

const EXTERNAL_NAME = 'crossplane.io/external-name';
const FINALIZER = 'finalizer.managedresource.crossplane.io';

/** The name the provider goes by when it looks at DigitalOcean. */
export function externalNameOf(resource: JsonObject): string | undefined {
  return asString(at(resource, 'metadata', 'annotations', EXTERNAL_NAME));
}

/** The parameters of a managed resource. */
export function parametersOf(resource: JsonObject): JsonObject {
  return asObject(at(resource, 'spec', 'forProvider'));
}

/** The cluster that a managed resource is to lie in. */
export function clusterIdOf(resource: JsonObject): string {
  return asString(parametersOf(resource).clusterId) ?? '';
}

/** What the provider notes when it begins to create a counterpart. */
export function withCreationNoted(resource: JsonObject, now: string): JsonObject {
  const noted = { 'crossplane.io/external-create-pending': now, 'crossplane.io/external-create-succeeded': now };
  return withAnnotations(resource, noted);
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
  const held = finalized(resource);
  return { ...held, spec: { initProvider: {}, ...asObject(held.spec) } };
}

/** A resource that stays until the provider lets go of it. */
export function finalized(resource: JsonObject): JsonObject {
  return withMetadata(resource, { finalizers: [...othersFinalizers(resource), FINALIZER] });
}

/** Whether the provider looks after the resource already. */
export function isTakenOver(resource: JsonObject): boolean {
  return asList(at(resource, 'metadata', 'finalizers')).includes(FINALIZER);
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

/** The generation that the spec of a resource has reached. */
export function generationOf(resource: JsonObject): number {
  return asNumber(at(resource, 'metadata', 'generation')) ?? 1;
}

/** What DigitalOcean calls a request for a resource; each attempt is another one. */
export function requestId(resource: JsonObject, attempt: number): string {
  return fakeUuid('request', digest(asString(at(resource, 'metadata', 'uid')) ?? ''), String(attempt));
}
