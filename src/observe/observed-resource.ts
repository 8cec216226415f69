import { asList, asObject, asString, at, field, type Json, type JsonObject } from '../lib/json.js';
import type { Resource } from '../wire/resource.js';
import { decodeStruct, type Projection } from '../wire/struct.js';

/** What is read of an observed composed resource, a managed one or a Secret; the rest is never decoded. */
const PROJECTION: Projection = {
  apiVersion: true,
  kind: true,
  metadata: { name: true, annotations: { 'crossplane.io/external-name': true } },
  spec: {
    forProvider: true,
    managementPolicies: true,
    of: { resourceRef: { name: true } },
    by: { resourceRef: { name: true } },
    replayDeletion: true,
  },
  status: { atProvider: true, conditions: { type: true, status: true, reason: true, message: true } },
  type: true,
};
/** Read by itself: a Secret's entries are needed only where the provider tells less than it did. */
const DATA: Projection = { data: true };

/** A composed resource as Crossplane observed it. Anything may be missing, or have an unexpected type. */
export interface ObservedResource {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** `metadata.name`, in Kubernetes. */
  readonly name: string | undefined;
  /** The name at DigitalOcean, in one of the forms the provider gives it. */
  readonly externalName: string | undefined;
  readonly forProvider: JsonObject;
  readonly atProvider: JsonObject;
  readonly managementPolicies: readonly string[];
  readonly conditions: ReadonlyMap<string, ObservedCondition>;
  readonly connectionDetails: ReadonlyMap<string, Uint8Array>;
  /** The object that a Usage keeps from being deleted, by its name in Kubernetes. */
  readonly usedName: string | undefined;
  /** What uses that. */
  readonly usingName: string | undefined;
  /** Whether a Usage makes good for a refused deletion when it goes. */
  readonly replaysDeletion: boolean;
  /** A Secret's immutable type. */
  readonly type: string | undefined;
  /** A Secret's data, in base64. */
  readonly data: JsonObject;
}

/** A status condition; `status` is `True`, `False` or `Unknown`. */
export interface ObservedCondition {
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Reads an observed composed resource. Its messages come from others: what is secret is taken out of them first of all. */
export function readObservedResource(
  { struct, connectionDetails }: Resource,
  redact: Redact = (text) => text,
): ObservedResource {
  const object = decodeStruct(struct, PROJECTION);
  return {
    apiVersion: asString(object.apiVersion),
    kind: asString(object.kind),
    name: asString(at(object, 'metadata', 'name')),
    externalName: asString(at(object, 'metadata', 'annotations', 'crossplane.io/external-name')),
    forProvider: asObject(at(object, 'spec', 'forProvider')),
    atProvider: asObject(at(object, 'status', 'atProvider')),
    managementPolicies: asList(at(object, 'spec', 'managementPolicies')).filter((policy) => typeof policy === 'string'),
    conditions: readConditions(at(object, 'status', 'conditions'), redact),
    connectionDetails,
    usedName: asString(at(object, 'spec', 'of', 'resourceRef', 'name')),
    usingName: asString(at(object, 'spec', 'by', 'resourceRef', 'name')),
    replaysDeletion: at(object, 'spec', 'replayDeletion') === true,
    type: asString(object.type),
    get data() {
      return asObject(decodeStruct(struct, DATA).data);
    },
  };
}

/** The conditions of a status by their type. */
export function readConditions(
  conditions: Json | undefined,
  redact: Redact = (text) => text,
): ReadonlyMap<string, ObservedCondition> {
  const byType = new Map<string, ObservedCondition>();
  for (const entry of asList(conditions)) {
    const condition = asObject(entry);
    const type = asString(field(condition, 'type'));
    if (type === undefined) continue;
    byType.set(type, {
      status: asString(field(condition, 'status')),
      reason: asString(field(condition, 'reason')),
      get message() {
        const message = asString(field(condition, 'message'));
        return message && redact(message);
      },
    });
  }
  return byType;
}
