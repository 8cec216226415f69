import { describe, expect, test } from '@jest/globals';
import { leaveLost, lossOf } from '../../../src/compose/cluster/loss.js';
import { asList, at, type JsonObject } from '../../../src/lib/json.js';
import { LAYOUT_ANNOTATIONS } from '../../../src/observe/annotations.js';
import { type ObservedState, run } from '../../support/run.js';
import { factsOf, type Observed, resolved, withValue } from '../../support/stages.js';
import {
  applied,
  binding,
  CLUSTER_ID,
  clusterObserved,
  clusterReady,
  clusterReplaced,
  databaseReady,
  firewallReady,
  NEW_CLUSTER_ID,
  NOTE,
  POLICY,
  userSettled,
} from '../../support/states.js';

interface Given {
  readonly spec?: JsonObject;
  readonly onLoss?: 'Stop' | 'Follow';
}

const lossIn = (observed: Observed, { spec = { cluster: { engine: 'pg' } }, onLoss = 'Stop' }: Given = {}) => {
  const policy = { ...POLICY, onLoss, references: { uuids: ['*'] } };
  return lossOf(resolved({ spec, policy, running: 'pg' }), factsOf(observed));
};
const adopting = (uuid: string, adoptConfirmed: boolean): JsonObject => ({
  cluster: { engine: 'pg', adopt: uuid, adoptConfirmed },
});

const replaced = clusterReplaced('pg');
const secret = (cluster?: string): ObservedState =>
  applied({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'orders-credentials', annotations: cluster ? { [LAYOUT_ANNOTATIONS.cluster]: cluster } : {} },
  });
const inNew = (state: ObservedState): ObservedState =>
  withValue(state, ['spec', 'forProvider', 'clusterId'], NEW_CLUSTER_ID);

describe('whether a cluster was lost', () => {
  const LOST = { was: CLUSTER_ID, now: NEW_CLUSTER_ID };

  test.each<{ name: string; reason: string; observed: Observed; given?: Given; want: object | undefined }>([
    { name: 'None', reason: 'there is nothing to lose', observed: {}, want: undefined },
    {
      name: 'Running',
      reason: 'it is the one that was noted',
      observed: { cluster: clusterReady('pg') },
      want: undefined,
    },
    {
      name: 'Replaced',
      reason: 'another one is in its place, and nothing follows by itself',
      observed: { cluster: replaced },
      want: { ...LOST, isFollowed: false, isOver: false },
    },
    {
      name: 'NotNoted',
      reason: 'what is in another cluster shows it as well',
      observed: {
        cluster: withValue(replaced, ['metadata', 'annotations', NOTE], undefined),
        'user-web': userSettled('pg', 'web'),
      },
      want: { ...LOST, isFollowed: false, isOver: false },
    },
    {
      name: 'Follow',
      reason: 'the policy wants all to follow',
      observed: { cluster: replaced, 'user-web': userSettled('pg', 'web') },
      given: { onLoss: 'Follow' },
      want: { ...LOST, isFollowed: true, isOver: false },
    },
    {
      name: 'Adopted',
      reason: 'a person wants to go on with the empty one',
      observed: { cluster: replaced, 'user-web': userSettled('pg', 'web') },
      given: { spec: adopting(NEW_CLUSTER_ID, true) },
      want: { ...LOST, isFollowed: true, isOver: false },
    },
    {
      name: 'NotConfirmed',
      reason: 'a person has to confirm it',
      observed: { cluster: replaced },
      given: { spec: adopting(NEW_CLUSTER_ID, false) },
      want: { ...LOST, isFollowed: false },
    },
    {
      name: 'AdoptedBefore',
      reason: 'the spec still names the lost one',
      observed: { cluster: replaced },
      given: { spec: adopting(CLUSTER_ID, true) },
      want: { ...LOST, isFollowed: false },
    },
    {
      name: 'Referenced',
      reason: 'handing over does not undo the loss',
      observed: { cluster: withValue(clusterObserved('pg'), ['metadata', 'annotations', NOTE], NEW_CLUSTER_ID) },
      given: { spec: { clusterRef: { uuid: CLUSTER_ID } } },
      want: { was: NEW_CLUSTER_ID, now: CLUSTER_ID, isFollowed: false },
    },
  ])('$name: $reason', ({ observed, given, want }) => {
    const loss = lossIn(observed, given);
    if (want === undefined) expect(loss).toBeUndefined();
    else expect(loss).toMatchObject(want);
  });

  test.each<{ name: string; reason: string; observed: Observed; onLoss?: 'Stop' | 'Follow'; want: boolean }>([
    { name: 'NothingElse', reason: 'there is nothing that has to follow', observed: {}, want: true },
    {
      name: 'UserBehind',
      reason: 'it still belongs to the lost one',
      observed: { 'user-web': userSettled('pg', 'web'), 'secret-web': secret(NEW_CLUSTER_ID) },
      want: false,
    },
    {
      name: 'SecretBehind',
      reason: 'without a mark it leads to the lost one',
      observed: { 'user-web': inNew(userSettled('pg', 'web')), 'secret-web': secret() },
      want: false,
    },
    {
      name: 'FirewallBehind',
      reason: 'rules of the lost one are no rules of the new one',
      observed: { firewall: firewallReady({ kind: 'Firewall', spec: { forProvider: { clusterId: CLUSTER_ID } } }) },
      want: false,
    },
    {
      name: 'AllThere',
      reason: 'users, databases and Secrets are those of the new one',
      observed: {
        'user-web': inNew(userSettled('pg', 'web')),
        'database-web': inNew(databaseReady('web')),
        'secret-web': secret(NEW_CLUSTER_ID),
      },
      want: true,
    },
    {
      name: 'AllThereToStop',
      reason: 'what does not follow is never over',
      observed: { 'secret-web': secret(NEW_CLUSTER_ID) },
      onLoss: 'Stop',
      want: false,
    },
  ])('is over: $name: $reason', ({ observed, onLoss = 'Follow', want }) =>
    expect(lossIn({ cluster: replaced, ...observed }, { onLoss })?.isOver).toBe(want),
  );
});

// The condition names this way, so no policy may stand in it: the cluster is the binding's own.
test('the empty cluster may be used even if the policy allows no UUIDs', () => {
  const composite = binding(adopting(NEW_CLUSTER_ID, true));
  const told = (cluster: ObservedState): string | undefined =>
    run({ composite, policy: POLICY, observed: { cluster } }).fatal;
  expect(told(replaced)).toBeUndefined();
  expect(told(clusterReady('pg'))).toContain('is not among the UUIDs that the policy allows');
  expect(told(clusterObserved('pg'))).toContain('is not among the UUIDs that the policy allows');
});

describe('what belongs to a lost cluster', () => {
  const KEPT = ['Observe', 'Create', 'Update'];
  const ALL = [...KEPT, 'Delete'];
  const guard = (policies: readonly string[]): ObservedState =>
    firewallReady({ kind: 'Firewall', spec: { forProvider: { clusterId: CLUSTER_ID }, managementPolicies: policies } });
  const deletable = (state: ObservedState): ObservedState => withValue(state, ['spec', 'managementPolicies'], ALL);

  /** The policies of what stays desired, of a composition that desires all that is observed with all rights. */
  function left(observed: Observed, given: Given): Readonly<Record<string, string>> {
    const facts = factsOf({ cluster: replaced, ...observed });
    const objects = new Map<string, JsonObject>();
    for (const [key, { forProvider }] of facts.resources)
      objects.set(key, { kind: 'It', spec: { forProvider, managementPolicies: ALL } });
    leaveLost(objects, facts, lossIn({ cluster: replaced, ...observed }, given));
    objects.delete('cluster');
    return Object.fromEntries(
      [...objects].map(([key, object]) => [key, asList(at(object, 'spec', 'managementPolicies')).join(' ')]),
    );
  }

  const user = userSettled('pg', 'web');
  const STAYS = ALL.join(' ');

  test.each<{
    name: string;
    reason: string;
    observed: Observed;
    given?: Given;
    want: Readonly<Record<string, string>>;
  }>([
    { name: 'Stop', reason: 'a person decides', observed: { 'user-web': user }, want: { 'user-web': STAYS } },
    {
      name: 'Follow',
      reason: 'it is created again in the new one',
      observed: { 'user-web': user },
      given: { onLoss: 'Follow' },
      want: {},
    },
    {
      name: 'FollowWithDelete',
      reason: 'it first loses the right to delete, which the lost one would be asked for',
      observed: { 'user-web': deletable(user) },
      given: { onLoss: 'Follow' },
      want: { 'user-web': KEPT.join(' ') },
    },
    {
      name: 'Followed',
      reason: 'it belongs to the new one',
      observed: { 'user-web': inNew(user) },
      given: { onLoss: 'Follow' },
      want: { 'user-web': STAYS },
    },
    {
      name: 'Firewall',
      reason: 'without its rules the new one is open to everybody, so they always follow',
      observed: { firewall: guard(KEPT) },
      want: {},
    },
    {
      name: 'FirewallWithDelete',
      reason: 'it first loses the right to delete',
      observed: { firewall: guard(ALL) },
      want: { firewall: KEPT.join(' ') },
    },
    {
      name: 'Secret',
      reason: 'it is in no cluster, and is rewritten in place',
      observed: { 'secret-web': secret() },
      given: { onLoss: 'Follow' },
      want: { 'secret-web': STAYS },
    },
  ])('$name: $reason', ({ observed, given = {}, want }) => expect(left(observed, given)).toEqual(want));

  test('is none where nothing was lost', () => {
    const facts = factsOf({ cluster: clusterReady('pg'), firewall: guard(KEPT), 'user-web': user });
    const objects = new Map<string, JsonObject>([
      ['firewall', {}],
      ['user-web', {}],
    ]);
    leaveLost(objects, facts, undefined);
    expect([...objects.keys()]).toEqual(['firewall', 'user-web']);
  });
});
