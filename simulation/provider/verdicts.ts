import { asNumber, at, type JsonObject } from '../../src/lib/json.js';
import type { Condition } from '../api-server/conditions.js';

// The conditions a managed resource of this provider can have. What Crossplane's runtime sets carries the generation it
// is about; what the provider sets at the end of an asynchronous operation does not.

export function creating(resource: JsonObject): Condition {
  return { type: 'Ready', status: 'False', reason: 'Creating', observedGeneration: generationOf(resource) };
}

export function available(): Condition {
  return { type: 'Ready', status: 'True', reason: 'Available' };
}

export function deleting(): Condition {
  return { type: 'Ready', status: 'False', reason: 'Deleting' };
}

export function synced(resource: JsonObject): Condition {
  return { type: 'Synced', status: 'True', reason: 'ReconcileSuccess', observedGeneration: generationOf(resource) };
}

export function unsynced(resource: JsonObject, message: string): Condition {
  const observedGeneration = generationOf(resource);
  return { type: 'Synced', status: 'False', reason: 'ReconcileError', message, observedGeneration };
}

/** The end of an operation that failed, which does not say which generation it was about. */
export function failed(message: string): Condition {
  return { type: 'Synced', status: 'False', reason: 'ReconcileError', message };
}

export function paused(): Condition {
  return { type: 'Synced', status: 'False', reason: 'ReconcilePaused' };
}

export function operationRuns(): Condition {
  return { type: 'AsyncOperation', status: 'False', reason: 'Ongoing' };
}

export function operationEnded(): Condition {
  return { type: 'AsyncOperation', status: 'True', reason: 'Finished' };
}

export function operationSucceeded(): Condition {
  return { type: 'LastAsyncOperation', status: 'True', reason: 'Success' };
}

export function operationFailed(message: string): Condition {
  return { type: 'LastAsyncOperation', status: 'False', reason: 'ApplyFailure', message };
}

function generationOf(resource: JsonObject): number | undefined {
  return asNumber(at(resource, 'metadata', 'generation'));
}
