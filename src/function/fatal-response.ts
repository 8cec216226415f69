import { decodeRequest } from '../wire/request.js';
import { encodeResponse, Severity, Target } from '../wire/response.js';

/** Answers a request with one Fatal result and nothing else: what is desired and the context pass on as they came. */
export function fatalResponse(bytes: Uint8Array, message: string): Uint8Array {
  const { tag, desired, context } = decodeRequest(bytes);
  return encodeResponse({
    tag,
    ttlSeconds: 60,
    passed: desired,
    composite: undefined,
    composed: [],
    results: [{ severity: Severity.Fatal, reason: 'InternalError', message, target: Target.Composite }],
    conditions: [],
    context,
    requirements: new Map(),
    deprecatedRequirements: false,
  });
}
