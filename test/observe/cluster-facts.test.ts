import { describe, expect, test } from '@jest/globals';
import { RUNNING_ENGINES } from '../../src/gen/binding.js';
import type { Json } from '../../src/lib/json.js';
import { type CreatedCluster, clusterFacts } from '../../src/observe/cluster-facts.js';
import type { ObservedState } from '../support/run.js';
import { condition, observedResource, withConditions, withValue } from '../support/stages.js';
import {
  CLUSTER_ID,
  clusterCreating,
  clusterReady,
  clusterRejected,
  clusterReplaced,
  clusterYoung,
  NEW_CLUSTER_ID,
  NOTE,
} from '../support/states.js';

const facts = (state: ObservedState) => clusterFacts(observedResource(state));

function created(state: ObservedState): Partial<CreatedCluster> {
  const found = facts(state);
  if (found.state !== 'created') throw new Error(`cannot use the case: the cluster is ${found.state}`);
  const { resource: _, ...rest } = found;
  return rest;
}

const READY: Omit<CreatedCluster, 'resource'> = {
  state: 'created',
  health: { state: 'ready' },
  controlled: true,
  id: CLUSTER_ID,
  replaced: undefined,
  name: 'shop-orders',
  engine: 'pg',
  version: '17',
  region: 'nyc3',
  size: 'db-s-1vcpu-1gb',
  nodeCount: 1,
  storageSizeMib: 10240,
  host: 'public-host',
  privateHost: 'private-host',
  port: 25060,
  database: 'defaultdb',
};

/** What is known when one value of the status is not what it should be: the spec's, where the spec has it too. */
const WITHOUT: Readonly<Record<string, Partial<CreatedCluster>>> = {
  id: {},
  name: {},
  engine: {},
  version: {},
  region: {},
  size: {},
  nodeCount: {},
  storageSizeMib: { storageSizeMib: undefined },
  host: { host: undefined },
  privateHost: { privateHost: undefined },
  port: { port: undefined },
  database: { database: undefined },
};

const BAD: readonly (Json | undefined)[] = [undefined, null, '', [], {}, true];

describe('clusterFacts', () => {
  test.each<{ name: string; reason: string; state: ObservedState; want: unknown }>([
    {
      name: 'Young',
      reason: 'a resource without a status waits',
      state: clusterYoung('pg'),
      want: { state: 'creating', health: { state: 'waiting' } },
    },
    {
      name: 'Creating',
      reason: 'the id appears after minutes',
      state: clusterCreating('pg'),
      want: { state: 'creating', health: { state: 'waiting' } },
    },
    {
      name: 'Rejected',
      reason: 'a creation can fail',
      state: clusterRejected('pg', 'invalid region: '),
      want: { state: 'creating', health: { state: 'failing', message: 'invalid region' } },
    },
    { name: 'Ready', reason: 'everything is known', state: clusterReady('pg'), want: READY },
  ])('$name: $reason', ({ state, want }) => expect(facts(state)).toMatchObject(Object(want)));

  test('without a resource there is no cluster', () => expect(clusterFacts(undefined)).toEqual({ state: 'absent' }));

  describe.each(Object.entries(WITHOUT))('a status without a good %s', (key, want) => {
    test.each(BAD.map((value) => [value]))('%j', (value) => {
      const state = withValue(clusterReady('pg'), ['status', 'atProvider', key], value);
      expect(created(state)).toEqual({ ...READY, ...want });
    });
  });

  test.each([
    ['status'],
    ['status', 'atProvider'],
    ['spec'],
    ['spec', 'forProvider'],
    ['metadata'],
    ['metadata', 'annotations'],
  ])('no value at %s.%s crashes it', (...path) => {
    for (const value of BAD)
      expect(facts(withValue(clusterReady('pg'), path.filter(Boolean), value)).state).toBe('created');
  });

  test('the external name is the id if the status has none', () => {
    expect(created(withValue(clusterReady('pg'), ['status'], undefined)).id).toBe(CLUSTER_ID);
  });

  describe('a cluster that was lost', () => {
    const NAME = ['metadata', 'annotations', 'crossplane.io/external-name'];
    const young = withValue(clusterReady('pg'), NAME, NEW_CLUSTER_ID);
    const replaced = clusterReplaced('pg');
    const noted = (note: Json | undefined): ObservedState =>
      withValue(replaced, ['metadata', 'annotations', NOTE], note);

    test('goes by the external name, which the provider changes first, not by the status, which still shows the lost one', () => {
      expect(created(young)).toEqual({
        ...READY,
        id: NEW_CLUSTER_ID,
        replaced: CLUSTER_ID,
        health: { state: 'waiting' },
        storageSizeMib: undefined,
        host: undefined,
        privateHost: undefined,
        port: undefined,
        database: undefined,
      });
    });

    test('is failing if the provider says so, whatever its status shows', () => {
      const refused = withConditions(young, condition('Synced', 'False', 'observe failed: 503'));
      expect(created(refused).health).toEqual({ state: 'failing', message: '503' });
    });

    test('is known by the note of the earlier one', () => {
      expect(created(replaced)).toEqual({ ...READY, id: NEW_CLUSTER_ID, replaced: CLUSTER_ID });
    });

    test.each<[note: Json | undefined, reason: string]>([
      [undefined, 'nothing was noted'],
      [NEW_CLUSTER_ID, 'it is the one that was noted'],
      ['imported', 'no id'],
      [7, 'no text'],
    ])('was not lost if the note is %p: %s', (note) => expect(created(noted(note)).replaced).toBeUndefined());
  });

  test('an external name that is not an id does not count if the status has one', () => {
    const odd = withValue(clusterReady('pg'), ['metadata', 'annotations', 'crossplane.io/external-name'], 'orders');
    expect(created(odd)).toEqual(READY);
  });

  test.each(RUNNING_ENGINES)('%s is an engine', (engine) => {
    expect(created(withValue(clusterReady('pg'), ['status', 'atProvider', 'engine'], engine)).engine).toBe(engine);
  });

  test.each<[Json, number | undefined, string]>([
    ['61440', 61440, 'the provider writes it as a string'],
    ['0', undefined, 'Valkey has no storage to choose'],
    ['-1', undefined, 'no size'],
    ['1.5', undefined, 'no size'],
    ['1e9', undefined, 'no size'],
    [10240, undefined, 'the provider never writes a number'],
  ])('storage %p is %p: %s', (value, want) => {
    expect(
      created(withValue(clusterReady('pg'), ['status', 'atProvider', 'storageSizeMib'], value)).storageSizeMib,
    ).toBe(want);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '25060'])('%p is no port', (value) => {
    expect(created(withValue(clusterReady('pg'), ['status', 'atProvider', 'port'], value)).port).toBeUndefined();
  });
});
