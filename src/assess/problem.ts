import type { Binding } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import { allows } from '../compose/management-policies.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { isGone, isUpToDate } from '../observe/presence.js';
import type { Reason } from './verdict.js';

/** What is judged: the binding, what was observed and what is desired. What is not desired is not about to be created. */
export interface Judged extends Pick<Composition, 'objects' | 'pools' | 'rights'> {
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

/** What is wrong with something in the cluster or attached to it; `undefined` once it can be used. */
export function problemOfContent({ observed, desired }: Seen): Problem | undefined {
  if (!isGone(observed) || observed.atProvider.id === undefined) return problemOfHealth(observed);
  return {
    reason: 'DataLost',
    message: allows(desired, 'Create')
      ? 'is gone at DigitalOcean, with its data: it is created again, empty'
      : 'is gone at DigitalOcean, with its data: restore it there, or remove it from the list and add it again to get an empty one',
  };
}

/** What the provider reports as wrong. */
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
/** An error about an earlier spec no longer counts, such as that a name is free once the provider may create it. */
const NOT_LOOKED_AT: Problem = {
  reason: 'Creating',
  message: 'was changed, and the provider has not checked it since',
};
