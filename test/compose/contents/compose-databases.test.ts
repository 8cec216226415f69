import { describe, expect, test } from '@jest/globals';
import { composeDatabases } from '../../../src/compose/contents/compose-databases.js';
import { asList, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { composingOf } from '../../support/composing.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { factsOf, resolved, withConditions, withValue } from '../../support/stages.js';
import {
  CLUSTER_ID,
  CREATED_AT,
  clusterReady,
  binding as composite,
  databaseLost,
  databaseNameTaken,
  databaseReady,
  NOTE,
  POLICY,
} from '../../support/states.js';

const ALL = ['Observe', 'Create', 'Update', 'Delete'];
const KEPT = ['Observe', 'Create', 'Update'];
const LOOKED_AT = ['Observe'];

interface Given {
  readonly onLoss?: 'Stop' | 'Follow';
  readonly deletionPolicy?: 'Delete' | 'Orphan';
  /** In a referenced cluster. */
  readonly guest?: boolean;
  readonly open?: boolean;
}

function compose(state: ObservedState | undefined, given: Given = {}): JsonObject | undefined {
  const { onLoss = 'Stop', deletionPolicy = 'Delete', guest = false, open = true } = given;
  const target = guest ? { clusterRef: { uuid: CLUSTER_ID } } : { cluster: { engine: 'pg' } };
  const policy = { ...POLICY, onLoss, references: { uuids: ['*'] } };
  const binding = resolved({
    spec: { ...target, databases: [{ name: 'web' }], deletionPolicy },
    policy,
    running: 'pg',
    called: state ? { web: String(at(state.resource, 'spec', 'forProvider', 'name')) } : {},
  });
  const facts = factsOf({ cluster: clusterReady('pg'), ...(state ? { 'database-web': state } : {}) });
  const composing = composingOf(binding, facts, open);
  composeDatabases(composing);
  return composing.objects.get('database-web');
}

const annotation = (database: JsonObject | undefined, name: string): Json | undefined =>
  at(database, 'metadata', 'annotations', name);
const told = (database: JsonObject | undefined): Json => [
  asList(at(database, 'spec', 'managementPolicies')).join(' '),
  annotation(database, 'crossplane.io/external-name') ?? 'unnamed',
];

/** As the provider names it, and as it takes it to look only. */
const [NAME, IMPORT] = [`${CLUSTER_ID}/database/web`, `${CLUSTER_ID},web`];
const named = (state: ObservedState): ObservedState =>
  withValue(state, ['metadata', 'annotations', 'crossplane.io/external-name'], IMPORT);
const withPolicies = (state: ObservedState, policies: Json): ObservedState =>
  withValue(state, ['spec', 'managementPolicies'], policies);
const ready = databaseReady('web');
const taken = databaseNameTaken('web');
const sought = named(withPolicies(withConditions(taken), LOOKED_AT));
/** Looked for under its name, and not there after all. */
const missing = withValue(databaseLost('web'), ['status', 'atProvider'], {});
const young = withConditions(taken);
const notBegun = (state: ObservedState): ObservedState =>
  [NOTE, 'crossplane.io/external-create-pending'].reduce(
    (it, name) => withValue(it, ['metadata', 'annotations', name], undefined),
    state,
  );

describe('composeDatabases', () => {
  test.each<{ name: string; reason: string; state: ObservedState | undefined; given?: Given; want: Json }>([
    { name: 'New', reason: 'it is created', state: undefined, want: ['Observe Create Update', 'unnamed'] },
    { name: 'Young', reason: 'until it is there', state: young, want: ['Observe Create Update', 'unnamed'] },
    {
      name: 'Created',
      reason: 'there is nothing to change of it, and a loss shows only where it may not be made again',
      state: databaseReady('web', KEPT),
      want: ['Observe', IMPORT],
    },
    { name: 'Steady', reason: 'the same state gives the same manifest', state: ready, want: ['Observe', IMPORT] },
    {
      name: 'OfAnEarlierVersion',
      reason: 'it is deleted with its cluster and needs no right to be deleted by itself',
      state: databaseReady('web', ALL),
      want: ['Observe', IMPORT],
    },
    {
      name: 'Orphan',
      reason: 'it is kept with its cluster',
      state: ready,
      given: { deletionPolicy: 'Orphan' },
      want: ['Observe', IMPORT],
    },
    { name: 'NameTaken', reason: 'what is in its own cluster is observed', state: taken, want: ['Observe', IMPORT] },
    { name: 'Sought', reason: 'the provider has not looked yet', state: sought, want: ['Observe', IMPORT] },
    { name: 'Missing', reason: 'it is not there after all', state: missing, want: ['Observe Create Update', NAME] },
    {
      name: 'Lost',
      reason: 'an empty one in its place would be found by applications',
      state: databaseLost('web'),
      want: ['Observe', IMPORT],
    },
    {
      name: 'LostAndToFollow',
      reason: 'the policy wants it made again',
      state: databaseLost('web'),
      given: { onLoss: 'Follow' },
      want: ['Observe Create Update', NAME],
    },
    {
      name: 'NewOfGuest',
      reason: 'the cluster outlives the binding, so it has to be deleted by itself',
      state: undefined,
      given: { guest: true },
      want: ['Observe Create Update Delete', 'unnamed'],
    },
    {
      name: 'OfGuest',
      reason: 'it stays so',
      state: databaseReady('web', ALL),
      given: { guest: true },
      want: ['Observe Create Update Delete', NAME],
    },
    {
      name: 'OfGuestOrphan',
      reason: 'DigitalOcean keeps it',
      state: databaseReady('web', ALL),
      given: { guest: true, deletionPolicy: 'Orphan' },
      want: ['Observe Create Update', NAME],
    },
    {
      name: 'FoundByGuest',
      reason: 'the provider never began to create it, so somebody else did',
      state: notBegun(databaseReady('web', ALL)),
      given: { guest: true },
      want: ['Observe Create Update', NAME],
    },
    {
      name: 'NameTakenOfGuest',
      reason: 'what is in the cluster of others may be anybody’s, and is not taken over',
      state: taken,
      given: { guest: true },
      want: ['Observe Create Update Delete', 'unnamed'],
    },
  ])('$name: $reason', ({ state, given, want }) => {
    const database = compose(state, given);
    expect(told(database)).toEqual(want);
    const name = state || !given?.guest ? 'web' : 'shop_web';
    expect(at(database, 'spec', 'forProvider')).toEqual({ clusterId: CLUSTER_ID, name });
    expect(at(database, 'spec', 'writeConnectionSecretToRef')).toBeUndefined();
  });

  test('waits until its cluster is open, and once it exists never leaves', () => {
    expect(compose(undefined, { open: false })).toBeUndefined();
    expect(compose(ready, { open: false })).toBeDefined();
  });

  test('keeps name and cluster, which cannot change', () => {
    const moved = withValue(databaseReady('old'), ['spec', 'forProvider'], { clusterId: 'another', name: 'old' });
    expect(at(compose(moved), 'spec', 'forProvider')).toEqual({ clusterId: 'another', name: 'old' });
  });

  test('notes when it was created, once it is there, and keeps that', () => {
    const unnoted = withValue(ready, ['metadata', 'annotations', NOTE], undefined);
    const again = withValue(ready, ['metadata', 'annotations', 'crossplane.io/external-create-pending'], 'later');
    expect(annotation(compose(undefined), NOTE)).toBeUndefined();
    expect(annotation(compose(young), NOTE)).toBeUndefined();
    for (const state of [unnoted, ready, again, databaseLost('web')])
      expect(annotation(compose(state), NOTE)).toBe(CREATED_AT);
  });
});

describe('a database that is taken off the list', () => {
  const call = (audit: ObservedState): TestResponse =>
    run({
      composite: composite({ cluster: { engine: 'pg' } }),
      policy: POLICY,
      observed: { cluster: clusterReady('pg'), 'database-orders': databaseReady('orders'), 'database-audit': audit },
    });
  const TOLD = [['DatabaseReleased', 'database "audit" is no longer managed; it stays at DigitalOcean with its data']];
  const results = ({ results }: TestResponse): Json =>
    results.map(({ reason = null, message = null }) => [reason, message]);

  test('is left out, and a result says so', () => {
    const response = call(databaseReady('audit'));
    expect(Object.keys(response.composed)).toEqual(['cluster', 'user-orders', 'database-orders']);
    expect(results(response)).toEqual(TOLD);
  });

  test('leaves in two steps if the provider may delete it, and a result says when it is safe', () => {
    const first = call(databaseReady('audit', ALL));
    expect(at(first.composed['database-audit']?.resource, 'spec', 'managementPolicies')).toEqual(KEPT);
    expect(results(first)).toEqual([]);
    const second = call(databaseReady('audit', KEPT));
    expect(second.composed).not.toHaveProperty('database-audit');
    expect(results(second)).toEqual(TOLD);
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
