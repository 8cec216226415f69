import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { run, type TestComposed, type TestRequest, type TestResponse } from '../support/run.js';
import { RULES } from './rules.js';
import { arbScenario } from './scenario.js';

/** A function that is broken in one way: what it would have answered. */
type Breakage = (response: TestResponse, request: TestRequest) => TestResponse;

type Change = (resource: JsonObject, key: string) => JsonObject;

const recompose =
  (change: (key: string, composed: TestComposed) => TestComposed | undefined): Breakage =>
  (response) => ({
    ...response,
    composed: Object.fromEntries(
      Object.entries(response.composed).flatMap(([key, composed]) => {
        const changed = change(key, composed);
        return changed ? [[key, changed]] : [];
      }),
    ),
  });
const change = (by: Change): Breakage =>
  recompose((key, { resource, ready }) => ({ ready, resource: by(resource, key) }));
const spec = (resource: JsonObject, fields: Record<string, Json>): JsonObject =>
  'spec' in resource ? { ...resource, spec: { ...asObject(resource.spec), ...fields } } : resource;
const forProvider = (resource: JsonObject, kind: string, fields: Record<string, Json>): JsonObject =>
  resource.kind === kind
    ? spec(resource, { forProvider: { ...asObject(asObject(resource.spec).forProvider), ...fields } })
    : resource;
const withoutSpec = (resource: JsonObject, field: string): JsonObject => {
  const { [field]: _, ...rest } = asObject(resource.spec);
  return { ...resource, spec: rest };
};
const inNamespace = (resource: JsonObject): JsonObject => ({
  ...resource,
  metadata: { ...asObject(resource.metadata), namespace: 'kube-system' },
});
/** What belongs to users that are not asked for is left out. */
function withoutLeft(prefix: string): Breakage {
  return (response, request) => {
    const asked = asList(response.status.users).map((user) => at(user, 'name'));
    const isLeft = (key: string): boolean =>
      key.startsWith(prefix) && !asked.includes(key.slice(prefix.length).split(':')[0] ?? '');
    return recompose((key, composed) => (isLeft(key) ? undefined : composed))(response, request);
  };
}
const FULL = ['Observe', 'Create', 'Update', 'Delete'];
const DELETABLE = { managementPolicies: FULL };

/** For each rule the ways to break it that its property has to find. */
const BREAKAGES: Readonly<Record<string, readonly (readonly [string, Breakage])[]>> = {
  1: [
    ['the cluster is left out', recompose((key, composed) => (key === 'cluster' ? undefined : composed))],
    ['a user is left out', recompose((key, composed) => (key.startsWith('user-') ? undefined : composed))],
  ],
  2: [
    ['a user does not wait', (response) => ({ ...response, composed: { ...response.composed, 'user-early': early } })],
  ],
  3: [
    ['the password is blank', change((resource) => secret(resource, ''))],
    ['the password is another', change((resource) => secret(resource, 'bmV3'))],
    ['a URL for the environment is missing', change((resource) => withoutEntry(resource, 'DATABASE_URL'))],
  ],
  '3a': [
    ['a Secret is left out', recompose((key, composed) => (key.startsWith('secret-') ? undefined : composed))],
    [
      'a Secret goes before the one with the new name is there',
      recompose((key, composed) => (/^secret-[^:]*$/.test(key) ? undefined : composed)),
    ],
  ],
  '3b': [
    ['a Secret goes with its user', withoutLeft('secret-')],
    ['a user goes before its Secret', withoutLeft('user-')],
  ],
  4: [
    ['a database goes at once', recompose((key, composed) => (key.startsWith('database-') ? undefined : composed))],
    ['a topic goes at once', recompose((key, composed) => (key.startsWith('topic-') ? undefined : composed))],
    ['a database leaves with the right to delete', change((resource) => spec(resource, { managementPolicies: FULL }))],
  ],
  5: [
    [
      'the name changes',
      change((resource) =>
        spec(resource, { forProvider: { ...asObject(asObject(resource.spec).forProvider), name: 'other' } }),
      ),
    ],
    ['a user gets other settings', change((resource) => forProvider(resource, 'User', { settings: [{ acl: [] }] }))],
    ['partitions shrink', change((resource) => forProvider(resource, 'KafkaTopic', { partitionCount: 1 }))],
    ['a replica moves', change((resource) => forProvider(resource, 'Replica', { region: 'sfo3' }))],
    ['a schema changes', change((resource) => forProvider(resource, 'KafkaSchemaRegistry', { schema: 'new' }))],
    ['a refusal is not told', (response) => ({ ...response, conditions: {} })],
  ],
  6: [
    ['everything is ready', recompose((_key, { resource }) => ({ resource, ready: true }))],
    ['the binding is never held back', (response) => ({ ...response, compositeReady: undefined })],
  ],
  7: [
    ['late initialisation', change((resource) => spec(resource, { managementPolicies: ['*'] }))],
    ['a user does not settle', change((resource) => spec(resource, { managementPolicies: FULL }))],
    [
      'nothing is left of forProvider',
      change((resource) => (resource.kind === 'Cluster' ? spec(resource, { forProvider: {} }) : resource)),
    ],
    ['a connection secret has no name', change((resource) => withoutSpec(resource, 'writeConnectionSecretToRef'))],
    [
      'a user has the wrong external name',
      change((resource) => ({ ...resource, metadata: { annotations: { 'crossplane.io/external-name': 'x/user/y' } } })),
    ],
  ],
  8: [['another namespace', change(inNamespace)]],
  9: [
    [
      'a condition tells the password',
      (response, request) => ({ ...response, results: [{ message: JSON.stringify(request.observed) }] }),
    ],
  ],
  10: [
    ["another function's resource is lost", (response) => ({ ...response, json: { ...response.json, desired: {} } })],
    ['the context is lost', ({ json: { context: _, ...json }, ...response }) => ({ ...response, json })],
  ],
  11: [
    ['an answer differs from the one before', (response) => ({ ...response, bytes: new Uint8Array(1) })],
    ['a value is blank', change((resource) => spec(resource, { sqlMode: '' }))],
  ],
  18: [
    ['a user may be deleted', change((resource) => (resource.kind === 'User' ? spec(resource, DELETABLE) : resource))],
    [
      'a database may be deleted',
      change((resource) => (resource.kind === 'DB' ? spec(resource, DELETABLE) : resource)),
    ],
  ],
  20: [
    [
      'every user may be deleted',
      change((resource) => (resource.kind === 'User' ? spec(resource, DELETABLE) : resource)),
    ],
    [
      'every user is read',
      change((resource, key) =>
        key.startsWith('user-') ? spec(resource, { writeConnectionSecretToRef: { name: 'read' } }) : resource,
      ),
    ],
    ['users that others made go', recompose((key, composed) => (key.startsWith('user-') ? undefined : composed))],
  ],
  21: [
    ['everything holds', (response) => ({ ...response, conditions: ALL_TRUE })],
    ['the protection goes first', recompose((key, composed) => (key.startsWith('usage-') ? undefined : composed))],
  ],
  17: [
    ['a pool goes at once', recompose((key, composed) => (key.startsWith('pool-') ? undefined : composed))],
    ['a pool is changed', change((resource) => forProvider(resource, 'ConnectionPool', { size: 99 }))],
  ],
  19: [
    ['a pool goes at once', recompose((key, composed) => (key.startsWith('pool-') ? undefined : composed))],
    ['a Secret goes through what is not there', change((resource) => annotated(resource, POOL, 'early'))],
    ['a Secret goes around the pool', change((resource) => annotated(resource, POOL, undefined))],
  ],
  13: [
    ['the firewall is left out', recompose((key, composed) => (key === 'firewall' ? undefined : composed))],
    ['a replica is opened', recompose((key, composed) => (key.startsWith('firewall-') ? undefined : composed))],
    [
      'the rules are lost',
      change((resource) => (resource.kind === 'Firewall' ? spec(resource, { forProvider: {} }) : resource)),
    ],
    [
      'nobody says that everybody may connect',
      (response) => ({ ...response, conditions: { ClusterReady: available } }),
    ],
  ],
  14: [
    ['a version is skipped', change((resource) => forProvider(resource, 'Cluster', { version: '99' }))],
    ['a version goes back', change((resource) => forProvider(resource, 'Cluster', { version: '1' }))],
    ['storage shrinks', change((resource) => forProvider(resource, 'Cluster', { storageSizeMib: '1' }))],
  ],
  15: [
    [
      'a field is lost',
      change((resource) => (CONFIGURATION.test(String(resource.kind)) ? { kind: 'Gone' } : resource)),
    ],
    ['nobody says what stays', (response) => ({ ...response, conditions: { SpecAccepted: available } })],
  ],
  16: [
    [
      'a Usage replays',
      change((resource) => (resource.kind === 'Usage' ? spec(resource, { replayDeletion: true }) : resource)),
    ],
    ['a Usage goes at once', recompose((key, composed) => (key.startsWith('usage-') ? undefined : composed))],
  ],
};

const CONFIGURATION = /Config$/;
const available = { status: 'TRUE', reason: 'Available', message: '' } as const;

const ALL_TRUE = {
  SpecAccepted: available,
  ClusterReady: available,
  UsersReady: available,
  ConnectionReady: available,
} as const;

const early: TestComposed = {
  resource: { apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1', kind: 'User' },
  ready: false,
};

const POOL = 'databasebinding.fn.crossplane.io/pool';

function annotated(resource: JsonObject, name: string, value: string | undefined): JsonObject {
  const metadata = asObject(resource.metadata);
  const { [name]: _, ...others } = asObject(metadata.annotations);
  const annotations = { ...others, ...(value === undefined ? {} : { [name]: value }) };
  return resource.kind === 'Secret' ? { ...resource, metadata: { ...metadata, annotations } } : resource;
}

function secret(resource: JsonObject, password: string): JsonObject {
  return resource.kind === 'Secret' ? { ...resource, data: { ...asObject(resource.data), password } } : resource;
}

function withoutEntry(resource: JsonObject, key: string): JsonObject {
  const { [key]: _, ...data } = asObject(resource.data);
  return resource.kind === 'Secret' ? { ...resource, data } : resource;
}

const CASES = Object.entries(BREAKAGES).flatMap(([number, ways]) =>
  ways.map(([name, broken]) => [number, name, broken] as const),
);

test.each(CASES)('rule %s notices: %s', (number, _name, broken) => {
  const rule = RULES.find(({ name }) => name.startsWith(`${number} `));
  const holds = fc.check(
    fc.property(arbScenario, (scenario) => {
      const response = run(scenario.request);
      return (
        response.fatal !== undefined || rule?.violations(scenario, broken(response, scenario.request)).length === 0
      );
    }),
    // Some breakages need a rare world: one in three hundred. The search ends where it finds one.
    { numRuns: 10_000, endOnFailure: true },
  );
  expect(holds.failed).toBe(true);
});

test('every rule has a breakage', () => {
  expect(RULES.map(({ name }) => name.split(' ')[0]).filter((number) => !BREAKAGES[number ?? '']?.length)).toEqual([]);
});
