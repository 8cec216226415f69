import { describe, expect, test } from '@jest/globals';
import { askedKeys } from '../../src/kinds/resource-keys.js';
import type { JsonObject } from '../../src/lib/json.js';
import { run, type TestRequest } from '../support/run.js';
import { resolved } from '../support/stages.js';
import { binding, clusterReady, POLICY } from '../support/states.js';

const FOREIGN: JsonObject = { apiVersion: 'example.org/v1', kind: 'Topic', metadata: { name: 'theirs' } };

/** Specs with all that a binding can ask for, and besides the keys that follow from what is asked for. */
const SPECS = {
  pg: {
    spec: {
      cluster: {
        engine: 'pg',
        replicas: [{ name: 'ro' }],
        logSinks: [
          { name: 'near', rsyslog: { server: 'logs.example.org', port: 514 } },
          { name: 'far', opensearch: { endpoint: 'https://logs.example.org', indexPrefix: 'orders' } },
        ],
        trustedSources: [{ type: 'tag', value: 'web' }],
        configuration: { workMem: 8 },
      },
      connectionPools: [{ name: 'web', size: 5 }],
      connection: { configMap: true },
      deletionProtection: true,
    },
    besides: ['secret-orders', 'configmap-connection', 'usage-binding', 'usage-cluster'],
  },
  kafka: {
    spec: {
      cluster: { engine: 'kafka' },
      topics: [{ name: 'events' }],
      schemas: [{ subject: 'event', type: 'json', schema: '{}' }],
    },
    besides: ['secret-orders'],
  },
} as const satisfies Record<string, { spec: JsonObject; besides: readonly string[] }>;

describe.each(['pg', 'kafka'] as const)('of a binding of %s', (engine) => {
  const { spec, besides } = SPECS[engine];
  const request: TestRequest = {
    composite: binding(spec),
    policy: POLICY,
    observed: { cluster: clusterReady(engine) },
  };

  test('never overwrites what an earlier step desires, whatever the key', () => {
    expect(run(request).fatal).toBeUndefined();
    for (const key of [...askedKeys(resolved({ spec })), ...besides]) {
      const desired = { resources: { other: { resource: FOREIGN }, [key]: { resource: FOREIGN } } };
      expect([key, run({ ...request, desired }).fatal]).toEqual([key, expect.stringContaining(`["${key}"]`)]);
    }
  });
});
