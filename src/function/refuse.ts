import type { Reason } from '../assess/verdict.js';
import type { Issue } from '../lib/issue.js';
import { redactUrls } from '../lib/redact.js';
import { joinSentences } from '../lib/sentences.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { type Condition, encodeResponse, Severity, Status, Target } from '../wire/response.js';

// Events and conditions have room for a page, not for a book.
const LONGEST = 6000;
const TTL_SECONDS = 60;

/**
 * Answers with one Fatal result that tells every problem. Crossplane then neither creates nor deletes anything; it does
 * set the condition.
 */
export function refuse(
  request: RunFunctionRequest,
  issues: readonly Issue[],
  reason: Reason = reasonOf(issues),
): Uint8Array {
  const message = joinSentences(
    // What somebody wrote into a field is quoted, and may be a whole connection string.
    issues.map(({ path, message: text }) => redactUrls(`${path}: ${text}`)),
    LONGEST,
  );
  const condition: Condition = {
    type: 'SpecAccepted',
    status: Status.False,
    reason,
    message,
    target: Target.CompositeAndClaim,
  };
  return encodeResponse({
    tag: request.tag,
    ttlSeconds: TTL_SECONDS,
    passed: request.desired,
    composite: undefined,
    composed: [],
    results: [
      {
        severity: Severity.Fatal,
        reason,
        message: `cannot accept the binding: ${message}`,
        target: Target.CompositeAndClaim,
      },
    ],
    conditions: [condition],
    requirements: new Map(),
    legacyRequirements: false,
    context: request.context,
  });
}

function reasonOf(issues: readonly Issue[]): 'InvalidPolicy' | 'InvalidSpec' {
  return issues.every(({ path }) => /^(?:policy|context)\b/.test(path)) ? 'InvalidPolicy' : 'InvalidSpec';
}
