import { status } from '@grpc/grpc-js';
import { DecodeError } from '../wire/decode-error.js';

/** The function as the server knows it: an encoded request in, an encoded response out. */
export interface Handler {
  /**
   * Also returns whether the response has a Fatal result, and whether it was remembered. Throws a DecodeError for bytes that
   * are not a request; anything else it throws is a bug.
   */
  readonly handle: (request: Uint8Array) => {
    readonly response: Uint8Array;
    readonly fatal: boolean;
    readonly found?: boolean;
  };
  /** An encoded response with the request's tag and one Fatal result. */
  readonly fatalResponse: (request: Uint8Array, message: string) => Uint8Array;
}

/** How a call ended: `fatal` is a response with a Fatal result, `error` comes from a bug or an unreadable request. */
export type Outcome = 'ok' | 'fatal' | 'error';

/** The answer to a call: a response, or a gRPC status if the request could not even be read. */
export type Answer = { readonly outcome: Outcome; readonly found?: boolean; readonly thrown?: unknown } & (
  | { readonly response: Uint8Array }
  | { readonly code: status; readonly details: string }
);

const INTERNAL_ERROR = "cannot compose resources: internal error, see the function's log";

/** Runs the handler, and turns whatever it throws into an answer. */
export function answer(request: Uint8Array, handler: Handler): Answer {
  try {
    const { response, fatal, found = false } = handler.handle(request);
    return { outcome: fatal ? 'fatal' : 'ok', found, response };
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
