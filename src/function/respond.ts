import type { Refresh } from '../api/resolve/resolve-refresh.js';
import { type Assessment, isBindingUsable } from '../assess/assess.js';
import { transitions } from '../assess/transitions.js';
import { CONDITION_TYPES } from '../assess/verdict.js';
import type { Composition } from '../compose/compose.js';
import type { Released } from '../compose/release.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { asObject, compact, field, type JsonObject } from '../lib/json.js';
import { redactor } from '../lib/redact.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedComposite } from '../observe/read-composite.js';
import type { RunFunctionRequest } from '../wire/request.js';
import type { ResourceSelector } from '../wire/requirements.js';
import { decodeResource } from '../wire/resource.js';
import {
  type Condition,
  type DesiredComposed,
  type DesiredComposite,
  encodeUntagged,
  Ready,
  type Result,
  Severity,
  Status,
  Target,
  type UntaggedResponse,
} from '../wire/response.js';
import { decodeStruct } from '../wire/struct.js';
import { secondsToNextCall } from './next-call.js';

// A Crossplane that reports its capabilities also knows `requirements.resources`.
const CAPABILITY_CAPABILITIES = 1;

/** The results of all stages. */
export interface Findings {
  readonly refresh: Refresh;
  readonly composite: ObservedComposite;
  readonly facts: Facts;
  readonly composition: Composition;
  readonly connection: ComposedConnection;
  readonly assessment: Assessment;
  readonly ready: ReadonlySet<string>;
  readonly status: JsonObject;
  readonly requirements: ReadonlyMap<string, ResourceSelector>;
}

/** Encodes the response to a request whose binding was composed. */
export function respond(request: RunFunctionRequest, found: Findings): UntaggedResponse {
  const { facts, composition, connection, assessment, composite } = found;
  const redact = redactor(() => [...facts.sensitive(), ...connection.sensitive()]);
  const usable = isBindingUsable(assessment);
  const results = [...composition.released.map(releasedResult), ...transitions(composite.conditions, assessment)];
  return encodeUntagged({
    ttlSeconds: secondsToNextCall(found),
    passed: request.desired,
    composite: desiredComposite(request, found, usable),
    composed: desiredComposed(found),
    results: results.map((result) => ({ ...result, message: redact(result.message) })),
    conditions: conditions(found, redact),
    requirements: found.requirements,
    legacyRequirements: !request.capabilities.has(CAPABILITY_CAPABILITIES),
    context: request.context,
  });
}

function desiredComposed({ composition, connection, ready }: Findings): readonly DesiredComposed[] {
  const composed: DesiredComposed[] = [];
  for (const { objects } of [composition, connection])
    for (const [key, object] of objects)
      composed.push({ key, object, ready: ready.has(key) ? Ready.True : Ready.False });
  return composed;
}

/**
 * Earlier functions' desired composite with our status. It is explicitly not ready while it cannot be used: Crossplane
 * does not notice what waits to be composed.
 */
function desiredComposite({ desired }: RunFunctionRequest, found: Findings, usable: boolean): DesiredComposite {
  const { composite, connection } = found;
  return {
    object: withStatus(desired.composite, found),
    ready: usable ? Ready.Unspecified : Ready.False,
    // Only a legacy composite, which has no namespace, has its own connection secret.
    connectionDetails: composite.identity?.namespace === undefined ? connection.details() : NO_DETAILS,
  };
}

const NO_DETAILS: ReadonlyMap<string, Uint8Array> = new Map();

function withStatus(passed: Uint8Array | undefined, { composite, status }: Findings): JsonObject {
  const identity = compact({ apiVersion: composite.identity?.apiVersion, kind: composite.identity?.kind });
  if (!passed) return { ...identity, status };
  const object = decodeStruct(decodeResource(passed).struct);
  return { ...identity, ...object, status: { ...asObject(field(object, 'status')), ...status } };
}

function conditions({ assessment, composite }: Findings, redact: (text: string) => string): readonly Condition[] {
  return CONDITION_TYPES.map((type) => {
    const { status, reason, message } = assessment[type];
    return {
      type,
      status: status === 'True' ? Status.True : Status.False,
      reason,
      // The observed message was redacted before, and few calls have a new one.
      message: message === composite.conditions.get(type)?.message ? message : redact(message),
      target: Target.CompositeAndClaim,
    };
  });
}

function releasedResult({ kind, label, holdsData }: Released): Result {
  const withData = holdsData ? ' with its data' : '';
  return {
    severity: Severity.Warning,
    reason: kind === 'database' ? 'DatabaseReleased' : 'ContentReleased',
    message: `${label} is no longer managed; it stays at DigitalOcean${withData}`,
    target: Target.CompositeAndClaim,
  };
}
