import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { settled } from '../../rules/scenario.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { type Observed, withValue } from '../../support/stages.js';
import { binding, CLUSTER_ID, clusterReplaced, NEW_CLUSTER_ID, POLICY } from '../../support/states.js';

const KEPT = ['Observe', 'Create', 'Update'];
const ALL = [...KEPT, 'Delete'];
const OFFICE = { type: 'ip_addr', value: '192.0.2.0/24' };
const KUBERNETES = { type: 'k8s', value: '3f2a0c52-8d1e-4c5b-9a77-0c1d2e3f4a5b' };
const CLOSED: JsonObject = { cluster: { engine: 'pg', trustedSources: [OFFICE] } };

const withSources = (trustedSources: readonly Json[], more: JsonObject = {}): JsonObject => ({
  cluster: { engine: 'pg', trustedSources, ...more },
});

/** What is answered after an edit of a binding that was settled before. */
function afterEdit(before: JsonObject, after: JsonObject, policy: JsonObject = POLICY): TestResponse {
  const observed = settled('pg', binding(before), POLICY);
  return run({ composite: binding(after), policy, observed });
}

const rulesOf = ({ composed }: TestResponse): Json | undefined =>
  at(composed.firewall?.resource, 'spec', 'forProvider', 'rule');
const policiesOf = ({ composed }: TestResponse): Json | undefined =>
  at(composed.firewall?.resource, 'spec', 'managementPolicies');

describe('trusted sources', () => {
  test("are one firewall with the policy's sources first, each once", () => {
    const policy = { ...POLICY, trustedSources: [KUBERNETES, OFFICE] };
    const composite = binding(withSources([OFFICE, { type: 'tag', value: 'web' }]));
    const { composed, conditions } = run({ composite, policy, observed: settled('pg', composite, policy) });
    expect(composed.firewall).toEqual({
      resource: {
        apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
        kind: 'Firewall',
        spec: {
          forProvider: { clusterId: CLUSTER_ID, rule: [KUBERNETES, OFFICE, { type: 'tag', value: 'web' }] },
          managementPolicies: KEPT,
          providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
        },
      },
      ready: true,
    });
    expect(conditions.ClusterReady).toMatchObject({ status: 'TRUE', reason: 'Available' });
  });

  test('hold the cluster back until they are in force', () => {
    const { cluster } = settled('pg', binding(CLOSED), POLICY);
    const { conditions, compositeReady } = run({
      composite: binding(CLOSED),
      policy: POLICY,
      observed: { cluster } as Readonly<Record<string, ObservedState>>,
    });
    expect(conditions.ClusterReady).toEqual({
      status: 'FALSE',
      reason: 'Configuring',
      message: 'trusted sources: not in force yet',
    });
    expect(compositeReady).toBe('READY_FALSE');
  });

  test('that are missing are reported', () => {
    const { conditions } = afterEdit({ cluster: { engine: 'pg' } }, { cluster: { engine: 'pg' } });
    expect(conditions.ClusterReady).toMatchObject({ status: 'TRUE', reason: 'OpenToInternet' });
  });
});

test('a binding that opens its cluster from the start has no firewall, and a condition says so', () => {
  const opened = withSources([], { allowAll: true });
  const { composed, conditions } = afterEdit(opened, opened);
  expect(composed.firewall).toBeUndefined();
  expect(conditions.SpecAccepted?.reason).toBe('Accepted');
  expect(conditions.ClusterReady).toMatchObject({ status: 'TRUE', reason: 'OpenToInternet' });
});

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly after: JsonObject;
  readonly rules: Json | undefined;
  readonly accepted: string;
}

const EDITS: readonly Case[] = [
  {
    name: 'Another',
    reason: 'a change is made in place',
    after: withSources([KUBERNETES]),
    rules: [KUBERNETES],
    accepted: 'Accepted',
  },
  {
    name: 'Forgotten',
    reason: 'a list that is gone opens nothing',
    after: { cluster: { engine: 'pg' } },
    rules: [OFFICE],
    accepted: 'TrustedSourcesKept',
  },
  {
    name: 'Emptied',
    reason: 'an empty list alone opens nothing',
    after: withSources([]),
    rules: [OFFICE],
    accepted: 'TrustedSourcesKept',
  },
  {
    name: 'Opened',
    reason: 'an explicit allowAll does, in two steps',
    after: withSources([], { allowAll: true }),
    rules: [OFFICE],
    accepted: 'Accepted',
  },
];

describe('an edit of trusted sources', () => {
  test.each(EDITS)('$name: $reason', ({ after, rules, accepted }) => {
    const response = afterEdit(CLOSED, after);
    expect(rulesOf(response)).toEqual(rules);
    expect(response.conditions.SpecAccepted?.reason).toBe(accepted);
  });

  test("never takes the policy's away, not even with allowAll", () => {
    const policy = { ...POLICY, trustedSources: [KUBERNETES] };
    const response = afterEdit(CLOSED, withSources([], { allowAll: true }), policy);
    expect(rulesOf(response)).toEqual([KUBERNETES]);
    expect(response.conditions.SpecAccepted).toMatchObject({
      status: 'FALSE',
      reason: 'TrustedSourcesKept',
      message: expect.stringContaining('spec.cluster.allowAll'),
    });
  });

  test("follows the policy's in place, and keeps the last ones when the policy no longer has any", () => {
    const before = { ...POLICY, trustedSources: [KUBERNETES, OFFICE] };
    const composite = binding({ cluster: { engine: 'pg' } });
    const observed = settled('pg', composite, before);
    const fewer = run({ composite, policy: { ...POLICY, trustedSources: [OFFICE] }, observed });
    expect([rulesOf(fewer), fewer.conditions.SpecAccepted?.reason]).toEqual([[OFFICE], 'Accepted']);
    const none = run({ composite, policy: POLICY, observed });
    expect([rulesOf(none), none.conditions.SpecAccepted?.reason]).toEqual([[KUBERNETES, OFFICE], 'TrustedSourcesKept']);
  });

  test.each(['Delete', 'Orphan'])(
    'opens in two steps, or the rules would outlive the resource: %s',
    (deletionPolicy) => {
      const observed = settled('pg', binding({ ...CLOSED, deletionPolicy }), POLICY);
      const composite = binding({ ...withSources([], { allowAll: true }), deletionPolicy });
      const first = run({ composite, policy: POLICY, observed });
      expect([policiesOf(first), rulesOf(first)]).toEqual([ALL, [OFFICE]]);
      const firewall = { resource: { ...first.composed.firewall?.resource, metadata: { name: 'orders-firewall' } } };
      expect(run({ composite, policy: POLICY, observed: { ...observed, firewall } }).composed.firewall).toBeUndefined();
    },
  );

  test('keeps a firewall whose rules are unknown, but lets the provider write nothing', () => {
    const observed = settled('pg', binding(CLOSED), POLICY);
    const firewall = { resource: { ...observed.firewall?.resource, spec: {}, status: {} } };
    const response = run({
      composite: binding({ cluster: { engine: 'pg' } }),
      policy: POLICY,
      observed: { ...observed, firewall },
    });
    expect([policiesOf(response), rulesOf(response)]).toEqual([['Observe'], undefined]);
  });
});

describe('a cluster that is handed over', () => {
  const policy = { ...POLICY, references: { uuids: ['*'] } };
  const observed = settled('pg', binding(CLOSED), POLICY);
  const composite = binding({ clusterRef: { uuid: CLUSTER_ID } });

  test('keeps its rules: the firewall leaves, and nothing may delete it', () => {
    expect(run({ composite, policy, observed }).composed.firewall).toBeUndefined();
  });

  test('keeps them too where the firewall may be deleted: it loses that right first', () => {
    const { firewall: kept = { resource: {} } } = observed;
    const firewall = withValue(kept, ['spec', 'managementPolicies'], ALL);
    const first = run({ composite, policy, observed: { ...observed, firewall } });
    expect([policiesOf(first), rulesOf(first)]).toEqual([KEPT, [OFFICE]]);
  });
});

describe('a cluster that took the place of a lost one', () => {
  const lost: Observed = { ...settled('pg', binding(CLOSED), POLICY), cluster: clusterReplaced('pg') };

  test.each(['Stop', 'Follow'])('is open to everybody until it has its rules, which come at once: %s', (onLoss) => {
    const policy = { ...POLICY, onLoss };
    expect(run({ composite: binding(CLOSED), policy, observed: lost }).composed.firewall).toBeUndefined();
    const { firewall: _, ...without } = lost;
    const made = run({ composite: binding(CLOSED), policy, observed: without });
    expect(at(made.composed.firewall?.resource, 'spec', 'forProvider')).toEqual({
      clusterId: NEW_CLUSTER_ID,
      rule: [OFFICE],
    });
  });
});
