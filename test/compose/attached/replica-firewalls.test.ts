import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { settled } from '../../rules/scenario.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { type Observed, withValue } from '../../support/stages.js';
import { binding, CLUSTER_ID, POLICY, REPLICA_ID } from '../../support/states.js';

const KEPT = ['Observe', 'Create', 'Update'];
const SOURCES = [{ type: 'tag', value: 'web' }];
const pg = (cluster: JsonObject): JsonObject => binding({ cluster: { engine: 'pg', ...cluster } });
const guarded = (names: readonly string[], fields: JsonObject = { trustedSources: SOURCES }): JsonObject =>
  pg({ replicas: names.map((name) => ({ name })), ...fields });
const WORLD = settled('pg', guarded(['ro']), POLICY);
const { 'firewall-ro': rules = { resource: {} }, 'replica-ro': replica = { resource: {} }, ...HOME } = WORLD;
const OPENED: JsonObject = { trustedSources: [], allowAll: true };

const respond = (composite: JsonObject, observed: Observed = WORLD): TestResponse =>
  run({ composite, policy: { ...POLICY, references: { uuids: ['*'] } }, observed });
const firewalls = ({ composed }: TestResponse): readonly string[] =>
  Object.keys(composed).filter((key) => key.startsWith('firewall'));
const specOf = ({ composed }: TestResponse, part: string): Json | undefined =>
  at(composed['firewall-ro']?.resource, 'spec', part);

describe('the rules of a replica', () => {
  test('are those of its cluster, for its own id', () => {
    expect(specOf(respond(guarded(['ro'])), 'forProvider')).toEqual({ clusterId: REPLICA_ID, rule: SOURCES });
  });

  test('wait until the replica has an id', () => {
    const young = withValue(replica, ['status'], {});
    expect(firewalls(respond(guarded(['ro']), HOME))).toEqual(['firewall']);
    expect(firewalls(respond(guarded(['ro']), { ...HOME, 'replica-ro': young }))).toEqual(['firewall']);
  });

  test('hold the cluster back until they are in force', () => {
    const { ClusterReady } = respond(guarded(['ro']), { ...HOME, 'replica-ro': replica }).conditions;
    expect(ClusterReady).toMatchObject({
      reason: 'Configuring',
      message: 'trusted sources of replica "ro": not in force yet',
    });
    expect(respond(guarded(['ro'])).conditions.ClusterReady?.reason).toBe('Available');
  });

  test('stay while the replica cannot be seen', () => {
    expect(firewalls(respond(guarded(['ro']), { ...HOME, 'firewall-ro': rules }))).toEqual(['firewall', 'firewall-ro']);
  });

  test('change with those of the cluster', () => {
    const trustedSources = [...SOURCES, { type: 'ip_addr', value: '192.0.2.0/24' }];
    expect(specOf(respond(guarded(['ro'], { trustedSources })), 'forProvider')).toMatchObject({ rule: trustedSources });
  });

  test('stay unless the spec allows everybody to connect', () => {
    expect(specOf(respond(guarded(['ro'], {})), 'forProvider')).toMatchObject({ rule: SOURCES });
  });

  test('leave in two steps if it does: without the right to delete they would outlive the resource', () => {
    const first = respond(guarded(['ro'], OPENED));
    expect([specOf(first, 'managementPolicies'), specOf(first, 'forProvider')]).toEqual([
      ['Observe', 'Create', 'Update', 'Delete'],
      { clusterId: REPLICA_ID, rule: SOURCES },
    ]);
    expect(firewalls(respond(guarded(['ro'], OPENED), { ...WORLD, 'firewall-ro': deletable(rules) }))).toEqual([
      'firewall',
    ]);
  });

  test('do not open a replica that is on its way out', () => {
    const first = respond(guarded([]));
    expect(firewalls(first)).toEqual(['firewall']);
    expect(at(first.composed['replica-ro']?.resource, 'spec', 'managementPolicies')).toContain('Delete');
  });

  test('lose the right to delete first, where they have it', () => {
    const first = respond(guarded([]), { ...WORLD, 'firewall-ro': deletable(rules) });
    expect(specOf(first, 'managementPolicies')).toEqual(KEPT);
  });

  test('stay when the cluster is handed over', () => {
    const handedOver = binding({ clusterRef: { uuid: CLUSTER_ID } });
    expect(firewalls(respond(handedOver))).toEqual([]);
    const first = respond(handedOver, { ...WORLD, 'firewall-ro': deletable(rules) });
    expect(specOf(first, 'managementPolicies')).toEqual(KEPT);
  });

  describe('of a replica that was created again', () => {
    const other = '00000000-33b2-4b6e-8f0a-7d2e4c6b8a90';
    const again: Observed = { ...WORLD, 'replica-ro': withValue(replica, ['status', 'atProvider', 'uuid'], other) };

    test('are not its rules: they leave, and the cluster waits for its own', () => {
      const response = respond(guarded(['ro']), again);
      expect(response.composed).not.toHaveProperty('firewall-ro');
      expect(response.conditions.ClusterReady).toMatchObject({
        reason: 'Configuring',
        message: 'trusted sources of replica "ro": not in force yet',
      });
    });

    test('lose the right to delete first, where they have it', () => {
      const response = respond(guarded(['ro']), { ...again, 'firewall-ro': deletable(rules) });
      expect(specOf(response, 'managementPolicies')).toEqual(KEPT);
      expect(response.composed['firewall-ro']?.ready).toBe(false);
    });

    test('are made once the others are gone', () => {
      const { 'firewall-ro': _, ...rest } = again;
      expect(specOf(respond(guarded(['ro']), rest), 'forProvider')).toEqual({ clusterId: other, rule: SOURCES });
    });
  });
});

function deletable(state: ObservedState): ObservedState {
  return withValue(state, ['spec', 'managementPolicies'], [...KEPT, 'Delete']);
}
