import { decodeRequest, type RunFunctionRequest } from '../wire/request.js';
import { type Condition, encodeResponse, type Result, Severity, Target } from '../wire/response.js';
import { SECONDS } from './next-call.js';

/** An encoded response, and whether it carries a Fatal result. */
export interface FunctionOutcome {
  readonly response: Uint8Array;
  readonly fatal: boolean;
}

/** Encodes one Fatal result and nothing else of ours: earlier functions' desired state and the context pass unchanged. */
export function encodeFatal(
  { tag, desired, context }: RunFunctionRequest,
  result: Omit<Result, 'severity'>,
  conditions: readonly Condition[] = [],
): Uint8Array {
  return encodeResponse({
    tag,
    ttlSeconds: SECONDS.unsettled,
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

/** Answers an encoded request when a bug keeps the function from composing it. */
export function fatalResponse(bytes: Uint8Array, message: string): Uint8Array {
  return encodeFatal(decodeRequest(bytes), { reason: 'InternalError', message, target: Target.Composite });
}
