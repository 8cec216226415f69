import type { Binding } from '../../src/api/binding.js';
import { lossOf } from '../../src/compose/cluster/loss.js';
import { type Composing, startComposing } from '../../src/compose/composing.js';
import type { Facts } from '../../src/observe/facts.js';

/** What kinds are composed from, as `compose` starts with it; a closed cluster takes nothing new. */
export function composingOf(binding: Binding, facts: Facts, open?: boolean): Composing {
  const composing = startComposing(binding, facts, lossOf(binding, facts));
  if (open === undefined) return composing;
  const home = open && facts.cluster.state === 'created' ? facts.cluster.id : undefined;
  return { ...composing, home, target: { ...composing.target, open } };
}
