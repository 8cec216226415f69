import type { Reason } from '../assess/verdict.js';
import type { Issue } from '../lib/issue.js';
import { redactor } from '../lib/redact.js';
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
  // A URL in a spec may have a password in it.
  const message = redactor([])(describe(issues));
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
  return issues.every(({ path }) => path.startsWith('policy')) ? 'InvalidPolicy' : 'InvalidSpec';
}

function describe(issues: readonly Issue[]): string {
  const told: string[] = [];
  let room = LONGEST;
  for (const { path, message } of issues) {
    const sentence = `${path}: ${message}`;
    room -= sentence.length;
    if (room < 0 && told.length > 0) break;
    told.push(sentence);
  }
  const rest = issues.length - told.length;
  return [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
