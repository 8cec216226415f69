import { hashOf } from '../../src/api/names.js';
import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import type { ObservedState } from './run.js';

const NOW = '2026-01-01T00:00:00Z';

/** An object of provider-sql that was applied as it is desired, and has had its effect; the shape is that of recorded ones. */
export function sqlReady(resource: JsonObject): ObservedState {
  const forProvider = asObject(at(resource, 'spec', 'forProvider'));
  const { configurationParameters } = forProvider;
  const isSession = configurationParameters !== undefined && !mayOnlyLook(resource);
  const synced = isSession
    ? condition('Synced', 'False', 'update failed: cannot update role: pq: permission denied (42501)')
    : condition('Synced', 'True');
  return sqlState(
    resource,
    [condition('Ready', 'True'), synced],
    configurationParameters === undefined ? {} : { configurationParameters },
  );
}

/** An object of provider-sql that was applied and cannot have its effect. */
export function sqlFailing(resource: JsonObject, message: string): ObservedState {
  return sqlState(resource, [condition('Ready', 'False'), condition('Synced', 'False', message)], {});
}

function sqlState(resource: JsonObject, conditions: readonly JsonObject[], atProvider: JsonObject): ObservedState {
  const { apiVersion, kind, metadata, spec } = resource;
  // No two objects of a kind have one name.
  const ending = hashOf(JSON.stringify([metadata ?? '', at(spec, 'forProvider') ?? '']), 5);
  const name = asString(at(metadata, 'name')) ?? `orders-${String(kind).toLowerCase()}-${ending}`;
  const marked: JsonObject = {
    apiVersion: apiVersion ?? '',
    kind: kind ?? '',
    metadata: { namespace: 'shop', generation: 1, ...asObject(metadata), name },
    spec: spec ?? {},
  };
  return { resource: kind === 'ProviderConfig' ? marked : { ...marked, status: { atProvider, conditions } } };
}

function mayOnlyLook(resource: JsonObject): boolean {
  const policies = asList(at(resource, 'spec', 'managementPolicies'));
  return policies.length === 1;
}

function condition(type: string, status: string, message?: string): JsonObject {
  return {
    type,
    status,
    reason: 'Seen',
    lastTransitionTime: NOW,
    observedGeneration: 1,
    ...(message ? { message } : {}),
  };
}
