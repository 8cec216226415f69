import type { Binding } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { allows } from '../compose/management-policies.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { isGone, isUpToDate } from '../observe/presence.js';
import type { Reason } from './verdict.js';

/** What is judged: the binding, what was observed of it, and what is desired. What is missing there is not about to be made. */
export interface Judged extends Pick<Composition, 'objects' | 'pools'> {
  readonly binding: Binding;
  readonly facts: Facts;
}

/** Why something cannot be used. */
export interface Problem {
  readonly reason: Reason;
  readonly message: string;
}

/** A resource as it was observed, and as it is desired now. */
export interface Seen {
  readonly observed: ObservedResource;
  readonly desired: JsonObject | undefined;
}

/** What is wrong with something that lies in the cluster or belongs to it; nothing once it can be used. */
export function problemOfContent({ observed, desired }: Seen): Problem | undefined {
  if (!isGone(observed) || observed.atProvider.id === undefined) return problemOfHealth(observed);
  return {
    reason: 'DataLost',
    message: allows(desired, 'Create')
      ? 'is gone at DigitalOcean, with its data: it is made again, empty'
      : 'is gone at DigitalOcean, with its data: restore it there, or take it off the list and put it back to have an empty one',
  };
}

/** What the provider says is wrong. */
export function problemOfHealth(observed: ObservedResource): Problem | undefined {
  const { health } = observed;
  switch (health.state) {
    case 'ready':
      return undefined;
    case 'waiting':
      return CREATING;
    case 'failing':
      return isUpToDate(observed) ? { reason: 'ProviderError', message: health.message } : NOT_LOOKED_AT;
  }
}

export const CREATING: Problem = { reason: 'Creating', message: 'DigitalOcean is creating it' };
/** What failed before is an error no more: that a name was free, say, once the provider may create it. */
const NOT_LOOKED_AT: Problem = {
  reason: 'Creating',
  message: 'was changed, and the provider has not looked at it since',
};
