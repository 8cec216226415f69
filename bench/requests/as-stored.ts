import { createHash } from 'node:crypto';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';

/** When everything was made, which stays. */
const CREATED = '2026-01-01T00:00:00Z';
/** When everything was last changed and last looked at. */
export const CHANGED = '2026-01-02T00:00:00Z';
/** Everything's resourceVersion. */
export const VERSION = '48151';

/**
 * A composed resource as the API server gives it back: with the metadata and the field managers that are much of what
 * Crossplane sends, and that a function never reads.
 */
export function composedAsStored(key: string, object: JsonObject, owner: JsonObject): JsonObject {
  const metadata = asObject(object.metadata);
  const ownerName = String(at(owner, 'metadata', 'name'));
  return stored(object, 'apiextensions.crossplane.io/composed/orders', {
    name: `${ownerName}-${uuid(key).slice(0, 12)}`,
    ...metadata,
    annotations: { 'crossplane.io/composition-resource-name': key, ...asObject(metadata.annotations) },
    ownerReferences: [
      {
        apiVersion: owner.apiVersion ?? null,
        kind: owner.kind ?? null,
        name: ownerName,
        uid: at(owner, 'metadata', 'uid') ?? null,
        controller: true,
      },
    ],
  });
}

/** A composite as the API server gives it back, with a reference to each composed resource. */
export function compositeAsStored(object: JsonObject, composed: readonly JsonObject[]): JsonObject {
  const crossplane = {
    compositionRef: { name: 'database-bindings' },
    compositionRevisionRef: { name: 'database-bindings-1a2b3c4' },
    compositionUpdatePolicy: 'Automatic',
    resourceRefs: composed.map((resource) => ({
      apiVersion: resource.apiVersion ?? null,
      kind: resource.kind ?? null,
      name: at(resource, 'metadata', 'name') ?? null,
    })),
  };
  return stored({ ...object, spec: { ...asObject(object.spec), crossplane } }, 'kubectl', {
    ...asObject(object.metadata),
    finalizers: ['composite.apiextensions.crossplane.io'],
    labels: { 'crossplane.io/composite': String(at(object, 'metadata', 'name')) },
  });
}

function stored(object: JsonObject, manager: string, metadata: JsonObject): JsonObject {
  const { apiVersion = null, kind: _, metadata: __, status, ...applied } = object;
  return {
    ...object,
    ...(status === undefined ? {} : { status: sinceChanged(asObject(status)) }),
    metadata: {
      ...metadata,
      uid: uuid(JSON.stringify(metadata)),
      resourceVersion: VERSION,
      generation: 3,
      creationTimestamp: CREATED,
      managedFields: [
        {
          apiVersion,
          fieldsType: 'FieldsV1',
          fieldsV1: ownedFields(applied),
          manager,
          operation: 'Apply',
          time: CHANGED,
        },
      ],
    },
  };
}

function sinceChanged(status: JsonObject): JsonObject {
  const conditions = asList(status.conditions).map((condition) => ({
    ...asObject(condition),
    lastTransitionTime: CHANGED,
    ...(at(condition, 'lastUpdateTime') === undefined ? {} : { lastUpdateTime: CHANGED }),
  }));
  return { ...status, conditions };
}

/** The fields of a value in the notation of server-side apply. */
function ownedFields(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [`f:${key}`, ownedFields(below)]));
}

/** Looks like a UUID, and is always the same for the same text. */
function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
