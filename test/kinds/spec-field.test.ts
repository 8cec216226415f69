import { expect, test } from '@jest/globals';
import type { ManagedName } from '../../src/kinds/kinds.js';
import { specField } from '../../src/kinds/spec-field.js';
import { specField as fieldOfKind } from '../../src/provider/spec-field.js';
import { resolved } from '../support/stages.js';

const BINDING = resolved({
  spec: {
    cluster: {
      engine: 'kafka',
      logSinks: [
        { name: 'search', opensearch: { endpoint: 'https://logs.example.org', indexPrefix: 'a' } },
        { name: 'logs', rsyslog: { server: 'logs.example.org', port: 514 } },
      ],
    },
    users: [{ name: 'web' }, { name: 'app' }],
    topics: [{ name: 'events' }],
  },
});

test.each<[kind: ManagedName, name: string, field: string, want: string]>([
  ['cluster', '', 'version', 'spec.cluster.version'],
  ['cluster', '', 'backupRestore', 'spec.cluster.restoreFrom'],
  ['user', 'app', 'settings.acl.topic', 'spec.users[1].acl.topic'],
  ['topic', 'events', 'partitionCount', 'spec.topics[0].partitions'],
  ['topic', 'events', 'config.retentionMs', 'spec.topics[0].configuration.retentionMs'],
  ['rsyslogSink', 'logs', 'caCertSecretRef', 'spec.cluster.logSinks[1].rsyslog.caCertificate'],
  ['openSearchSink', 'search', 'indexPrefix', 'spec.cluster.logSinks[0].opensearch.indexPrefix'],
  ['firewall', '', 'rule', 'spec.cluster.trustedSources'],
  ['configuration', '', 'workMem', 'spec.cluster.configuration.workMem'],
])('%s "%s", %s: %s', (kind, name, field, want) => expect(specField(BINDING, kind, name, field)).toBe(want));

test('A field of one has the name that it has where it is not known which one', () => {
  expect(fieldOfKind('User', 'settings.acl.topic')).toBe('spec.users.acl.topic');
  expect(fieldOfKind('LogSinkRsyslog', 'clientKeySecretRef')).toBe('spec.cluster.logSinks.rsyslog.clientKey');
});
