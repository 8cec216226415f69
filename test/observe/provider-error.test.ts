import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asList, asString, at } from '../../src/lib/json.js';
import { redactor } from '../../src/lib/redact.js';
import { healthOf } from '../../src/observe/health.js';
import { readConditions } from '../../src/observe/observed-condition.js';
import { providerError } from '../../src/observe/provider-error.js';
import { SECTIONS } from '../../src/provider/spec-field.js';
import { holds } from '../support/property.js';
import { RECORDINGS, recorded } from '../support/recorded-states.js';
import { framed, imported, RECORDED, type Recorded } from './provider-messages.js';

const BASE = 'https://api.digitalocean.com/v2/databases';
const rejected = (request: string): string =>
  `create failed: apply failed: Error creating database cluster: POST ${BASE}: 422 (request "${request}") invalid region: `;

/** Messages of our own making. */
const MADE: readonly Recorded[] = [
  { name: 'Plain', reason: 'an ordinary sentence stays as it is', message: 'no such size', want: 'no such size' },
  { name: 'Empty', reason: 'nothing stays nothing', message: '', want: '' },
  { name: 'OnlySteps', reason: 'nothing but colons and space stays', message: ' \t: : \n', want: '' },
  { name: 'StepInside', reason: 'only leading steps go', message: 'a: plan failed: b', want: 'a: plan failed: b' },
  { name: 'Lines', reason: 'one line', message: 'a\r\nb\u2028c\td\u0000e', want: 'a b c d e' },
  {
    name: 'TwoErrors',
    reason: 'all errors are told, no warning is',
    message: '╷\n│ Warning: old\n│ \n│ why\n╵\n╷\n│ Error: one\n│ \n│ why\n│ so\n╵\n╷\n│ Error: two\n╵\n',
    want: 'one: why so; two',
  },
  {
    name: 'WithAddress',
    reason: 'nobody sees the configuration that it names',
    message:
      '╷\n│ Error: one\n│ \n│   with a.b,\n│   on main.tf.json line 1, in resource.a.b:\n│    1: {}\n│ \n│ why\n╵',
    want: 'one: why',
  },
  {
    name: 'CutInTheFrame',
    reason: 'what is there of an error is told',
    message: '╷\n│ Error: one\n│ \n│ why',
    want: 'one: why',
  },
  {
    name: 'OnlyAWarning',
    reason: 'better than nothing',
    message: '╷\n│ Warning: old\n╵\n',
    want: 'Warning: old',
  },
  {
    name: 'NoLog',
    reason: "what Terraform's log has instead of an entry is told",
    message:
      'observe failed: cannot run refresh: readObjectStart: expect { or n, but found E, error found in #1 byte of ...|Error: Fai|..., bigger context ...|Error: Failed to load plugin schemas|...: refresh failed',
    want: 'Terraform wrote "Error: Failed to load plugin schemas…"',
  },
  {
    name: 'Errors',
    reason: 'a list is one line',
    message: 'plan failed: 2 errors occurred:\n\t* a\n\t* b\n\n: ',
    want: 'a; b',
  },
  {
    name: 'StillRunning',
    reason: 'when it started differs at each retry',
    message:
      'update failed: apply operation that started at 2026-11-29 14:26:34.123 +0000 UTC m=+12.5 is still running',
    want: 'apply operation is still running: an earlier change comes first, and this one follows',
  },
  {
    name: 'Socket',
    reason: 'the file of a socket differs with each process',
    message: 'observe failed: dial unix /tmp/plugin3920112: connect: connection refused',
    want: 'dial unix /tmp/plugin: connect: connection refused',
  },
  {
    name: 'Long',
    reason: 'a page of output is cut',
    message: 'x'.repeat(5000),
    want: `${'x'.repeat(400)}…`,
  },
  { name: 'LongEnough', reason: 'what fits is whole', message: 'x'.repeat(400), want: 'x'.repeat(400) },
];

/** Terraform's and the provider's own forms, which were not recorded. */
const KNOWN: readonly Recorded[] = [
  {
    name: 'RequiredField',
    reason: "the provider's newer versions say it in other words",
    message: 'create failed: plan failed: "version": required field is not set',
    want: 'the version is missing, and the provider refuses everything else with it: set spec.cluster.version, or versions in the policy',
  },
  {
    name: 'VersionLater',
    reason: 'the running version is known then',
    message:
      'observe failed: cannot run plan: plan failed: 1 error occurred:\n\t* The argument "version" is now required. Set the pg version to the value saved to state: 16\n\n: ',
    want: 'the version is missing, and the provider refuses everything else with it: set spec.cluster.version to "16"',
  },
  {
    name: 'MissingArgument',
    reason: "a field is called as in the spec, not as Terraform's",
    kind: 'KafkaTopic',
    message: 'create failed: plan failed: The argument "partition_count" is required, but no definition was found.',
    want: 'spec.topics.partitions is missing: set it',
  },
  {
    name: 'RequiresReplacing',
    reason: 'a provider without the Terraform program says it like this',
    kind: 'Replica',
    message:
      'update failed: refuse to update the external resource because the following update requires replacing it: cannot change the value of the argument "region" from "nyc1" to "fra1"',
    want: 'spec.cluster.replicas.region cannot be changed from "nyc1" to "fra1": DigitalOcean fixes it at creation; set it back',
  },
  {
    name: 'TaintedCluster',
    reason: 'either something fixed was changed, or the creation failed halfway',
    kind: 'Cluster',
    message:
      'observe failed: cannot run plan: plan failed: Instance cannot be destroyed: Resource digitalocean_database_cluster.x has lifecycle.prevent_destroy set',
    want: 'the provider would have to replace the cluster, never does, and lets no other change through: set back what DigitalOcean fixes at creation (engine, privateNetwork, projectId of spec.cluster); if nothing of that was changed, a request right after the creation failed: restart the Pod of the provider, which then reads the cluster anew',
  },
  {
    name: 'Inconsistent',
    reason: 'the field is in the message, and the advice to report a bug is for others',
    kind: 'Cluster',
    message:
      'update failed: async update failed: Provider produced inconsistent result after apply: When applying changes to digitalocean_database_cluster.x, provider "provider[\\"registry.terraform.io/digitalocean/digitalocean\\"]" produced an unexpected new value: .storage_size_mib: was cty.StringVal("61440"), but now cty.StringVal("81920"). This is a bug in the provider, which should be reported in the provider\'s own issue tracker.',
    want: 'DigitalOcean made spec.cluster.storageSizeMib something else than was asked for: write there what it shows, or what it takes',
  },
  {
    name: 'InconsistentSomehow',
    reason: 'without a field there is nothing to correct',
    message: 'update failed: Provider produced inconsistent final plan',
    want: 'DigitalOcean made something else than was asked for; the provider tries again on its own',
  },
  {
    name: 'PanicInAGoroutine',
    reason: 'a provider that runs in one process catches its panics',
    kind: 'KafkaTopic',
    message:
      'update failed: async update failed: recovered from panic: panic: interface conversion: interface {} is nil, not map[string]interface {}',
    want: 'the Terraform provider crashed: interface conversion: interface {} is nil, not map[string]interface {}; nothing of the change arrives until that ends: see the log of the provider',
  },
  {
    name: 'PluginGone',
    reason: 'Terraform noticed before there was a stack trace',
    kind: 'Cluster',
    message: imported(framed('Plugin did not respond')),
    want: 'the Terraform provider crashed; nothing of the change arrives until that ends: if spec.cluster.maintenanceWindow was taken out, set it again',
  },
  {
    name: 'NotForThisEngine',
    reason: 'what a plan refuses is a field of the spec, too',
    message:
      'create failed: plan failed: 1 error occurred:\n\t* eviction_policy is only supported for Redis or Valkey Database Clusters\n\n: ',
    want: 'spec.cluster.evictionPolicy is only for Redis or Valkey: remove it',
  },
  {
    name: 'NotInTheList',
    reason: 'a part of a block is a field of the spec, too',
    kind: 'Cluster',
    message: 'update failed: plan failed: expected maintenance_window.0.day to be one of ["monday" "tuesday"], got Fri',
    want: 'spec.cluster.maintenanceWindow.day has to be one of ["monday" "tuesday"], got Fri',
  },
  {
    name: 'WindowRefused',
    reason: 'the field has a request of its own',
    message: `update failed: apply failed: Error updating maintenance window for database cluster: PUT ${BASE}/1/maintenance: 422 (request "1") invalid hour: `,
    want: 'cannot change spec.cluster.maintenanceWindow: 422 invalid hour; correct it',
  },
  {
    name: 'ShrinkingResize',
    reason: 'DigitalOcean says which of three it is',
    message: `update failed: apply failed: Error resizing database cluster: PUT ${BASE}/1/resize: 422 (request "1") storage_size_mib cannot be reduced: `,
    want: 'cannot resize the cluster (spec.cluster.storageSizeMib): 422 storage_size_mib cannot be reduced; correct it',
  },
  {
    name: 'WrongKey',
    reason: 'of a configuration that is sent as a whole, the key that DigitalOcean complains about is named',
    message: `update failed: apply failed: Error updating PostgreSQL configuration: PATCH ${BASE}/1/config: 422 (request "1") invalid value for autovacuum_vacuum_scale_factor: `,
    want: 'cannot change the configuration (spec.cluster.configuration.autovacuumVacuumScaleFactor): 422 invalid value for autovacuum_vacuum_scale_factor; correct it',
  },
  {
    name: 'WrongTopicKey',
    reason: 'and of the settings of a topic',
    message: `update failed: apply failed: Error updating database kafka topic: PUT ${BASE}/1/topics/t: 400 (request "1") retention_ms must be positive: `,
    want: 'cannot change the topic (spec.topics.configuration.retentionMs): 400 retention_ms must be positive; correct it',
  },
  {
    name: 'NotOnline',
    reason: 'nothing is wrong with it',
    message:
      "update failed: apply failed: Error updating Valkey configuration: cannot update config: cluster status is 'forking' (must be 'online')",
    want: 'spec.cluster.configuration has to wait, the cluster is forking at DigitalOcean; the provider tries again on its own',
  },
  {
    name: 'Timeout',
    reason: 'the provider forgets the id of what it waits for',
    message:
      'create failed: apply failed: Error creating database cluster: Timeout waiting to database cluster to become online',
    want: 'the cluster did not become online in time; it may exist all the same, and the provider has forgotten it: look for a cluster of this name at DigitalOcean, and adopt it (spec.cluster.adopt)',
  },
  {
    name: 'CreationNotFound',
    reason:
      'a cluster that was just made is not found for a moment, and is forgotten: reported in public more than once',
    message: `create failed: apply failed: Error creating database cluster: Error trying to read database cluster state: GET ${BASE}/1: 404 (request "1") cluster not found: `,
    want: 'the provider stopped waiting for the cluster: 404 cluster not found; it may exist all the same, and the provider has forgotten it: look for a cluster of this name at DigitalOcean, and adopt it (spec.cluster.adopt)',
  },
  {
    name: 'ReplicaNotInTime',
    reason: 'a replica is imported by its name',
    message:
      'create failed: apply failed: Error creating DatabaseReplica: Timeout waiting to DatabaseReplica to become online',
    want: 'the replica did not become online in time; it may exist all the same, and the provider has forgotten it: look for it at DigitalOcean; it is imported once its name is in use',
  },
  {
    name: 'NowAbsent',
    reason:
      'a database that was just made is not shown for a moment: reported in public, with the name that is taken next',
    message:
      'create failed: async create failed: Provider produced inconsistent result after apply: When applying changes to digitalocean_database_db.api, provider "x" produced an unexpected new value: Root resource was present, but now absent.',
    want: 'it was created, but DigitalOcean does not show it yet; the provider tries again on its own, and imports it where its name is in use by then',
  },
  {
    name: 'KeyWithTheEngineBeforeIt',
    reason: 'DigitalOcean calls settings of Valkey by its name: reported in public for redis_ssl',
    message: `update failed: apply failed: Error updating Valkey configuration: PATCH ${BASE}/1/config: 400 (request "1") json: unknown field "valkey_notify_keyspace_events": `,
    want: 'cannot change the configuration (spec.cluster.configuration.notifyKeyspaceEvents): 400 json: unknown field "valkey_notify_keyspace_events"; correct it',
  },
  {
    name: 'VersionThatIsGone',
    reason: 'versions come and go at DigitalOcean: reported in public with every example that grows old',
    message: `create failed: apply failed: Error creating database cluster: POST ${BASE}: 422 (request "1") invalid cluster engine version: `,
    want: 'cannot create the cluster (spec.cluster.version): 422 invalid cluster engine version; correct it',
  },
  {
    name: 'Forbidden',
    reason: 'a token of narrow scope',
    message: `create failed: apply failed: Error creating Database User: POST ${BASE}/1/users: 403 (request "1") You are not authorized to perform this operation: `,
    want: 'cannot create the user (spec.users): 403 You are not authorized to perform this operation; give the token in the Secret of the provider config the right to do this',
  },
  {
    name: 'NotFound',
    reason: 'in the first seconds of a cluster this passes',
    message: `create failed: apply failed: Error creating DatabaseFirewall: PUT ${BASE}/1/firewall: 404 (request "1") cluster not found: `,
    want: 'cannot create the trusted sources (spec.cluster.trustedSources): 404 cluster not found; if it stays so, see at DigitalOcean whether it is still there; the provider tries again on its own',
  },
  {
    name: 'ClusterNameTaken',
    reason: 'what to do about it is told with the condition',
    message: `create failed: apply failed: Error creating database cluster: POST ${BASE}: 422 (request "1") cluster name is not available: `,
    want: 'cannot create the cluster (spec.cluster): 422 cluster name is not available',
  },
  {
    name: 'NoProviderConfig',
    reason: 'nothing of DigitalOcean is wrong',
    message:
      'connect failed: cannot get terraform setup: cannot get referenced ProviderConfig: ClusterProviderConfig.digitalocean.m.crossplane.io "default" not found',
    want: 'connect failed: cannot get terraform setup: cannot get referenced ProviderConfig: ClusterProviderConfig.digitalocean.m.crossplane.io "default" not found; make that provider config, or name one that exists in the policy (providerConfigRef)',
  },
  {
    name: 'NoNetwork',
    reason: 'the reference is resolved in the namespace of the binding',
    message:
      'cannot resolve references: mg.Spec.ForProvider.PrivateNetworkUUID: cannot get referenced resource: vpcs.vpc.digitalocean.m.crossplane.io "backend" not found',
    want: 'spec.cluster.privateNetwork: cannot get referenced resource: vpcs.vpc.digitalocean.m.crossplane.io "backend" not found; make that VPC in this namespace, or wait until it is ready',
  },
];

describe('providerError', () => {
  test.each([...RECORDED, ...KNOWN, ...MADE])('$name: $reason', ({ message, kind, want }) =>
    expect(providerError(message, kind)).toBe(want),
  );

  // All errors of the provider's resources whose kinds a binding has, as its source spells them.
  test.each([
    ['Cluster', 'creating retrieving deleting resizing migrating', 'database cluster'],
    ['Cluster', 'adding updating', 'maintenance window for database cluster'],
    ['Cluster', 'adding updating retrieving', 'eviction policy for database cluster'],
    ['Cluster', 'adding updating retrieving', 'SQL mode for database cluster'],
    ['Cluster', 'upgrading', 'version for database cluster'],
    ['Cluster', 'updating', 'tags'],
    ['User', 'creating retrieving deleting', 'Database User'],
    ['User', 'updating', 'mysql_auth_plugin for DatabaseUser'],
    ['User', 'updating', 'settings for DatabaseUser'],
    ['DB', 'creating retrieving deleting', 'Database DB'],
    ['ConnectionPool', 'creating retrieving deleting', 'DatabaseConnectionPool'],
    ['Firewall', 'creating retrieving updating deleting', 'DatabaseFirewall'],
    ['Replica', 'creating retrieving deleting', 'DatabaseReplica'],
    ['Replica', 'resizing', 'database replica'],
    ['KafkaTopic', 'creating updating', 'database kafka topic'],
    ['KafkaTopic', 'retrieving deleting', 'kafka topic'],
    ['KafkaSchemaRegistry', 'creating retrieving deleting', 'Kafka Schema Registry'],
    ['PostgreSQLConfig', 'updating retrieving', 'PostgreSQL configuration'],
    ['MySQLConfig', 'updating retrieving', 'MySQL configuration'],
    ['MongoDBConfig', 'updating retrieving', 'MongoDB configuration'],
    ['ValkeyConfig', 'updating retrieving', 'Valkey configuration'],
    ['KafkaConfig', 'updating retrieving', 'Kafka configuration'],
    ['OpenSearchConfig', 'updating retrieving', 'Opensearch configuration'],
    ['LogSinkOpenSearch', 'creating retrieving updating deleting', 'database logsink opensearch'],
    ['LogSinkRsyslog', 'creating retrieving updating deleting', 'database logsink rsyslog'],
  ] as const)('of %s: %s %s is told as what the spec calls it', (kind, verbs, noun) => {
    for (const verb of verbs.split(' ')) {
      const said = providerError(`apply failed: Error ${verb} ${noun}: PUT ${BASE}/1: 422 (request "1") no: `);
      expect(said).toMatch(/^cannot (create|read|set|change|resize|move|upgrade|delete) (the \w+|spec\.)/);
      const isAboutAField = !['retrieving', 'deleting'].includes(verb);
      expect(said.includes(SECTIONS[kind].path)).toBe(isAboutAField);
    }
  });

  test.each(RECORDINGS)('nothing that was recorded in %s speaks of Terraform or of fields that no spec has', (name) => {
    const { resource } = recorded(name);
    const said = asList(at(resource, 'status', 'conditions')).map((condition) =>
      providerError(asString(at(condition, 'message')) ?? '', asString(at(resource, 'kind'))),
    );
    expect(said.join('\n')).not.toMatch(
      /digitalocean_|forProvider|\b[a-z]+_[a-z_]+\b|readObjectStart|lifecycle|-target|https:/,
    );
  });

  test('a secret in a message that is told in other words stays out of it', () => {
    const password = 'AVNS_Qkp5710M';
    const message = `update failed: apply failed: Error updating Database User: 422 password ${password} is weak`;
    const conditions = readConditions(
      [{ type: 'Synced', status: 'False', message }],
      redactor(() => [password]),
    );
    expect(healthOf(conditions, 'User')).toEqual({
      state: 'failing',
      message: 'cannot change the user (spec.users): 422 password [redacted] is weak; correct it',
    });
  });

  test('the same error of another request is the same line', () => {
    holds(
      fc.property(fc.uuid(), fc.uuid(), (one, other) =>
        expect(providerError(rejected(one))).toBe(providerError(rejected(other))),
      ),
    );
  });

  test('whatever comes in, one line of bounded length comes out, and stays the same if it comes in again', () => {
    const part = fc.constantFrom(
      '╷\n│ Error: ',
      '│ \n│ ',
      '╵',
      ', bigger context ...|',
      'Stack trace from the ',
      '\npanic: ',
      '\u001b[31m',
      '│',
      '\n',
      'GET https://a.b/c: ',
      '(request "x") ',
      'plan failed: ',
      'x',
    );
    const text = fc.oneof(
      fc.string({ maxLength: 600 }),
      fc.array(part, { maxLength: 40 }).map((it) => it.join('')),
    );
    holds(
      fc.property(text, (message) => {
        const line = providerError(message);
        expect(['\r', '\n', '\u0000', '\u001b'].filter((character) => line.includes(character))).toEqual([]);
        expect(line.length).toBeLessThanOrEqual(401);
        expect(line).toBe(line.trim());
      }),
    );
  });

  // A condition must not change at each retry; the local port of a connection does, and of addresses there are several.
  test('the same network error of another connection is the same line', () => {
    const message = (port: number, host: number): string =>
      `observe failed: Get "${BASE}/1": read tcp 10.244.0.5:${port}->104.16.${host}.15:443: read: connection reset by peer`;
    expect(providerError(message(50001, 181))).toBe(providerError(message(50002, 182)));
  });

  // No pattern is tried on all of a stack trace that is longer than the rest of a request.
  test('of a text without end only the beginning is looked at', () => {
    const start = `observe failed: cannot run import: ╷\n│ Error: 503${' \n'.repeat(10_000)}`;
    expect(providerError(`${start}tail`)).toBe('503');
  });
});
