import type { ObservedCondition } from './observed-condition.js';
import type { ObservedResource } from './observed-resource.js';
import { providerError } from './provider-error.js';

/** What the provider says of a managed resource. */
export type Health =
  | { readonly state: 'ready' }
  /** On its way, nothing wrong. */
  | { readonly state: 'waiting' }
  /** The provider reports an error and tries again. */
  | { readonly state: 'failing'; readonly message: string };

/** Ready means Ready and Synced, as the API server shows them now. */
export function healthOf({ conditions }: ObservedResource): Health {
  const [ready, synced, operation] = [
    conditions.get('Ready'),
    conditions.get('Synced'),
    conditions.get('LastAsyncOperation'),
  ];
  if (synced?.status === 'False') return failing(synced);
  if (ready?.status === 'True') return { state: synced?.status === 'True' ? 'ready' : 'waiting' };
  // A creation that failed is tried again; until that ends its error stands here only.
  return operation?.status === 'False' ? failing(operation) : { state: 'waiting' };
}

function failing({ message, reason }: ObservedCondition): Health {
  return { state: 'failing', message: providerError(message ?? reason ?? '') || 'the provider gives no reason' };
}
