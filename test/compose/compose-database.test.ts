import { describe, expect, test } from '@jest/globals';
import { composeDatabase, releaseDatabase } from '../../src/compose/compose-database.js';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';
import { clusterFacts } from '../../src/observe/cluster-facts.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { observedResource, resolved, withValue } from '../support/stages.js';
import { CLUSTER_ID, clusterReady, binding as composite, databaseReady, POLICY } from '../support/states.js';

const FULL = ['Observe', 'Create', 'Update', 'Delete'];
const KEPT = ['Observe', 'Create', 'Update'];
const bindingOf = (deletionPolicy: string) =>
  resolved({ spec: { cluster: { engine: 'pg' }, deletionPolicy }, policy: POLICY });
const policiesOf = (database: JsonObject | undefined): Json | undefined => at(database, 'spec', 'managementPolicies');

function compose(state: ObservedState | undefined, open = true, deletionPolicy = 'Delete'): JsonObject | undefined {
  const home = { cluster: clusterFacts(observedResource(clusterReady('pg'))), open };
  return composeDatabase(bindingOf(deletionPolicy), 'web', home, state && observedResource(state));
}

describe('composeDatabase', () => {
  test.each<{
    name: string;
    reason: string;
    state: ObservedState | undefined;
    policy?: string;
    want: readonly string[];
  }>([
    { name: 'New', reason: 'it is created in the cluster', state: undefined, want: FULL },
    { name: 'Existing', reason: 'the same state gives the same manifest', state: databaseReady('web'), want: FULL },
    { name: 'Orphan', reason: 'DigitalOcean keeps it', state: databaseReady('web'), policy: 'Orphan', want: KEPT },
    {
      name: 'BackOnTheList',
      reason: 'one that was about to be released is managed again',
      state: databaseReady('web', KEPT),
      want: FULL,
    },
  ])('$name: $reason', ({ state, policy, want }) => {
    const database = compose(state, true, policy);
    expect(policiesOf(database)).toEqual(want);
    expect(at(database, 'spec', 'forProvider')).toEqual({ clusterId: CLUSTER_ID, name: 'web' });
    expect(at(database, 'spec', 'writeConnectionSecretToRef')).toBeUndefined();
  });

  test('waits until its cluster is open, and once it exists never leaves', () => {
    expect(compose(undefined, false)).toBeUndefined();
    expect(compose(databaseReady('web'), false)).toBeDefined();
  });

  test('keeps name and cluster, which cannot change', () => {
    const moved = withValue(databaseReady('old'), ['spec', 'forProvider'], { clusterId: 'another', name: 'old' });
    expect(at(compose(moved), 'spec', 'forProvider')).toEqual({ clusterId: 'another', name: 'old' });
  });
});

describe('releaseDatabase', () => {
  const release = (policies: Json | undefined): JsonObject | undefined =>
    releaseDatabase(
      bindingOf('Delete'),
      'web',
      observedResource(withValue(databaseReady('web'), ['spec', 'managementPolicies'], policies)),
    );

  test.each<[string, Json | undefined]>([
    ['all that it had', FULL],
    ['everything', ['*']],
    ['nothing, which stands for everything', []],
    ['no list, which stands for everything', undefined],
    ['what is no list', 'Observe'],
    ['nothing that can be read', [null, 1]],
    ['deletion alone', ['Observe', 'Delete']],
  ])('first step: with %s it loses the right to delete', (_what, policies) =>
    expect(policiesOf(release(policies))).toEqual(KEPT),
  );

  test.each<[string, Json]>([
    ['what the first step left', KEPT],
    ['nothing but a look', ['Observe']],
  ])('second step: with %s it is left out', (_what, policies) => expect(release(policies)).toBeUndefined());
});

describe('a database that is taken off the list', () => {
  const call = (audit: ObservedState): TestResponse =>
    run({
      composite: composite({ cluster: { engine: 'pg' } }),
      policy: POLICY,
      observed: { cluster: clusterReady('pg'), 'database-orders': databaseReady('orders'), 'database-audit': audit },
    });

  test('goes in two steps, and a person is told', () => {
    const first = call(databaseReady('audit'));
    expect(policiesOf(first.composed['database-audit']?.resource)).toEqual(KEPT);
    expect(first.results.map(({ reason, message }) => [reason, message])).toEqual([
      ['DatabaseReleased', 'database "audit" is no longer managed; it stays at DigitalOcean with its data'],
    ]);
    const second = call(databaseReady('audit', KEPT));
    expect(Object.keys(second.composed).filter((key) => !key.startsWith('usage-'))).toEqual([
      'cluster',
      'user-orders',
      'database-orders',
    ]);
    expect(second.results).toEqual([]);
  });

  // Once it is observed, a database of another function would be taken for one of ours that has to leave.
  test('is not one that an earlier step of the pipeline desires', () => {
    const { resource } = databaseReady('audit');
    const response = run({
      composite: composite({ cluster: { engine: 'pg' } }),
      policy: POLICY,
      observed: { cluster: clusterReady('pg'), 'database-audit': databaseReady('audit') },
      desired: { resources: { 'database-audit': { resource } } },
    });
    expect(response.fatal).toBeUndefined();
    expect(response.composed['database-audit']?.resource).toEqual(resource);
  });
});
