import type { RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { binding, composedOf, type Resource, runStep, type StepInput } from './pipeline-step.js';

// Rounds a binding needs at most: each stage of it waits for the one before.
const MAX_ROUNDS = 12;
const CLUSTER_ID = '66bd85d7-5f57-428b-a009-7ac6d0506aad';
const READY = [
  { type: 'Ready', status: 'True', reason: 'Available' },
  { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
];
/** What the provider says of a name that it has looked for in vain. */
const ABSENT = {
  type: 'Synced',
  status: 'False',
  reason: 'ReconcileError',
  message: 'observe failed: external resource does not exist',
};
/** What the provider says of a user that it has created, until it is told to import it. */
const STUCK = [
  { type: 'Ready', status: 'True', reason: 'Available' },
  {
    type: 'Synced',
    status: 'False',
    reason: 'ReconcileError',
    message: 'observe failed: cannot run plan: plan failed: Instance cannot be destroyed',
  },
];
/** The provider's note of when it began to create something. */
const CREATED = 'crossplane.io/external-create-pending';
const CREATED_AT = '2026-01-01T00:00:00Z';
const CONDITION_STATUS: readonly string[] = ['Unknown', 'Unknown', 'True', 'False'];

/** Every response on the way to the first that changes nothing, and the input that gave that one. */
export interface Life {
  readonly responses: readonly RunFunctionResponse[];
  readonly steady: StepInput;
}

/** Calls the function until nothing changes any more; what it desires becomes ready at once. */
export function liveUntilSteady(spec: JsonObject = {}): Life {
  const responses: RunFunctionResponse[] = [];
  let input: StepInput = { composite: binding(spec), observed: {} };
  while (responses.length < MAX_ROUNDS) {
    const response = runStep(input);
    responses.push(response);
    const observed = provide(composedOf(response), input.observed ?? {});
    const next = { composite: binding(spec, statusAfter(response)), observed };
    if (JSON.stringify(next) === JSON.stringify(input)) return { responses, steady: input };
    input = next;
  }
  throw new Error('the binding does not come to rest');
}

function statusAfter({ desired, conditions }: RunFunctionResponse): JsonObject {
  return {
    ...asObject(desired?.composite?.resource?.status),
    conditions: conditions.map(({ type, status, reason, message = '' }) => ({
      type,
      status: CONDITION_STATUS[status] ?? 'Unknown',
      reason,
      message,
    })),
  };
}

type Resources = Readonly<Record<string, Resource>>;

function provide(desired: Resources, before: Resources): Resources {
  return Object.fromEntries(
    Object.entries(desired).map(([key, composed]) => [key, observe(key, composed, before[key])]),
  );
}

/** A composed resource as Crossplane observes it once the provider is done with it. */
function observe(key: string, composed: Resource, before: Resource | undefined): Resource {
  const desired: JsonObject = composed.resource ?? {};
  const metadata = asObject(at(desired, 'metadata'));
  const name = asString(metadata.name) ?? `orders-${key}`;
  if (at(desired, 'kind') === 'Secret')
    return { ...composed, resource: { ...desired, metadata: { ...metadata, name, namespace: 'shop' } } };
  const wanted = asObject(metadata.annotations);
  const known = at(before?.resource, 'metadata', 'annotations', CREATED);
  if (known === undefined && !asList(at(desired, 'spec', 'managementPolicies')).includes('Create')) {
    const annotated = { ...metadata, name, annotations: wanted };
    return { ...composed, resource: { ...desired, metadata: annotated, status: { conditions: [ABSENT] } } };
  }
  const { externalName, atProvider, details } = provided(desired);
  const conditions = externalName.includes('/user/') ? STUCK : READY;
  const annotations = { ...wanted, 'crossplane.io/external-name': externalName, [CREATED]: known ?? CREATED_AT };
  return {
    ...composed,
    resource: { ...desired, metadata: { ...metadata, name, annotations }, status: { atProvider, conditions } },
    connectionDetails: Object.fromEntries(Object.entries(details).map(([id, text]) => [id, Buffer.from(text)])),
  };
}

interface Provided {
  readonly externalName: string;
  readonly atProvider: JsonObject;
  readonly details: Readonly<Record<string, string>>;
}

function provided(desired: JsonObject): Provided {
  const forProvider = asObject(at(desired, 'spec', 'forProvider'));
  const named = asString(at(desired, 'metadata', 'annotations', 'crossplane.io/external-name'));
  const isSecretAsked = at(desired, 'spec', 'writeConnectionSecretToRef') !== undefined;
  switch (at(desired, 'kind')) {
    case 'Cluster':
      return {
        externalName: CLUSTER_ID,
        atProvider: { ...forProvider, id: CLUSTER_ID, host: 'db.example', port: 25060, database: 'defaultdb' },
        details: { 'attribute.password': 'admin-password' },
      };
    case 'User':
      return {
        // The provider overwrites the bare name once it has created the user.
        externalName: named?.includes(',') ? named : `${CLUSTER_ID}/user/${named}`,
        atProvider: { id: `${CLUSTER_ID}/user/orders`, clusterId: CLUSTER_ID },
        details: isSecretAsked ? { 'attribute.password': 'user-password' } : {},
      };
    default: {
      const id = `${CLUSTER_ID}/database/orders`;
      return { externalName: named ?? id, atProvider: { ...forProvider, id }, details: {} };
    }
  }
}
