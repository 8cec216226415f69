import type { ObservedCondition } from './observed-condition.js';
import { providerError } from './provider-error.js';

/** The state of a managed resource, as the provider reports it. */
export type Health =
  | { readonly state: 'ready' }
  /** In progress, without an error. */
  | { readonly state: 'waiting' }
  /** The provider reports an error and retries. */
  | { readonly state: 'failing'; readonly message: string };

const READY: Health = { state: 'ready' };
const WAITING: Health = { state: 'waiting' };

/** Ready means both Ready and Synced. */
export function healthOf(conditions: ReadonlyMap<string, ObservedCondition>): Health {
  const synced = conditions.get('Synced');
  if (synced?.status === 'False') return failing(synced);
  if (conditions.get('Ready')?.status === 'True') return synced?.status === 'True' ? READY : WAITING;
  // While the provider retries a failed creation, only this condition has the error.
  const operation = conditions.get('LastAsyncOperation');
  return operation?.status === 'False' ? failing(operation) : WAITING;
}

/** Whether a change of something that runs is what fails: it runs on as it was. */
export function isChangeFailing(conditions: ReadonlyMap<string, ObservedCondition>): boolean {
  const synced = conditions.get('Synced');
  const isRunning = conditions.get('Ready')?.status === 'True';
  return isRunning && synced?.status === 'False' && (synced.message ?? '').startsWith('update failed: ');
}

/** The state of something that runs and can be used, even if a change of it fails. */
export function healthOfRunning(it: {
  readonly health: Health;
  readonly conditions: ReadonlyMap<string, ObservedCondition>;
}): Health {
  return isChangeFailing(it.conditions) ? READY : it.health;
}

function failing({ message, reason }: ObservedCondition): Health {
  return { state: 'failing', message: providerError(message ?? reason ?? '') || 'the provider gives no reason' };
}
