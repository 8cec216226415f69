import { describe, expect, test } from '@jest/globals';
import { at, type JsonObject } from '../../../src/lib/json.js';
import { settled } from '../../rules/scenario.js';
import { run, type TestResponse } from '../../support/run.js';
import { binding, CLUSTER_ID, POLICY } from '../../support/states.js';

const withConfiguration = (configuration: JsonObject): JsonObject =>
  binding({ cluster: { engine: 'pg', configuration } });
const BEFORE = withConfiguration({ timezone: 'UTC', jit: false, pgbouncer: [{ minPoolSize: 2, serverLifetime: 60 }] });

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
            pgbouncer: [{ minPoolSize: 2, serverLifetime: 60 }],
            timezone: 'UTC',
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
    const response = afterEdit(
      withConfiguration({ timezone: 'Europe/Vienna', jit: true, pgbouncer: [{ minPoolSize: 0, serverLifetime: 60 }] }),
    );
    expect(sent(response)).toMatchObject({ timezone: 'Europe/Vienna', jit: true, pgbouncer: [{ minPoolSize: 0 }] });
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  test('keeps what is taken out, and says so', () => {
    const response = afterEdit(withConfiguration({ jit: true, pgbouncer: [{ minPoolSize: 2 }] }));
    expect(sent(response)).toMatchObject({
      jit: true,
      timezone: 'UTC',
      pgbouncer: [{ minPoolSize: 2, serverLifetime: 60 }],
    });
    expect(response.conditions.SpecAccepted).toEqual({
      status: 'TRUE',
      reason: 'ConfigurationKept',
      message:
        'spec.cluster.configuration.pgbouncer.serverLifetime, spec.cluster.configuration.timezone: taken out, but DigitalOcean goes back to no default, so the last value stays: write the value that you want',
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
});
