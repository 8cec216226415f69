import { joinSentences } from '../lib/sentences.js';
import { AVAILABLE, fails, LONGEST, type Reason, type Verdict } from './verdict.js';

/** One verdict for several: every problem is told, and an error of the provider counts before what only waits. */
export function joinVerdicts(verdicts: readonly Verdict[], waiting: Reason): Verdict {
  const problems = verdicts.filter(({ status }) => status === 'False');
  if (problems.length === 0) return AVAILABLE;
  const failing = problems.some(({ reason }) => reason === 'ProviderError');
  const messages = problems.map(({ message }) => message);
  return fails(failing ? 'ProviderError' : waiting, joinSentences(messages, LONGEST));
}
