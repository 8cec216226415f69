import type { Reason } from '../assess/verdict.js';
import type { Issue } from '../lib/issue.js';
import { redactUrls } from '../lib/redact.js';
import { joinSentences } from '../lib/sentences.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { Status, Target } from '../wire/response.js';
import { encodeFatal, type Outcome } from './fatal.js';

// What events and conditions have room for.
const LONGEST = 6000;

/**
 * Answers with one Fatal result that lists every problem. Crossplane then creates and deletes nothing, but does set the
 * condition.
 */
export function refuse(
  request: RunFunctionRequest,
  issues: readonly Issue[],
  reason: Reason = reasonOf(issues),
): Outcome {
  // Messages quote fields, and somebody may have written a whole connection string into one.
  const problems = issues.map(({ path, message }) => redactUrls(`${path}: ${message}`));
  const message = joinSentences(problems, LONGEST);
  const target = Target.CompositeAndClaim;
  const result = { reason, message: `cannot accept the binding: ${message}`, target };
  const condition = { type: 'SpecAccepted', status: Status.False, reason, message, target };
  return { response: encodeFatal(request, result, [condition]), fatal: true };
}

function reasonOf(issues: readonly Issue[]): 'InvalidPolicy' | 'InvalidSpec' {
  return issues.every(({ path }) => /^(?:policy|context)\b/.test(path)) ? 'InvalidPolicy' : 'InvalidSpec';
}
