import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/lib/json.js';
import { headlineOf } from '../../../tools/status/headline.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly conditions: readonly JsonObject[];
  readonly metadata?: JsonObject;
  readonly want: {
    readonly ready: boolean;
    readonly sentence: string;
    readonly reason: string;
    readonly since?: string;
  };
}

const BEFORE = '2026-11-30T00:00:00Z';
const CREATED = '2026-11-29T00:00:00Z';
const READY = [condition('Synced', 'True', 'ReconcileSuccess'), condition('Ready', 'True', 'Available')];

const CASES: readonly Case[] = [
  {
    name: 'Unseen',
    reason: 'no function, no Composition, or no Crossplane',
    conditions: [],
    want: { ready: false, sentence: 'nothing has looked at it yet', reason: '', since: CREATED },
  },
  {
    name: 'Ready',
    reason: 'what an application wants to know is the name of its Secret',
    conditions: [...READY, condition('ClusterReady', 'True', 'Available')],
    want: { ready: true, sentence: 'ready: Secret orders-credentials', reason: 'Available', since: BEFORE },
  },
  {
    name: 'NotSynced',
    reason: 'a Fatal result stops everything, whatever else is told',
    conditions: [
      condition('Synced', 'False', 'ReconcileError', 'cannot accept the binding'),
      condition('SpecAccepted', 'False', 'InvalidSpec', 'the list'),
    ],
    want: { ready: false, sentence: 'ReconcileError: cannot accept the binding', reason: 'ReconcileError' },
  },
  {
    name: 'SpecFirst',
    reason: 'what a person has to change is what all else waits for',
    conditions: [
      condition('Synced', 'True', 'ReconcileSuccess'),
      condition('ClusterReady', 'False', 'Creating', 'a cluster'),
      condition('SpecAccepted', 'False', 'AdoptionPending', 'a person'),
    ],
    want: { ready: false, sentence: 'AdoptionPending: a person', reason: 'AdoptionPending' },
  },
  {
    name: 'InOrder',
    reason: 'users wait for the cluster, not the other way round',
    conditions: [
      condition('UsersReady', 'False', 'WaitingForCluster', 'users'),
      condition('ClusterReady', 'False', 'CreationFailed', 'invalid region'),
    ],
    want: { ready: false, sentence: 'CreationFailed: invalid region', reason: 'CreationFailed' },
  },
  {
    name: 'Unknown',
    reason: 'what nobody knows does not hold',
    conditions: [condition('ClusterReady', 'Unknown', 'Lost')],
    want: { ready: false, sentence: 'ClusterReady is Lost', reason: 'Lost' },
  },
  {
    name: 'OnlyReadyLacks',
    reason: 'another step of the pipeline may have something of its own',
    conditions: [
      condition('Synced', 'True', 'ReconcileSuccess'),
      condition('Ready', 'False', 'Creating', 'Unready: bucket'),
    ],
    want: { ready: false, sentence: 'Creating: Unready: bucket', reason: 'Creating' },
  },
  {
    name: 'Circuit',
    reason: 'it is ready and does not follow',
    conditions: [...READY, condition('Responsive', 'False', 'WatchCircuitOpen', 'too many events')],
    want: { ready: false, sentence: 'WatchCircuitOpen: too many events', reason: 'WatchCircuitOpen' },
  },
  {
    name: 'ReadyButLost',
    reason: 'the worst of what holds is told',
    conditions: [
      ...READY,
      condition('ClusterReady', 'True', 'OpenToInternet', 'open'),
      condition('ConnectionReady', 'True', 'DataLost', 'made again, empty'),
    ],
    want: { ready: true, sentence: 'ready; DataLost: made again, empty', reason: 'DataLost' },
  },
  {
    name: 'Deleting',
    reason: 'nothing else matters then',
    conditions: READY,
    metadata: { deletionTimestamp: BEFORE, finalizers: ['composite.apiextensions.crossplane.io'] },
    want: {
      ready: false,
      sentence: 'it is being deleted, and waits for composite.apiextensions.crossplane.io',
      reason: 'Deleting',
      since: BEFORE,
    },
  },
];

test.each(CASES)('$name: $reason', ({ conditions, metadata, want }) => {
  const binding = {
    metadata: { creationTimestamp: CREATED, ...metadata },
    status: { binding: { name: 'orders-credentials' }, conditions },
  };
  expect(headlineOf(binding)).toEqual({ since: BEFORE, ...want });
});

function condition(type: string, status: string, reason: string, message = ''): JsonObject {
  return { type, status, reason, message, lastTransitionTime: BEFORE };
}
