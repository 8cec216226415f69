import { status } from '@grpc/grpc-js';
import { DecodeError } from '../wire/decode-error.js';

/** The function as the server knows it: an encoded request in, an encoded response out. */
export interface Handler {
  /**
   * Also says whether the response has a Fatal result. Throws a DecodeError for bytes that are no request; anything else
   * it throws is a bug.
   */
  readonly handle: (request: Uint8Array) => { readonly response: Uint8Array; readonly fatal: boolean };
  /** An encoded response with the request's tag and one Fatal result. */
  readonly fatalResponse: (request: Uint8Array, message: string) => Uint8Array;
}

/** How a call ended: `fatal` is a response with a Fatal result, `error` one that only a bug or a bad request gives. */
export type Outcome = 'ok' | 'fatal' | 'error';

/** What a call is answered with: a response, or a gRPC status where the request could not even be read. */
export type Answer = { readonly outcome: Outcome; readonly thrown?: unknown } & (
  | { readonly response: Uint8Array }
  | { readonly code: status; readonly details: string }
);

const INTERNAL_ERROR = "cannot compose resources: internal error, see the function's log";

/** Runs the handler; whatever it throws becomes an answer. */
export function answer(request: Uint8Array, handler: Handler): Answer {
  try {
    const { response, fatal } = handler.handle(request);
    return { outcome: fatal ? 'fatal' : 'ok', response };
  } catch (thrown) {
    if (!(thrown instanceof DecodeError)) return apologise(request, handler, thrown);
    return { outcome: 'error', code: status.INVALID_ARGUMENT, details: thrown.message, thrown };
  }
}

function apologise(request: Uint8Array, { fatalResponse }: Handler, thrown: unknown): Answer {
  try {
    return { outcome: 'error', response: fatalResponse(request, INTERNAL_ERROR), thrown };
  } catch {
    return { outcome: 'error', code: status.INTERNAL, details: INTERNAL_ERROR, thrown };
  }
}
