import type { Condition } from '../api-server/conditions.js';

const SYSTEM_TYPES = ['Ready', 'Synced', 'Responsive'];
const NAMED = 3;

/** Whether a condition type is Crossplane's own; functions may not set these. */
export function isSystemType(type: string): boolean {
  return SYSTEM_TYPES.includes(type);
}

export function ready(unready: readonly string[]): Condition {
  if (unready.length === 0) return { type: 'Ready', status: 'True', reason: 'Available' };
  return { type: 'Ready', status: 'False', reason: 'Creating', message: `Unready resources: ${someOf(unready)}` };
}

/** Ready as the function itself said it is. */
export function readyAsTold(told: boolean): Condition {
  return { type: 'Ready', status: told ? 'True' : 'False', reason: told ? 'Available' : 'Creating' };
}

export function synced(invalid: readonly string[]): Condition {
  if (invalid.length === 0) return { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' };
  return {
    type: 'Synced',
    status: 'False',
    reason: 'ReconcileError',
    message: `Unsynced resources: ${someOf(invalid)}`,
  };
}

export function unsynced(cause: string): Condition {
  const message = `cannot compose resources: ${cause}`;
  return { type: 'Synced', status: 'False', reason: 'ReconcileError', message };
}

export function responsive(): Condition {
  return { type: 'Responsive', status: 'True', reason: 'WatchCircuitClosed' };
}

/** What becomes of a function's condition that a fatal response does not mention. */
export function undetermined(type: string): Condition {
  const message = 'A fatal error occurred before the status of this condition could be determined.';
  return { type, status: 'Unknown', reason: 'FatalError', message };
}

// Crossplane names the first three, and counts the rest.
function someOf(names: readonly string[]): string {
  const sorted = [...names].sort();
  if (sorted.length < NAMED) return sorted.join(', ');
  const last = sorted.length === NAMED ? sorted[NAMED - 1] : `${sorted.length - NAMED} more`;
  return `${sorted.slice(0, sorted.length === NAMED ? NAMED - 1 : NAMED).join(', ')}, and ${last}`;
}
