import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { CONDITION_TYPES } from '../../src/assess/verdict.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import { asObject, asString, at, compact, type JsonObject } from '../../src/lib/json.js';
import { RECORDINGS, recorded } from '../support/recorded-states.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { withValue } from '../support/stages.js';
import { binding, NOTE, POLICY } from '../support/states.js';

// What the function makes of each state that the real provider left.

interface Case {
  readonly name: string;
  readonly reason: string;
  /** The condition that tells of it where its cluster is ready, and the condition's reason. */
  readonly told: readonly [type: string, reason: string];
  /** Whether it counts as ready, where no condition is about it. */
  readonly ready?: boolean;
  /** What the function noted on it before. */
  readonly noted?: string;
}

const row = (name: string, reason: string, type: string, told: string): Case => ({ name, reason, told: [type, told] });
const inUse = (name: string): Case => ({ ...row(name, 'in use', 'SpecAccepted', 'Accepted'), ready: true });

const CASES: readonly Case[] = [
  ...['kafka', 'mongodb', 'mysql', 'opensearch', 'pg', 'valkey'].map((engine) =>
    row(`cluster-${engine}-ready`, 'in use, without trusted sources', 'ClusterReady', 'OpenToInternet'),
  ),
  row('cluster-pg-creating', 'young', 'ClusterReady', 'Creating'),
  row('cluster-pg-observed', 'only looked at', 'SpecAccepted', 'AdoptionPending'),
  row('cluster-rejected', 'refused', 'ClusterReady', 'CreationFailed'),
  row('cluster-without-version', 'refused by the provider itself', 'ClusterReady', 'CreationFailed'),
  row('cluster-setting-added-late', 'refusals that are over leave no trace', 'ClusterReady', 'OpenToInternet'),
  row('cluster-tainted', 'nothing is done for it any more', 'ClusterReady', 'ProviderError'),
  row('cluster-window-removed', 'it runs on, and heals with the window that it has', 'ClusterReady', 'ChangeFailed'),
  row('cluster-replaced', 'nothing in it tells that there was another one', 'ClusterReady', 'OpenToInternet'),
  {
    ...row(
      'cluster-replaced',
      'the note tells that there was another one, and its data are gone',
      'ClusterReady',
      'ClusterLost',
    ),
    noted: '66bd85d7-5f57-428b-a009-7ac6d0506aad',
  },
  row('firewall-ready', 'in force', 'ClusterReady', 'Available'),
  inUse('config-pg-ready'),
  inUse('replica-pg-ready'),
  inUse('pool-pg-ready'),
  row('topic-kafka-ready', 'what the provider filled in stays', 'SpecAccepted', 'ConfigurationKept'),
  row('database-pg-ready', 'in use, so that users are waited for', 'ConnectionReady', 'WaitingForUsers'),
  row('database-adopted', 'the refusal of its creation is history', 'ConnectionReady', 'WaitingForUsers'),
  row('database-name-taken', 'somebody made it before', 'ConnectionReady', 'ProviderError'),
  row('database-lost-answer', 'looks like a name that is taken', 'ConnectionReady', 'ProviderError'),
  row('user-pg-creating', 'young', 'UsersReady', 'Creating'),
  ...['kafka', 'mysql', 'opensearch', 'pg'].map((engine) =>
    row(`user-${engine}-stuck`, 'an external name overwritten is a step, not an error', 'UsersReady', 'Creating'),
  ),
  row('user-mongodb-settled', 'imported', 'UsersReady', 'Available'),
  row('user-pg-observed', 'only looked at', 'UsersReady', 'Available'),
  row('user-lost-answer', 'refused, and found: it may be somebody else’s', 'UsersReady', 'AlreadyExists'),
  row('user-taken-over', 'somebody else made it', 'UsersReady', 'AlreadyExists'),
  row(
    'user-lost-observe-delete',
    'never created for us, and nothing tells that it is gone',
    'UsersReady',
    'AlreadyExists',
  ),
  row('user-lost-observe', 'gone', 'UsersReady', 'ProviderError'),
  row('user-observe-absent', 'never there', 'UsersReady', 'ProviderError'),
  row('user-observe-wrong-name', 'the bare name imports nothing', 'UsersReady', 'ProviderError'),
  row('user-policies-unsupported', 'the provider refuses to do anything', 'UsersReady', 'ProviderError'),
];

/** The resource key of what was recorded, and what of a spec asks for it: in the cluster, and beside it. */
type Asked = readonly [key: string, cluster: JsonObject, beside: JsonObject];

const ASKED: Readonly<Record<string, (forProvider: JsonObject, resource: JsonObject) => Asked>> = {
  Cluster: () => ['cluster', {}, {}],
  User: ({ mysqlAuthPlugin }, resource) => {
    const name = userName(resource);
    const mode = isDeepStrictEqual(at(resource, 'spec', 'managementPolicies'), ['Observe']) ? 'Observe' : 'Manage';
    return [`user-${name}`, {}, { users: [compact({ name, mode, mysqlAuthPlugin })] }];
  },
  DB: ({ name = '' }) => [`database-${name}`, {}, { databases: [{ name }] }],
  Firewall: ({ rule = [] }) => ['firewall', { trustedSources: rule }, {}],
  PostgreSQLConfig: ({ timezone = '' }) => ['configuration', { configuration: { timezone } }, {}],
  Replica: () => ['replica-ro', { replicas: [{ name: 'ro' }] }, {}],
  ConnectionPool: ({ name = '', size = 0, mode = '', user = '', dbName = '' }) => [
    `pool-${name}`,
    {},
    { connectionPools: [{ name, size, mode, user, database: dbName }] },
  ],
  KafkaTopic: ({ name = '', partitionCount = 0, replicationFactor = 0 }) => [
    `topic-${name}`,
    {},
    { topics: [{ name, partitions: partitionCount, replicationFactor }] },
  ],
};

describe('every recording', () => {
  test('has its place', () => {
    const told = new Set(CASES.map(({ name }) => name));
    expect([...told].sort()).toEqual([...RECORDINGS].sort());
  });

  test.each(RECORDINGS)('%s is answered, alone and in a cluster that is ready', (name) => {
    for (const { key, response } of [shown(name, false), shown(name, true)]) {
      expect(response.fatal).toBeUndefined();
      expect(Object.keys(response.composed)).toContain(key);
      expect(Object.keys(response.conditions).sort()).toEqual([...CONDITION_TYPES].sort());
      for (const { status, reason, message } of Object.values(response.conditions)) {
        expect(['TRUE', 'FALSE']).toContain(status);
        expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
        expect(message).not.toMatch(/\n|request "|undefined|null|\[object/);
      }
    }
  });
});

describe('the conditions and the readiness tell', () => {
  test.each(CASES)('of $name: $reason', expectTold);
});

function expectTold({ name, told: [type, reason], ready, noted }: Case): void {
  const { key, response } = shown(name, true, noted);
  expect(response.conditions[type]?.reason).toBe(reason);
  if (ready !== undefined) expect(response.composed[key]?.ready).toBe(ready);
}

/** What the function answers to a binding that asks for what was recorded. */
function shown(
  name: string,
  clusterIsReady: boolean,
  noted?: string,
): { readonly key: string; readonly response: TestResponse } {
  const state =
    noted === undefined ? recorded(name) : withValue(recorded(name), ['metadata', 'annotations', NOTE], noted);
  const { kind, spec } = state.resource;
  const engine = engineOf(name, state);
  const [key, cluster, beside] = ASKED[String(kind)]?.(asObject(at(spec, 'forProvider')), state.resource) ?? [];
  if (key === undefined) throw new Error(`cannot ask for a ${kind}`);
  const around = clusterIsReady && kind !== 'Cluster' ? { cluster: clusterOf(engine, state) } : {};
  const composite = binding({ cluster: { engine, ...cluster }, ...beside });
  return { key, response: run({ composite, policy: POLICY, observed: { ...around, [key]: state } }) };
}

/** The ready cluster of an engine, as the one that a state is in. */
function clusterOf(engine: Engine, { resource }: ObservedState): ObservedState {
  const ready = recorded(`cluster-${engine}-ready`);
  const id = String(at(ready.resource, 'status', 'atProvider', 'id'));
  return JSON.parse(JSON.stringify(ready).replaceAll(id, String(at(resource, 'spec', 'forProvider', 'clusterId'))));
}

function engineOf(name: string, { resource }: ObservedState): Engine {
  const engine = asString(at(resource, 'status', 'atProvider', 'engine')) ?? name.split('-')[1];
  return ENGINES.find((each) => each === engine) ?? 'pg';
}

/** The user's name, of which only the external name tells. */
function userName(resource: JsonObject): string {
  return String(at(resource, 'metadata', 'annotations', 'crossplane.io/external-name')).replace(/^.*[,/]/, '');
}
