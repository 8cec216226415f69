import { decodeRequest, type RunFunctionRequest, tagOf } from '../wire/request.js';
import {
  type Condition,
  encodeTagged,
  encodeUntagged,
  type Result,
  Severity,
  Target,
  type UntaggedResponse,
} from '../wire/response.js';
import { SECONDS } from './next-call.js';

/** What a request comes to, but for its tag. */
export interface Outcome {
  readonly response: UntaggedResponse;
  /** Whether it carries a Fatal result. */
  readonly fatal: boolean;
}

/** Encodes one Fatal result and nothing else of ours: earlier functions' desired state and the context pass unchanged. */
export function encodeFatal(
  { desired, context }: RunFunctionRequest,
  result: Omit<Result, 'severity'>,
  conditions: readonly Condition[] = [],
): UntaggedResponse {
  return encodeUntagged({
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
  const response = encodeFatal(decodeRequest(bytes), { reason: 'InternalError', message, target: Target.Composite });
  return encodeTagged(tagOf(bytes), response);
}
