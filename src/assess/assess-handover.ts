import { keyOf } from '../kinds/resource-keys.js';
import { joinSentences } from '../lib/sentences.js';
import { fails, type Verdict } from './verdict.js';

/** What DigitalOcean shall keep, but could still be deleted. */
export function assessHandovers(pending: readonly string[]): readonly Verdict[] {
  if (pending.length === 0) return [];
  const names = pending.map((key) => (key === keyOf('cluster') ? 'the cluster' : key));
  const sentence = `do not delete the binding yet, that would still delete at DigitalOcean: ${joinSentences(names, 500)}; the provider gives up the right to delete within seconds; if it does not, the events of the binding say why`;
  return [fails('HandoverPending', sentence)];
}
