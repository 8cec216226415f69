import { tagOf } from '../wire/request.js';
import { encodeTagged } from '../wire/response.js';
import { answerTo } from './answer.js';
import { canonical } from './canonical.js';
import type { Outcome } from './fatal.js';

/** An encoded response, and whether it carries a Fatal result. */
export interface FunctionOutcome {
  readonly response: Uint8Array;
  readonly fatal: boolean;
}

/**
 * Answers a call: an encoded RunFunctionRequest in, an encoded RunFunctionResponse out. A pure function. Throws a DecodeError
 * for bytes that are not a request.
 */
export function runFunction(bytes: Uint8Array): FunctionOutcome {
  return tagged(bytes, answerTo(canonical(bytes)));
}

/** The outcome for one request. */
export function tagged(bytes: Uint8Array, { response, fatal }: Outcome): FunctionOutcome {
  return { response: encodeTagged(tagOf(bytes), response), fatal };
}
