import type { ObservedCondition } from './observed-condition.js';
import { providerError } from './provider-error.js';

/** What the provider says of a managed resource. */
export type Health =
  | { readonly state: 'ready' }
  /** On its way, nothing wrong. */
  | { readonly state: 'waiting' }
  /** The provider reports an error and tries again. */
  | { readonly state: 'failing'; readonly message: string };

const READY: Health = { state: 'ready' };
const WAITING: Health = { state: 'waiting' };

/** Ready means Ready and Synced, as the API server shows them now. */
export function healthOf(conditions: ReadonlyMap<string, ObservedCondition>): Health {
  const synced = conditions.get('Synced');
  if (synced?.status === 'False') return failing(synced);
  if (conditions.get('Ready')?.status === 'True') return synced?.status === 'True' ? READY : WAITING;
  // A creation that failed is tried again; until that ends its error stands here only.
  const operation = conditions.get('LastAsyncOperation');
  return operation?.status === 'False' ? failing(operation) : WAITING;
}

function failing({ message, reason }: ObservedCondition): Health {
  return { state: 'failing', message: providerError(message ?? reason ?? '') || 'the provider gives no reason' };
}
