import { describe, expect, test } from '@jest/globals';
import { composeUser } from '../../src/compose/compose-user.js';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';
import { clusterFacts } from '../../src/observe/cluster-facts.js';
import type { ObservedState } from '../support/run.js';
import { condition, observedResource, resolved, withConditions, withValue } from '../support/stages.js';
import { CLUSTER_ID, clusterReady, POLICY, userSettled, userStuck, userYoung } from '../support/states.js';

type Mode = 'Manage' | 'Observe';

interface Given {
  readonly mode?: Mode;
  readonly deletionPolicy?: 'Delete' | 'Orphan';
  readonly open?: boolean;
  readonly cluster?: ObservedState | undefined;
}

/** What is desired of the user `web` after it was observed in a state. */
function compose(state: ObservedState | undefined, given: Given = {}): JsonObject | undefined {
  const { mode = 'Manage', deletionPolicy = 'Delete', open = true } = given;
  const cluster = 'cluster' in given ? given.cluster : clusterReady('pg');
  const binding = resolved({
    spec: { cluster: { engine: 'pg' }, users: [{ name: 'web', mode }], deletionPolicy },
    policy: POLICY,
  });
  const home = { cluster: clusterFacts(cluster && observedResource(cluster)), open };
  return composeUser(binding, { name: 'web', mode }, home, state && observedResource(state));
}

const EXTERNAL_NAME = 'crossplane.io/external-name';
const told = (user: JsonObject | undefined): Json => ({
  externalName: at(user, 'metadata', 'annotations', EXTERNAL_NAME) ?? null,
  policies: at(user, 'spec', 'managementPolicies') ?? null,
});
const FULL = ['Observe', 'Create', 'Update', 'Delete'];
const KEPT = ['Observe', 'Create', 'Update'];
const IMPORTED = `${CLUSTER_ID},web`;
const young = userYoung('web');
const stuck = userStuck('pg', 'web');
const settled = userSettled('pg', 'web');
/** A user that was only looked at, and is there. */
const observed = withValue(settled, ['spec', 'managementPolicies'], ['Observe']);

describe('a user', () => {
  test.each<{ name: string; reason: string; state: ObservedState | undefined; given?: Given; want: Json }>([
    {
      name: 'New',
      reason: 'is created under its bare name',
      state: undefined,
      want: { externalName: 'web', policies: FULL },
    },
    {
      name: 'Young',
      reason: 'stays as it is until it exists',
      state: young,
      want: { externalName: 'web', policies: FULL },
    },
    {
      name: 'Stuck',
      reason: 'settles as soon as the provider has overwritten its external name',
      state: stuck,
      want: { externalName: IMPORTED, policies: ['Observe', 'Delete'] },
    },
    {
      name: 'Settled',
      reason: 'stays settled: the same state gives the same manifest',
      state: settled,
      want: { externalName: IMPORTED, policies: ['Observe', 'Delete'] },
    },
    {
      name: 'NewOrphan',
      reason: 'DigitalOcean keeps it when the binding goes',
      state: undefined,
      given: { deletionPolicy: 'Orphan' },
      want: { externalName: 'web', policies: KEPT },
    },
    {
      name: 'SettledOrphan',
      reason: 'DigitalOcean keeps it when the binding goes',
      state: settled,
      given: { deletionPolicy: 'Orphan' },
      want: { externalName: IMPORTED, policies: ['Observe'] },
    },
    {
      name: 'NewObserved',
      reason: 'only this form of the external name imports',
      state: undefined,
      given: { mode: 'Observe' },
      want: { externalName: IMPORTED, policies: ['Observe'] },
    },
    {
      name: 'FromManageToObserve',
      reason: 'it is no longer deleted with the binding',
      state: settled,
      given: { mode: 'Observe' },
      want: { externalName: IMPORTED, policies: ['Observe'] },
    },
    {
      name: 'FromManageToObserveWhileYoung',
      reason: 'it is imported at once',
      state: young,
      given: { mode: 'Observe' },
      want: { externalName: IMPORTED, policies: ['Observe'] },
    },
    {
      name: 'FromObserveToManage',
      reason: 'what exists is not created again, but is deleted with the binding from now on',
      state: observed,
      want: { externalName: IMPORTED, policies: ['Observe', 'Delete'] },
    },
  ])('$name: $reason', ({ state, given, want }) => expect(told(compose(state, given))).toEqual(want));

  test('waits until its cluster is open, and once it exists never leaves', () => {
    expect(compose(undefined, { open: false })).toBeUndefined();
    for (const state of [young, stuck, settled])
      for (const cluster of [undefined, clusterReady('pg')])
        expect(compose(state, { open: false, cluster })).toBeDefined();
  });

  test('stays in the cluster that it was made in', () => {
    const other = withValue(clusterReady('pg'), ['status', 'atProvider', 'id'], 'another');
    expect(at(compose(settled, { cluster: other }), 'spec', 'forProvider')).toEqual({ clusterId: CLUSTER_ID });
  });

  test('always has its password written somewhere: it may be told only once', () => {
    for (const state of [undefined, young, stuck, settled])
      expect(at(compose(state), 'spec', 'writeConnectionSecretToRef')).toEqual({ name: 'orders-user-web-conn' });
  });

  // Somebody observed a user that never was, and now wants it made: nothing ever creates it.
  test('that was looked for and is not there can be created', () => {
    const missing = withConditions(
      observed,
      condition('Synced', 'False', 'observe failed: cannot run import: import failed'),
    );
    const state = withValue(missing, ['status', 'atProvider'], {});
    expect(told(compose(state))).toEqual({ externalName: 'web', policies: FULL });
  });

  // The id of its cluster stands in the external name too; the bare name would never import again.
  test('that is settled keeps its external name, whatever else is missing', () => {
    const bare = withValue(withValue(settled, ['spec', 'forProvider'], {}), ['status', 'atProvider'], {});
    expect(told(compose(bare, { cluster: undefined }))).toEqual({
      externalName: IMPORTED,
      policies: ['Observe', 'Delete'],
    });
  });
});
