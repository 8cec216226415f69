import { describe, expect, test } from '@jest/globals';
import { composeTarget } from '../../../src/compose/cluster/compose-target.js';
import { lossOf } from '../../../src/compose/cluster/loss.js';
import { asList, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import type { ObservedState } from '../../support/run.js';
import { factsOf, resolved, sentence, withValue } from '../../support/stages.js';
import {
  CLUSTER_ID,
  clusterCreating,
  clusterObserved,
  clusterReady,
  clusterReplaced,
  NEW_CLUSTER_ID,
  NOTE,
  POLICY,
} from '../../support/states.js';

const REFERENCED: JsonObject = { clusterRef: { uuid: CLUSTER_ID } };

function compose(spec: JsonObject, state: ObservedState | undefined, policy: JsonObject = {}) {
  const given = { ...POLICY, references: { uuids: ['*'] }, ...policy };
  const binding = resolved({ spec, policy: given, running: 'pg' });
  const facts = factsOf(state ? { cluster: state } : {});
  return composeTarget(binding, facts.cluster, lossOf(binding, facts));
}

const forProvider = (object: JsonObject | undefined): Json | undefined => at(object, 'spec', 'forProvider');
const policies = (object: JsonObject | undefined): string => asList(at(object, 'spec', 'managementPolicies')).join(' ');

describe('a cluster that is handed over', () => {
  // The API server refuses a forProvider whose every field one apply takes away, and the Cluster would keep its `Delete`.
  test.each<{ name: string; reason: string; state: ObservedState; want: JsonObject }>([
    { name: 'Controlled', reason: 'the name stays', state: clusterReady('pg'), want: { name: 'shop-orders' } },
    {
      name: 'HandedOver',
      reason: 'the same state gives the same',
      state: clusterObserved('pg'),
      want: { name: 'shop-orders' },
    },
    {
      name: 'NameOnlyTold',
      reason: 'what the provider tells is as good',
      state: withValue(clusterReady('pg'), ['spec', 'forProvider'], { engine: 'pg' }),
      want: { name: 'shop-orders' },
    },
    {
      name: 'NoName',
      reason: 'any field is better than none',
      state: withValue(
        withValue(clusterReady('pg'), ['spec', 'forProvider'], { nodeCount: 1, size: 'a', region: 'b' }),
        ['status'],
        {},
      ),
      want: { size: 'a' },
    },
    {
      name: 'NothingApplied',
      reason: 'a field that was not there cannot be lost',
      state: withValue(withValue(clusterReady('pg'), ['spec', 'forProvider'], {}), ['status'], {}),
      want: {},
    },
  ])('keeps a field: $name: $reason', ({ state, want }) => {
    const { object } = compose(REFERENCED, state);
    expect(forProvider(object)).toEqual(want);
    expect(policies(object)).toBe('Observe');
    expect(at(object, 'metadata', 'annotations', 'crossplane.io/external-name')).toBe(CLUSTER_ID);
  });

  test('keeps its note', () => {
    expect(at(compose(REFERENCED, clusterReady('pg')).object, 'metadata', 'annotations', NOTE)).toBe(CLUSTER_ID);
    expect(at(compose(REFERENCED, clusterObserved('pg')).object, 'metadata', 'annotations', NOTE)).toBeUndefined();
  });
});

test('a cluster that is only referenced begins without a field, since nothing of it is known', () => {
  expect(forProvider(compose(REFERENCED, undefined).object)).toEqual({});
});

test('a cluster that is observed before its adoption keeps a field, too', () => {
  const { object } = compose({ cluster: { engine: 'pg', adopt: CLUSTER_ID } }, clusterObserved('pg'));
  expect([policies(object), forProvider(object)]).toEqual(['Observe', { name: 'shop-orders' }]);
});

describe('whether the binding may use its cluster, and make something in it', () => {
  const controlled: JsonObject = { cluster: { engine: 'pg' } };
  const adopting: JsonObject = { cluster: { engine: 'pg', adopt: NEW_CLUSTER_ID, adoptConfirmed: true } };
  test.each<{
    name: string;
    reason: string;
    spec?: JsonObject;
    state: ObservedState | undefined;
    policy?: JsonObject;
    want: { readonly ready: boolean; readonly open: boolean };
  }>([
    { name: 'None', reason: 'there is no cluster', state: undefined, want: { ready: false, open: false } },
    { name: 'Creating', reason: 'it has no id', state: clusterCreating('pg'), want: { ready: false, open: false } },
    { name: 'Ready', reason: 'it is there', state: clusterReady('pg'), want: { ready: true, open: true } },
    {
      name: 'Lost',
      reason: 'nothing follows to an empty one by itself',
      state: clusterReplaced('pg'),
      want: { ready: true, open: false },
    },
    {
      name: 'LostAndToFollow',
      reason: 'the policy wants it',
      state: clusterReplaced('pg'),
      policy: { onLoss: 'Follow' },
      want: { ready: true, open: true },
    },
    {
      name: 'LostAndAdopted',
      reason: 'a person wants it',
      spec: adopting,
      state: clusterReplaced('pg'),
      want: { ready: true, open: true },
    },
    {
      name: 'Referenced',
      reason: 'it is granted',
      spec: REFERENCED,
      state: clusterObserved('pg'),
      want: { ready: true, open: true },
    },
  ])('$name: $reason', ({ spec = controlled, state, policy, want }) =>
    expect(compose(spec, state, policy)).toMatchObject(want),
  );
});

describe('adopting another cluster', () => {
  const adopt = (uuid: string, state: ObservedState): readonly string[] =>
    compose({ cluster: { engine: 'pg', adopt: uuid, adoptConfirmed: true } }, state).refusals.map(sentence);

  test('is refused: a binding keeps its own', () => {
    expect(adopt(NEW_CLUSTER_ID, clusterReady('pg'))).toEqual([
      expect.stringContaining(`spec.cluster.adopt: cannot change from ${CLUSTER_ID} to ${NEW_CLUSTER_ID}`),
    ]);
  });

  test.each([
    [CLUSTER_ID, 'the lost one, which the spec named before'],
    [NEW_CLUSTER_ID, 'the one in its place, to go on with that'],
  ])('is not what a spec says that names %s after a loss: %s', (uuid) =>
    expect(adopt(uuid, clusterReplaced('pg'))).toEqual([]),
  );
});
