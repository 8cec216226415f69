import { describe, expect, test } from '@jest/globals';
import { asObject, at, type JsonObject } from '../../../src/lib/json.js';
import { settled } from '../../rules/scenario.js';
import { run, type TestResponse } from '../../support/run.js';
import { withValue } from '../../support/stages.js';
import { binding, CLUSTER_ID, POLICY } from '../../support/states.js';

const withConfiguration = (configuration: JsonObject): JsonObject =>
  binding({ cluster: { engine: 'pg', configuration } });
const BEFORE = withConfiguration({ timezone: 'UTC', jit: false, workMem: 8 });

function afterEdit(composite: JsonObject): TestResponse {
  return run({ composite, policy: POLICY, observed: settled('pg', BEFORE, POLICY) });
}

const sent = ({ composed }: TestResponse): unknown => at(composed.configuration?.resource, 'spec', 'forProvider');

describe('a configuration', () => {
  test("is one resource of the engine's own kind, in the order of its schema", () => {
    const { composed, conditions } = afterEdit(BEFORE);
    expect(composed.configuration).toEqual({
      resource: {
        apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
        kind: 'PostgreSQLConfig',
        spec: {
          forProvider: {
            clusterId: CLUSTER_ID,
            jit: false,
            timezone: 'UTC',
            workMem: 8,
          },
          managementPolicies: ['Observe', 'Create', 'Update'],
          providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
        },
      },
      ready: true,
    });
    expect(conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  test('is changed in place', () => {
    const response = afterEdit(withConfiguration({ timezone: 'Europe/Vienna', jit: true, workMem: 16 }));
    expect(sent(response)).toMatchObject({ timezone: 'Europe/Vienna', jit: true, workMem: 16 });
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  test('keeps what is taken out, and says so', () => {
    const response = afterEdit(withConfiguration({ jit: true }));
    expect(sent(response)).toMatchObject({ jit: true, timezone: 'UTC', workMem: 8 });
    expect(response.conditions.SpecAccepted).toEqual({
      status: 'TRUE',
      reason: 'ConfigurationKept',
      message:
        'spec.cluster.configuration.timezone: not set, so UTC stays: write the value that you want; spec.cluster.configuration.workMem: not set, so 8 stays: write the value that you want',
    });
  });

  test('stays as it is when the spec no longer mentions it', () => {
    const response = afterEdit(binding({ cluster: { engine: 'pg' } }));
    expect(sent(response)).toMatchObject({ jit: false, timezone: 'UTC' });
    expect(response.conditions.SpecAccepted?.reason).toBe('ConfigurationKept');
  });

  test('holds the cluster back until it is in force', () => {
    const { configuration: _, ...observed } = settled('pg', BEFORE, POLICY);
    expect(run({ composite: BEFORE, policy: POLICY, observed }).conditions.ClusterReady).toMatchObject({
      status: 'FALSE',
      reason: 'Configuring',
      message: expect.stringContaining('configuration: not in force yet'),
    });
  });

  test('has fractions of 32 bits, as the provider reads them back, and is in force with them', () => {
    const composite = withConfiguration({ autovacuumVacuumScaleFactor: 0.1 });
    const observed = settled('pg', composite, POLICY);
    const response = run({ composite, policy: POLICY, observed });
    expect(sent(response)).toMatchObject({ autovacuumVacuumScaleFactor: 0.10000000149011612 });
    expect(response.conditions.ClusterReady?.status).toBe('TRUE');
  });

  interface Former {
    readonly name: string;
    readonly reason: string;
    readonly sent: JsonObject;
    readonly want: JsonObject;
  }

  const FORMER: readonly Former[] = [
    { name: 'Crashes', reason: 'taking it out heals', sent: { pgbouncer: [{ minPoolSize: 2 }] }, want: {} },
    { name: 'Dropped', reason: 'it never was in force', sent: { backupHour: 0 }, want: {} },
    {
      name: 'Inexact',
      reason: 'it is rounded where it stays',
      sent: { bgwriterLruMultiplier: 2.1 },
      want: { bgwriterLruMultiplier: Math.fround(2.1) },
    },
  ];

  // What an earlier version of the function has sent.
  test.each(FORMER)('of old, once it is taken out: $name, $reason', ({ sent: former, want }) => {
    const observed = settled('pg', BEFORE, POLICY);
    const state = observed.configuration ?? { resource: {} };
    const forProvider = { ...asObject(at(state.resource, 'spec', 'forProvider')), ...former };
    const old = withValue(state, ['spec', 'forProvider'], forProvider);
    const response = run({ composite: BEFORE, policy: POLICY, observed: { ...observed, configuration: old } });
    expect(sent(response)).toEqual({ clusterId: CLUSTER_ID, timezone: 'UTC', jit: false, workMem: 8, ...want });
  });

  test('that is refused changes nothing that runs', () => {
    const observed = settled('pg', BEFORE, POLICY);
    const response = run({ composite: withConfiguration({ backupHour: 0 }), policy: POLICY, observed });
    expect(response.fatal).toContain('spec.cluster.configuration.backupHour: the provider cannot send 0');
    expect(response.composed).toEqual({});
  });
});
