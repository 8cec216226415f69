import type { ObservedResource } from '../../observe/observed-resource.js';
import { type Fact, isOfReplica } from '../facts/fact-table.js';
import { lastKnownFacts } from '../facts/last-known.js';
import { isOfCluster } from '../facts/recollect.js';
import type { UserConnection } from '../route/user-connection.js';
import { slotsOf } from './formats.js';
import { decodeEntries, type Leads, layoutOf, leadsOf } from './secret-manifest.js';

/** The text that a Secret has for a fact which is not known now, if it still holds. */
export type Remembered = (fact: Fact) => string | undefined;

/** A Secret that does not exist remembers nothing. */
export const NOTHING_REMEMBERED: Remembered = () => undefined;

/**
 * What an existing Secret says of facts that no other fact can be read back from, such as a URI without a key for its host.
 * It holds while the Secret leads where it led, and one with credentials only as long as those are the same.
 */
export function rememberedBy(
  observed: ObservedResource,
  { ground, now, last }: UserConnection,
  leads: Leads,
): Remembered {
  if (!isOfCluster(observed, ground.facts)) return NOTHING_REMEMBERED;
  const [layout, entries, before] = [layoutOf(observed), decodeEntries(observed), leadsOf(observed)];
  const { username, password } = lastKnownFacts(ground.profile, layout, entries);
  const sameLogin = username === now.username && password === (now.password ?? last().password);
  const { keys, facts } = slotsOf(ground.profile, layout);
  return (fact) => {
    // Certificates can all be read back, or are no longer wanted.
    if (fact.isBlock || (fact.isSecret && !sameLogin)) return undefined;
    const lead = isOfReplica(fact.name) ? 'replica' : 'pool';
    if (before[lead] !== leads[lead]) return undefined;
    const key = keys[facts.findIndex(({ name }) => name === fact.name)];
    return key === undefined ? undefined : entries.get(key);
  };
}
