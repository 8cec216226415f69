import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import type { ObservedState, TestRequest, TestResponse } from '../support/run.js';
import type { Scenario } from './scenario.js';

// How rules read what is observed and what is desired, without asking the code that they are about.

/** Every observed resource with its key. */
export const observedOf = ({ observed = {} }: TestRequest): readonly (readonly [string, ObservedState])[] =>
  Object.entries(observed);

/** Every desired resource that the provider looks after, with its key. */
export const managed = (response: TestResponse): readonly (readonly [string, JsonObject])[] =>
  Object.entries(response.composed)
    .filter(([, { resource }]) => String(resource.apiVersion).startsWith('database.digitalocean'))
    .map(([key, { resource }]) => [key, resource]);

/** Every desired object that gives rights in a database, with its key. */
export const rightsIn = (response: TestResponse): readonly (readonly [string, JsonObject])[] =>
  Object.entries(response.composed)
    .filter(([, { resource }]) => String(resource.apiVersion).startsWith('postgresql.sql.'))
    .map(([key, { resource }]) => [key, resource]);

/** What a record has under a key, never what it inherits: a user may be called `constructor`. */
export const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record && Object.hasOwn(record, key) ? record[key] : undefined;

export const EXTERNAL_NAME = ['metadata', 'annotations', 'crossplane.io/external-name'] as const;

export const policiesOf = (resource: JsonObject): readonly Json[] => asList(at(resource, 'spec', 'managementPolicies'));

export const mayDelete = (resource: JsonObject): boolean => {
  const policies = policiesOf(resource).filter((policy) => typeof policy === 'string');
  return policies.length === 0 || policies.includes('*') || policies.includes('Delete');
};

const conditionOf = (resource: JsonObject | undefined, type: string): Json | undefined =>
  asList(at(resource, 'status', 'conditions'))
    .map(asObject)
    .findLast((condition) => condition.type === type)?.status;

/** Whether the provider says that it is there and as it should be. */
export const isReady = (resource: JsonObject | undefined): boolean =>
  conditionOf(resource, 'Ready') === 'True' && conditionOf(resource, 'Synced') === 'True';

/** Whether the provider says that it is not there, and may not make it. */
export const isGone = (resource: JsonObject | undefined): boolean =>
  asList(at(resource, 'status', 'conditions'))
    .map(asObject)
    .some(
      ({ type, status, message }) => type === 'Synced' && status === 'False' && /does not exist/.test(String(message)),
    );

const CREATED = ['metadata', 'annotations', 'crossplane.io/external-create-pending'] as const;

/** Whether the provider created it: it notes so, and never does for what it found under the name. */
export const wasMade = (resource: JsonObject | undefined): boolean => asString(at(resource, ...CREATED)) !== undefined;

export const hasConnectionSecret = (resource: JsonObject): boolean =>
  at(resource, 'spec', 'writeConnectionSecretToRef', 'name') !== undefined;

/** The cluster or replica that a resource was made for. What the provider tells counts where somebody took the field away. */
export function homeOf(resource: JsonObject): string | undefined {
  const [sent, told] = [at(resource, 'spec', 'forProvider'), at(resource, 'status', 'atProvider')];
  return asString(at(sent, 'clusterId')) ?? asString(at(told, 'clusterId'));
}

/** Whether a resource belongs to a cluster that is gone: the provider has made another one. */
export function isOfLost({ request }: Scenario, resource: JsonObject): boolean {
  const now = asString(at(own(request.observed, 'cluster')?.resource, ...EXTERNAL_NAME));
  const home = homeOf(resource);
  return now !== undefined && home !== undefined && now !== home;
}

export const isSecretKey = (key: string): boolean => key.startsWith('secret-');

/** The user whose Secret has this key. */
export const userOf = (key: string): string => key.slice('secret-'.length).split(':')[0] ?? '';

/** An entry of a Secret in plain text; empty where there is none. */
export const decode = (value: Json | undefined): string => Buffer.from(asString(value) ?? '', 'base64').toString();
