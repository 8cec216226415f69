import { asObject, type Json, type JsonObject } from '../../src/lib/json.js';
import type { TestComposed } from '../support/run.js';
import type { Breakage } from './rule.js';

// How a good answer becomes one that breaks a rule.

/** Each composed resource becomes another one, or is left out. */
export function recompose(by: (key: string, composed: TestComposed) => TestComposed | undefined): Breakage {
  return (response) => ({
    ...response,
    composed: Object.fromEntries(
      Object.entries(response.composed).flatMap(([key, composed]) => {
        const changed = by(key, composed);
        return changed ? [[key, changed]] : [];
      }),
    ),
  });
}

/** What has such a key is left out. */
export function leaveOut(key: RegExp): Breakage {
  return recompose((name, composed) => (key.test(name) ? undefined : composed));
}

/** Each desired object becomes another one. */
export function change(by: (resource: JsonObject, key: string) => JsonObject): Breakage {
  return recompose((key, { resource, ready }) => ({ ready, resource: by(resource, key) }));
}

/** Each desired object of a kind gets other fields in its spec. */
export function changeSpec(kind: string, fields: Record<string, Json>): Breakage {
  return change((resource) => (resource.kind === kind ? withSpec(resource, fields) : resource));
}

/** Each desired object of a kind gets other fields in what the provider is told. */
export function changeForProvider(kind: string, fields: Record<string, Json>): Breakage {
  return change((resource) => (resource.kind === kind ? withForProvider(resource, fields) : resource));
}

/** An object with other fields in its spec, if it has one. */
export function withSpec(resource: JsonObject, fields: Record<string, Json>): JsonObject {
  return 'spec' in resource ? { ...resource, spec: { ...asObject(resource.spec), ...fields } } : resource;
}

/** An object with other fields in what the provider is told. */
export function withForProvider(resource: JsonObject, fields: Record<string, Json>): JsonObject {
  return withSpec(resource, { forProvider: { ...asObject(asObject(resource.spec).forProvider), ...fields } });
}

/** The right to do everything, also to delete. */
export const FULL = { managementPolicies: ['Observe', 'Create', 'Update', 'Delete'] } as const;

/** A condition that says that all is well. */
export const AVAILABLE = { status: 'TRUE', reason: 'Available', message: '' } as const;
