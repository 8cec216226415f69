import { describe, expect, test } from '@jest/globals';
import type { ManagedName } from '../../src/kinds/kinds.js';
import { askedKeys, kindOf, label, nameOf } from '../../src/kinds/resource-keys.js';
import { secretKey, secretUserOf } from '../../src/kinds/secret-key.js';
import type { JsonObject } from '../../src/lib/json.js';
import { resolved } from '../support/stages.js';
import { CLUSTER_ID, POLICY } from '../support/states.js';

const SINKS = [
  { name: 'search', opensearch: { endpoint: 'https://logs.example.org', indexPrefix: 'logs', indexDaysMax: 7 } },
  { name: 'syslog', rsyslog: { server: 'logs.example.org', port: 514, format: 'rfc5424' } },
];
const EVERYTHING: JsonObject = {
  cluster: {
    engine: 'pg',
    replicas: [{ name: 'ro' }],
    logSinks: SINKS,
    trustedSources: [{ type: 'ip_addr', value: '192.0.2.0/24' }],
    configuration: { workMem: 8 },
  },
  databases: [{ name: 'orders' }],
  users: [{ name: 'app' }],
  connectionPools: [{ name: 'web', database: 'orders', size: 5 }],
};
const ATTACHED = ['logsink-opensearch-search', 'logsink-rsyslog-syslog', 'firewall', 'firewall-ro', 'configuration'];

const asked = (spec: JsonObject): readonly string[] =>
  askedKeys(resolved({ spec, policy: { ...POLICY, references: { uuids: ['*'] } }, running: 'pg' }));

describe('the keys that a binding asks for', () => {
  test('are those of the cluster, its contents and what is attached to it', () =>
    expect(asked(EVERYTHING)).toEqual([
      ...['cluster', 'user-app', 'database-orders', 'pool-web', 'replica-ro'],
      ...ATTACHED,
    ]));

  test('have no rules and no configuration where the spec has none', () =>
    expect(asked({ ...EVERYTHING, cluster: { engine: 'pg', replicas: [{ name: 'ro' }] } })).toEqual([
      ...['cluster', 'user-app', 'database-orders', 'pool-web', 'replica-ro'],
    ]));

  test('are none of the cluster itself where that lives elsewhere', () => {
    const { databases, users } = EVERYTHING;
    const spec = { clusterRef: { uuid: CLUSTER_ID }, ...(databases && users ? { databases, users } : {}) };
    expect(asked(spec)).toEqual(['cluster', 'user-app', 'database-orders']);
  });
});

test.each<[kind: ManagedName, name: string, want: string]>([
  ['database', 'orders', 'database "orders"'],
  ['rsyslogSink', 'syslog', 'log sink "syslog"'],
  ['firewall', '', 'trusted sources'],
  ['replicaFirewall', 'ro', 'trusted sources of replica "ro"'],
])('a %s "%s" is called %s', (kind, name, want) => expect(label(kind, name)).toBe(want));

test('an only one has its key and no longer one', () => {
  expect(nameOf('cluster', 'cluster')).toBe('');
  expect(nameOf('cluster', 'clusters')).toBeUndefined();
  expect(kindOf('firewall')).toBe('firewall');
  expect(kindOf('firewall-ro')).toBe('replicaFirewall');
});

test.each([
  ['app', undefined, 'secret-app'],
  ['app', 'orders', 'secret-app:orders'],
])('the Secret of user %s with the name %s has a key, and the key its user', (user, name, key) => {
  expect(secretKey(user, name)).toBe(key);
  expect(secretUserOf(key)).toBe(user);
});
