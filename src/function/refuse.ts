import type { Reason } from '../assess/verdict.js';
import type { Issue } from '../lib/issue.js';
import { redactUrls } from '../lib/redact.js';
import { joinSentences } from '../lib/sentences.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { Status, Target } from '../wire/response.js';
import { encodeFatal, type FunctionOutcome } from './fatal.js';

// Events and conditions have room for a page, not for a book.
const LONGEST = 6000;

/**
 * Answers with one Fatal result that tells every problem. Crossplane then neither creates nor deletes anything; it does
 * set the condition.
 */
export function refuse(
  request: RunFunctionRequest,
  issues: readonly Issue[],
  reason: Reason = reasonOf(issues),
): FunctionOutcome {
  const message = joinSentences(
    // What somebody wrote into a field is quoted, and may be a whole connection string.
    issues.map(({ path, message: text }) => redactUrls(`${path}: ${text}`)),
    LONGEST,
  );
  const target = Target.CompositeAndClaim;
  return {
    response: encodeFatal(request, { reason, message: `cannot accept the binding: ${message}`, target }, [
      { type: 'SpecAccepted', status: Status.False, reason, message, target },
    ]),
    fatal: true,
  };
}

function reasonOf(issues: readonly Issue[]): 'InvalidPolicy' | 'InvalidSpec' {
  return issues.every(({ path }) => /^(?:policy|context)\b/.test(path)) ? 'InvalidPolicy' : 'InvalidSpec';
}
