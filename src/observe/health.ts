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

/** Ready means both Ready and Synced. What runs outlives a change that fails. `kind` is the Kubernetes kind. */
export function healthOf(conditions: ReadonlyMap<string, ObservedCondition>, kind?: string): Health {
  if (isChangeFailing(conditions)) return READY;
  const synced = conditions.get('Synced');
  if (synced?.status === 'False') return failing(synced, kind);
  if (conditions.get('Ready')?.status === 'True') return synced?.status === 'True' ? READY : WAITING;
  // While the provider retries a failed creation, only this condition has the error.
  const operation = conditions.get('LastAsyncOperation');
  return operation?.status === 'False' ? failing(operation, kind) : WAITING;
}

/** Whether a change of something that runs is what fails: it runs on as it was. */
export function isChangeFailing(conditions: ReadonlyMap<string, ObservedCondition>): boolean {
  const synced = conditions.get('Synced');
  return isRunning(conditions) && synced?.status === 'False' && (synced.message ?? '').startsWith('update failed: ');
}

/**
 * Why the last change of something that runs failed, as the provider says it; `undefined` if it did not. The provider says so
 * until it has changed something, also if that is no longer wanted. What it tells of a creation that was refused is history.
 */
export function causeOfFailedChange(
  conditions: ReadonlyMap<string, ObservedCondition>,
  kind?: string,
): string | undefined {
  const operation = conditions.get('LastAsyncOperation');
  const hasFailed = operation?.status === 'False' && !/\bError creating\b/.test(operation.message ?? '');
  const isTold = hasFailed && isRunning(conditions);
  if (!isTold && !isChangeFailing(conditions)) return undefined;
  const told = isTold ? operation : conditions.get('Synced');
  return providerError(told?.message ?? '', kind) || NO_REASON;
}

function isRunning(conditions: ReadonlyMap<string, ObservedCondition>): boolean {
  return conditions.get('Ready')?.status === 'True';
}

function failing({ message, reason }: ObservedCondition, kind: string | undefined): Health {
  return { state: 'failing', message: providerError(message ?? reason ?? '', kind) || NO_REASON };
}

const NO_REASON = 'the provider gives no reason';
