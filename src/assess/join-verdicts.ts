import { joinSentences } from '../lib/sentences.js';
import { AVAILABLE, fails, isGrave, LONGEST, type Reason, type Verdict, worstOf } from './verdict.js';

/** One verdict for several: every problem is told, and an error of the provider counts before what only waits. */
export function joinVerdicts(verdicts: readonly Verdict[], waiting: Reason): Verdict {
  const problems = verdicts.filter(({ status }) => status === 'False');
  const worst = worstOf(problems);
  if (!worst) return AVAILABLE;
  const messages = problems.map(({ message }) => message);
  return fails(isGrave(worst) ? worst.reason : waiting, joinSentences(messages, LONGEST));
}
