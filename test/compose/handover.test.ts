import { describe, expect, test } from '@jest/globals';
import { pendingHandovers } from '../../src/compose/handover.js';
import type { JsonObject } from '../../src/lib/json.js';
import type { ObservedState } from '../support/run.js';
import { factsOf, withValue } from '../support/stages.js';
import { applied, clusterObserved, clusterReady, databaseReady, userOfGuest, userSettled } from '../support/states.js';

const ALL = ['Observe', 'Create', 'Update', 'Delete'];
const KEPT = ['Observe', 'Create', 'Update'];
const LOOKED_AT = ['Observe'];

const desired = (managementPolicies: readonly string[]): JsonObject => ({ spec: { managementPolicies } });
const observedWith = (managementPolicies: readonly string[] | undefined): ObservedState =>
  withValue(databaseReady('web'), ['spec', 'managementPolicies'], managementPolicies);

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly observed: Readonly<Record<string, ObservedState>>;
  readonly desired: Readonly<Record<string, JsonObject>>;
  readonly want: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'Cluster',
    reason: 'the API server still shows the right to delete it',
    observed: { cluster: clusterReady('pg') },
    desired: { cluster: desired(LOOKED_AT) },
    want: ['cluster'],
  },
  {
    name: 'HandedOver',
    reason: 'the observed policies already allow only observing it',
    observed: { cluster: clusterObserved('pg') },
    desired: { cluster: desired(LOOKED_AT) },
    want: [],
  },
  {
    name: 'Orphan',
    reason: 'DigitalOcean is to keep it when the binding is deleted',
    observed: { cluster: clusterReady('pg') },
    desired: { cluster: desired(KEPT) },
    want: ['cluster'],
  },
  {
    name: 'Steady',
    reason: 'it is deleted with the binding, as intended',
    observed: { cluster: clusterReady('pg') },
    desired: { cluster: desired(ALL) },
    want: [],
  },
  {
    name: 'ContentsOfAnEarlierVersion',
    reason: 'they lose a right that they do not need: they are deleted with their cluster anyway',
    observed: { cluster: clusterReady('pg'), 'database-web': observedWith(ALL), 'user-web': userOfGuest('pg', 'web') },
    desired: { cluster: desired(ALL), 'database-web': desired(LOOKED_AT), 'user-web': desired(LOOKED_AT) },
    want: [],
  },
  {
    name: 'ContentsOfAGuest',
    reason: 'the cluster stays, so they could be lost by themselves',
    observed: {
      cluster: clusterObserved('pg'),
      'database-web': observedWith(ALL),
      'user-web': userOfGuest('pg', 'web'),
    },
    desired: { cluster: desired(LOOKED_AT), 'database-web': desired(KEPT), 'user-web': desired(['Observe', 'Delete']) },
    want: ['database-web'],
  },
  {
    name: 'Everything',
    reason: 'all of it stays',
    observed: {
      cluster: clusterReady('pg'),
      'database-web': observedWith(['*']),
      'user-web': userSettled('pg', 'web'),
    },
    desired: { cluster: desired(KEPT), 'database-web': desired(KEPT), 'user-web': desired(LOOKED_AT) },
    want: ['cluster', 'database-web'],
  },
  {
    name: 'NoPolicies',
    reason: 'none stand for all',
    observed: { 'database-web': observedWith(undefined) },
    desired: { 'database-web': desired(KEPT) },
    want: ['database-web'],
  },
  {
    name: 'NotThereYet',
    reason: 'what is about to be made cannot be lost',
    observed: {},
    desired: { cluster: desired(KEPT) },
    want: [],
  },
  {
    name: 'LeftOut',
    reason: 'what is not desired goes by what is observed: others look after that',
    observed: { cluster: clusterObserved('pg'), 'database-web': observedWith(ALL) },
    desired: { cluster: desired(LOOKED_AT) },
    want: [],
  },
  {
    name: 'Secret',
    reason: 'what has no policies does not exist at DigitalOcean',
    observed: { cluster: clusterObserved('pg'), 'secret-web': applied({ apiVersion: 'v1', kind: 'Secret' }) },
    desired: { cluster: desired(LOOKED_AT), 'secret-web': { apiVersion: 'v1', kind: 'Secret' } },
    want: [],
  },
];

describe('what is handed over and could still be lost', () => {
  test.each(CASES)('$name: $reason', ({ observed, desired, want }) =>
    expect(
      pendingHandovers({ deletionPolicy: 'Orphan' }, factsOf(observed).resources, new Map(Object.entries(desired))),
    ).toEqual(want),
  );
});
