import type { handleUnaryCall } from '@grpc/grpc-js';
import { messageOf } from '../lib/message-of.js';
import { type Answer, answer, type Handler } from './answer.js';
import type { FunctionVersion } from './function-service.js';
import { identifyCall } from './identify-call.js';
import type { Logger } from './logger.js';
import type { CallSize, Metrics } from './observed-call.js';

/** What answers, logs and counts a call. */
export interface CallContext {
  readonly handler: Handler;
  readonly logger: Logger;
  readonly metrics: Metrics | undefined;
}

/** `RunFunction` of one version. Whatever happens inside, the call is answered. */
export function runFunctionMethod(
  version: FunctionVersion,
  { handler, logger, metrics }: CallContext,
): handleUnaryCall<Uint8Array, Uint8Array> {
  return ({ request }, callback) => {
    const start = performance.now();
    const given = answer(request, handler);
    const durationMs = performance.now() - start;
    if ('response' in given) callback(null, given.response);
    else callback({ code: given.code, details: given.details });
    const responseBytes = 'response' in given ? given.response.length : 0;
    const size = { version, durationMs, requestBytes: request.length, responseBytes };
    metrics?.observeCall({ ...size, outcome: given.outcome, found: given.found });
    report(given, request, logger, size);
  };
}

function report(given: Answer, request: Uint8Array, logger: Logger, size: CallSize): void {
  if (given.outcome === 'error')
    logger.error('call failed', { ...identifyCall(request), ...size, cause: causeOf(given.thrown) });
  else if (logger.debugging)
    logger.debug('call answered', { ...identifyCall(request), ...size, decision: given.outcome });
}

function causeOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown);
}
