import { keyOf } from '../kinds/resource-keys.js';
import { joinSentences } from '../lib/sentences.js';
import { fails, LONGEST, type Verdict } from './verdict.js';

/** The verdict on the spec, after a more urgent one: what DigitalOcean shall keep could still be deleted. */
export function withHandover(spec: Verdict, pending: readonly string[]): Verdict {
  if (pending.length === 0) return spec;
  const names = pending.map((key) => (key === keyOf('cluster') ? 'the cluster' : key));
  const sentence = `do not delete the binding yet, that would still delete at DigitalOcean: ${joinSentences(names, 500)}; the provider gives up the right to delete within seconds; if it does not, the events of the binding say why`;
  return fails('HandoverPending', joinSentences([sentence, spec.message].filter(Boolean), LONGEST));
}
