import type { Assessment } from '../assess/assess.js';
import { transitions } from '../assess/transitions.js';
import { CONDITION_TYPES } from '../assess/verdict.js';
import type { Released } from '../compose/release.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { MANAGED } from '../kinds/kinds.js';
import { label } from '../kinds/resource-keys.js';
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
  encodeResponse,
  Ready,
  type Result,
  Severity,
  Status,
  Target,
} from '../wire/response.js';
import { decodeStruct } from '../wire/struct.js';
import type { Manifest } from '../wire/write-struct.js';

// A Crossplane that tells what it can do also knows `requirements.resources`.
const CAPABILITY_CAPABILITIES = 1;

// Crossplane does not watch connection Secrets, so something missing has to be asked for again soon.
const TTL_SECONDS = { waiting: 10, steady: 60 } as const;

/** What the stages found out. */
export interface Findings {
  readonly composite: ObservedComposite;
  readonly requirements: ReadonlyMap<string, ResourceSelector>;
  readonly facts: Facts;
  readonly objects: readonly ReadonlyMap<string, Manifest>[];
  readonly connection: ComposedConnection;
  readonly ready: ReadonlySet<string>;
  readonly usable: boolean;
  readonly status: JsonObject;
  readonly assessment: Assessment;
  readonly released: readonly Released[];
}

/** Encodes the answer to a request that was composed. */
export function respond(request: RunFunctionRequest, found: Findings): Uint8Array {
  const redact = redactor(() => [...found.facts.sensitive(), ...found.connection.sensitive()]);
  return encodeResponse({
    tag: request.tag,
    ttlSeconds: found.usable ? TTL_SECONDS.steady : TTL_SECONDS.waiting,
    passed: request.desired,
    composite: desiredComposite(request, found),
    composed: desiredComposed(found),
    results: [...found.released.map(releasedResult), ...transitions(found.composite.conditions, found.assessment)].map(
      (result) => ({
        ...result,
        message: redact(result.message),
      }),
    ),
    conditions: conditions(found, redact),
    requirements: found.requirements,
    legacyRequirements: !request.capabilities.has(CAPABILITY_CAPABILITIES),
    context: request.context,
  });
}

function desiredComposed({ objects, ready }: Findings): readonly DesiredComposed[] {
  const composed: DesiredComposed[] = [];
  for (const part of objects)
    for (const [key, object] of part) composed.push({ key, object, ready: ready.has(key) ? Ready.True : Ready.False });
  return composed;
}

/** Earlier functions' desired composite with our status. Not usable is said aloud: what waits is not composed yet, so nobody sees that it is missing. */
function desiredComposite({ desired }: RunFunctionRequest, found: Findings): DesiredComposite {
  const { composite, usable, connection } = found;
  return {
    object: withStatus(desired.composite, found),
    ready: usable ? Ready.Unspecified : Ready.False,
    // Only a legacy composite, which has no namespace, has a connection secret of its own.
    connectionDetails: composite.owner?.compositeNamespace === undefined ? connection.details() : NO_DETAILS,
  };
}

const NO_DETAILS: ReadonlyMap<string, Uint8Array> = new Map();

function withStatus(passed: Uint8Array | undefined, { composite: { apiVersion, kind }, status }: Findings): JsonObject {
  const identity = compact({ apiVersion, kind });
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
      // What everybody reads there already holds nothing to be taken out: few calls have anything new to tell.
      message: message === composite.conditions.get(type)?.message ? message : redact(message),
      target: Target.CompositeAndClaim,
    };
  });
}

function releasedResult({ kind, name }: Released): Result {
  const withData = MANAGED[kind].leaving === 'DataStays' ? ' with its data' : '';
  return {
    severity: Severity.Warning,
    reason: kind === 'database' ? 'DatabaseReleased' : 'ContentReleased',
    message: `${label(kind, name)} is no longer managed; it stays at DigitalOcean${withData}`,
    target: Target.CompositeAndClaim,
  };
}
