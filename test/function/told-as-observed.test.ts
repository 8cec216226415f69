import { describe, expect, test } from '@jest/globals';
import { at } from '../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { withValue } from '../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterObserved,
  clusterReady,
  clusterReplaced,
  firewallReady,
  NEW_CLUSTER_ID,
  NOTE,
  POLICY,
  userOfGuest,
  watchGone,
} from '../support/states.js';

// What a condition says follows from what was observed, and not from what was asked for.

const failing = (state: ObservedState, message: string): ObservedState =>
  withValue(
    state,
    ['status', 'conditions'],
    [
      { type: 'Ready', status: 'True', reason: 'Available' },
      { type: 'Synced', status: 'False', reason: 'ReconcileError', message },
    ],
  );

describe('a guest’s user that is gone while its cluster cannot be used', () => {
  const request = {
    composite: binding({ clusterRef: { uuid: CLUSTER_ID }, users: [{ name: 'web' }] }),
    policy: { ...POLICY, references: { uuids: ['*'] } },
    observed: {
      cluster: failing(clusterObserved('pg'), 'observe failed: 503 Service Unavailable'),
      'user-web': userOfGuest('pg', 'shop_web'),
      'watch-web': watchGone('shop_web'),
    },
  };

  test('stays told, and goes on to be looked at', () => {
    const { composed, conditions } = run(request);
    expect(conditions.UsersReady?.reason).toBe('UserLost');
    expect(conditions.UsersReady?.message).toContain('once the cluster can be used');
    expect(Object.keys(composed)).toEqual(expect.arrayContaining(['user-web', 'watch-web']));
    expect(at(composed['user-web']?.resource, 'spec', 'managementPolicies')).toEqual(['Observe', 'Delete']);
  });
});

describe('a second loss', () => {
  test.each([
    ['names the first new cluster', CLUSTER_ID],
    ['names the second one', NEW_CLUSTER_ID],
  ])('is told where the spec %s, which no policy lists', (_what, adopt) => {
    const response = run({
      composite: binding({ cluster: { engine: 'pg', adopt, adoptConfirmed: adopt === CLUSTER_ID } }),
      policy: POLICY,
      observed: { cluster: clusterReplaced('pg') },
    });
    expect(response.fatal).toBeUndefined();
    expect(response.conditions.ClusterReady?.reason).toBe('ClusterLost');
  });

  test('is not made good by handing the cluster over', () => {
    const lost = withValue(clusterObserved('pg'), ['metadata', 'annotations', NOTE], NEW_CLUSTER_ID);
    const { conditions } = run({
      composite: binding({ clusterRef: { uuid: CLUSTER_ID } }),
      policy: { ...POLICY, references: { uuids: ['*'] } },
      observed: { cluster: lost },
    });
    expect(conditions.ClusterReady?.reason).toBe('ClusterLost');
  });
});

describe('trusted sources', () => {
  const source = (value: string) => ({ type: 'tag', value });
  const respond = (asked: string, firewall: ObservedState): TestResponse =>
    run({
      composite: binding({ cluster: { engine: 'pg', trustedSources: [source(asked)] }, databases: [] }),
      policy: POLICY,
      observed: { cluster: clusterReady('pg'), firewall },
    });
  const made = (asked: string): ObservedState => {
    const { composed } = run({
      composite: binding({ cluster: { engine: 'pg', trustedSources: [source(asked)] } }),
      policy: POLICY,
      observed: { cluster: clusterReady('pg') },
    });
    return firewallReady(composed.firewall?.resource ?? {});
  };

  test.each([
    ['as asked for', made('web'), 'Available'],
    ['not applied yet', made('batch'), 'Configuring'],
    ['applied, and not dealt with yet', withValue(made('web'), ['metadata', 'generation'], 9), 'Configuring'],
  ])('that are %s: %#', (_what, firewall, reason) =>
    expect(respond('web', firewall).conditions.ClusterReady?.reason).toBe(reason),
  );
});
