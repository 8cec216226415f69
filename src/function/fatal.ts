import { decodeRequest, type RunFunctionRequest } from '../wire/request.js';
import { type Condition, encodeResponse, type Result, Severity, Target } from '../wire/response.js';

const TTL_SECONDS = 60;

/** An encoded response, and whether it carries a Fatal result. */
export interface FunctionOutcome {
  readonly response: Uint8Array;
  readonly fatal: boolean;
}

/** Encodes one Fatal result and nothing else of ours: what is desired and the context pass on as they came. */
export function encodeFatal(
  { tag, desired, context }: RunFunctionRequest,
  result: Omit<Result, 'severity'>,
  conditions: readonly Condition[] = [],
): Uint8Array {
  return encodeResponse({
    tag,
    ttlSeconds: TTL_SECONDS,
    passed: desired,
    composite: undefined,
    composed: [],
    results: [{ ...result, severity: Severity.Fatal }],
    conditions,
    requirements: new Map(),
    legacyRequirements: false,
    context,
  });
}

/** Answers a request that is still encoded, where a bug keeps the function from answering it. */
export function fatalResponse(bytes: Uint8Array, message: string): Uint8Array {
  return encodeFatal(decodeRequest(bytes), { reason: 'InternalError', message, target: Target.Composite });
}
