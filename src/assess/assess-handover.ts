import { keyOf } from '../kinds/resource-keys.js';
import { joinSentences } from '../lib/sentences.js';
import { fails, LONGEST, type Verdict } from './verdict.js';

/** What is said of the spec, after what is more urgent: that what DigitalOcean shall keep may still be deleted. */
export function withHandover(spec: Verdict, pending: readonly string[]): Verdict {
  if (pending.length === 0) return spec;
  const told = joinSentences(
    pending.map((key) => (key === keyOf('cluster') ? 'the cluster' : key)),
    ROOM,
  );
  const sentence = `do not delete the binding yet, it would still take along at DigitalOcean: ${told}; the provider gives up the right to delete within seconds, and if it does not, the events of the binding say why`;
  return fails('HandoverPending', joinSentences([sentence, spec.message].filter(Boolean), LONGEST));
}

/** For the names of what is handed over. */
const ROOM = 500;
