import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { run, type TestResponse } from '../support/run.js';
import { type Observed, withValue } from '../support/stages.js';
import { binding, CLUSTER_ID, POLICY, REPLICA_ID } from '../support/states.js';

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

  test('stay where nobody says that everybody may connect', () => {
    expect(specOf(respond(guarded(['ro'], {})), 'forProvider')).toMatchObject({ rule: SOURCES });
    expect(firewalls(respond(guarded(['ro'], OPENED)))).toEqual([]);
  });

  test('do not open a replica that is on its way out', () => {
    const first = respond(guarded([]));
    expect(specOf(first, 'managementPolicies')).toEqual(['Observe', 'Create', 'Update']);
    expect(first.composed).not.toHaveProperty('replica-ro');
    const kept = withValue(rules, ['spec', 'managementPolicies'], ['Observe', 'Create', 'Update']);
    expect(firewalls(respond(guarded([]), { ...HOME, 'firewall-ro': kept }))).toEqual(['firewall']);
  });

  test('stay when the cluster is handed over', () => {
    const handedOver = respond(binding({ clusterRef: { uuid: CLUSTER_ID } }));
    expect(specOf(handedOver, 'managementPolicies')).toEqual(['Observe', 'Create', 'Update']);
  });

  test('of a replica that was made anew are not its rules', () => {
    const other = withValue(replica, ['status', 'atProvider', 'uuid'], '00000000-33b2-4b6e-8f0a-7d2e4c6b8a90');
    const response = respond(guarded(['ro']), { ...WORLD, 'replica-ro': other });
    expect(response.composed['firewall-ro']?.ready).toBe(false);
    expect(response.conditions.ClusterReady).toMatchObject({
      reason: 'ProviderError',
      message: expect.stringContaining('delete the resource to have it made anew'),
    });
  });
});
