import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../src/lib/json.js';
import { engineOf, leastOf } from './field-cases.js';
import { type Applied, FieldDriver } from './field-driver.js';

// The traps of the provider, by their numbers: what is asked of DigitalOcean, and what the next looks find.

interface Trap {
  readonly trap: number;
  readonly name: string;
  readonly reason: string;
  readonly kind: string;
  readonly engine?: string;
  /** What is written beside what a resource needs, one after the other. */
  readonly steps: readonly JsonObject[];
  /** Between which steps something happens: at DigitalOcean, or to requests. */
  readonly before?: Readonly<Record<number, (driver: FieldDriver) => void>>;
  readonly want: readonly string[];
}

const WINDOW = { maintenanceWindow: [{ day: 'monday', hour: '03:00' }] };
const fail = (driver: FieldDriver): void => {
  driver.cloud.traffic.fault({ status: 422, message: 'no', count: 1 });
};

const ACL = { settings: [{ acl: [{ topic: 'a', permission: 'admin' }] }] };
const FRIDAY = { maintenanceWindow: [{ day: 'Friday', hour: '03:00' }] };
const EARLY = { maintenanceWindow: [{ day: 'monday', hour: '3:00' }] };
const TWO_WINDOWS = { maintenanceWindow: [...WINDOW.maintenanceWindow, { day: 'friday', hour: '04:00' }] };
const TWO_CONFIGS = { config: [{ cleanupPolicy: 'compact' }, { retentionMs: '1000' }] };
/** With a newline at its end, as every file has one. */
const SINK = { tls: true, caCertSecretRef: { name: 'cert\n', key: 'ca' } };

const TRAPS: readonly Trap[] = [
  {
    trap: 1,
    name: 'LostOnFailure',
    reason: 'an access list that was to be tightened counts as sent, and stays as it was',
    kind: 'User',
    engine: 'kafka',
    steps: [
      { settings: [{ acl: [{ topic: 'a', permission: 'admin' }] }] },
      { settings: [{ acl: [{ topic: 'a', permission: 'consume' }] }] },
      { settings: [{ acl: [{ topic: 'a', permission: 'consume' }] }] },
    ],
    before: { 1: fail },
    want: [
      'POST users {"name":"app","settings":{"acl":[{"permission":"admin","topic":"a"}]}}',
      'PUT users/app {"settings":{"acl":[{"permission":"consume","topic":"a"}]}}; error: no',
      'nothing differs',
    ],
  },
  {
    trap: 2,
    name: 'Tainted',
    reason: 'what fails after the POST spoils the cluster for ever, corrected or not',
    kind: 'Cluster',
    engine: 'valkey',
    steps: [{ evictionPolicy: 'sometimes' }, { evictionPolicy: 'allkeys_lru' }],
    want: [
      'POST databases; PUT eviction_policy {"eviction_policy":"sometimes"}; error: invalid eviction policy',
      'replace',
    ],
  },
  {
    trap: 2,
    name: 'SettingAddedLate',
    reason: 'an update that fails heals',
    kind: 'Cluster',
    engine: 'mysql',
    steps: [{}, { sqlMode: 'ANSI' }, { sqlMode: 'ANSI' }, { sqlMode: 'ANSI' }],
    before: { 1: fail },
    want: [
      'POST databases',
      'PUT sql_mode {"sql_mode":"ANSI"}; error: no',
      'PUT sql_mode {"sql_mode":"ANSI"}',
      'nothing differs',
    ],
  },
  {
    trap: 3,
    name: 'TimescaleDbUnanswered',
    reason: 'one refused request, and no look gets through any more, with the block or without it',
    kind: 'PostgreSQLConfig',
    steps: [{}, { timescaledb: [{ maxBackgroundWorkers: 4 }] }, {}, {}],
    before: { 1: fail },
    want: [
      'PATCH config {"config":{}}',
      'PATCH config {"config":{"jit":true,"timescaledb":{"max_background_workers":4}}}; error: no',
      'panic',
      'panic',
    ],
  },
  {
    trap: 4,
    name: 'SizeBeyondStorage',
    reason: 'the disk grows with the size, and is wanted back for ever; the tag is never sent',
    kind: 'Cluster',
    steps: [
      { storageSizeMib: '40960' },
      { storageSizeMib: '40960', size: 'db-s-2vcpu-4gb' },
      { storageSizeMib: '40960', size: 'db-s-2vcpu-4gb', tags: ['x'] },
    ],
    want: [
      'POST databases',
      'PUT resize {"num_nodes":1,"size":"db-s-2vcpu-4gb"}',
      'PUT resize {"num_nodes":1,"size":"db-s-2vcpu-4gb","storage_size_mib":40960}; error: invalid storage size',
    ],
  },
  {
    trap: 5,
    name: 'WindowTakenOut',
    reason: 'the size still goes out, the version and the tag do not',
    kind: 'Cluster',
    steps: [WINDOW, { nodeCount: 2, version: '17', tags: ['x'] }, { nodeCount: 2, version: '17', tags: ['x'] }],
    want: [
      'POST databases; PUT maintenance {"day":"monday","hour":"03:00"}',
      'PUT resize {"num_nodes":2,"size":"db-s-1vcpu-2gb"}; panic',
      'panic',
    ],
  },
  {
    trap: 6,
    name: 'ReplicaWithoutRegion',
    reason: 'DigitalOcean picks one, and Terraform wants another replica without',
    kind: 'Replica',
    steps: [{ region: null }, { region: null }],
    want: ['POST replicas {"name":"ro","private_network_uuid":"","region":"","size":"db-s-1vcpu-2gb"}', 'replace'],
  },
  {
    trap: 6,
    name: 'ReplicaWithoutSize',
    reason: 'a resize without a size at every look',
    kind: 'Replica',
    steps: [{ size: null }, { size: null }, { size: null }],
    want: [
      'POST replicas {"name":"ro","private_network_uuid":"","region":"nyc3","size":""}',
      'PUT resize {"num_nodes":1,"storage_size_mib":30720}',
      'PUT resize {"num_nodes":1,"storage_size_mib":30720}',
    ],
  },
  {
    trap: 7,
    name: 'ReplicaResized',
    reason: 'the disk of the state is sent, which is too small for the size',
    kind: 'Replica',
    steps: [{}, { size: 'db-s-2vcpu-4gb' }, { size: 'db-s-2vcpu-4gb', storageSizeMib: '61440' }],
    want: [
      'POST replicas {"name":"ro","private_network_uuid":"","region":"nyc3","size":"db-s-1vcpu-2gb"}',
      'PUT resize {"num_nodes":1,"size":"db-s-2vcpu-4gb","storage_size_mib":30720}; error: invalid storage size',
      'PUT resize {"num_nodes":1,"size":"db-s-2vcpu-4gb","storage_size_mib":61440}',
    ],
  },
  {
    trap: 8,
    name: 'PgBouncer',
    reason: 'it falls over before the request, and the other setting is lost with it; taking it out heals',
    kind: 'PostgreSQLConfig',
    steps: [{}, { timezone: 'UTC', pgbouncer: [{ minPoolSize: 1 }] }, { timezone: 'UTC' }],
    want: ['PATCH config {"config":{}}', 'panic', 'PATCH config {"config":{"jit":true,"timezone":"UTC"}}'],
  },
  {
    trap: 9,
    name: 'TopicAnswerLacksANumber',
    reason: 'a read without it falls over',
    kind: 'KafkaTopic',
    steps: [{}, {}],
    before: { 1: (driver) => editTopic(driver, ({ segment_ms: _, ...config }) => config) },
    want: ['POST topics {"name":"events","partition_count":3,"replication_factor":2}', 'panic'],
  },
  {
    trap: 10,
    name: 'PartitionsTakenOut',
    reason: 'three are asked for, which DigitalOcean refuses, and the other change with it',
    kind: 'KafkaTopic',
    steps: [{ partitionCount: 6 }, { replicationFactor: 3 }],
    want: [
      'POST topics {"name":"events","partition_count":6,"replication_factor":2}',
      'PUT topics/events partition_count=3 replication_factor=3; error: invalid partition count',
    ],
  },
  {
    trap: 10,
    name: 'PartitionsAfterAdoption',
    reason: 'an import knows no number, so three are sent',
    kind: 'KafkaTopic',
    steps: [{ partitionCount: 3 }, {}],
    before: { 1: (driver) => driver.import(`${driver.clusterId},events`) },
    want: [
      'POST topics {"name":"events","partition_count":3,"replication_factor":2}',
      'PUT topics/events partition_count=3 replication_factor=2',
    ],
  },
  {
    trap: 11,
    name: 'VersionAbsent',
    reason: 'Terraform refuses that at creation',
    kind: 'Cluster',
    steps: [{ version: null }],
    want: ['refused: The argument "version" is required, but no definition was found.'],
  },
  {
    trap: 11,
    name: 'VersionTakenOut',
    reason: 'and later, with all else that changes',
    kind: 'Cluster',
    steps: [{}, { version: null, tags: ['x'] }],
    want: [
      'POST databases',
      'refused: The argument "version" is now required. Set the pg version to the value saved to state: 16',
    ],
  },
  {
    trap: 11,
    name: 'VersionTakenOutOfValkey',
    reason: 'which does without, once it runs',
    kind: 'Cluster',
    engine: 'valkey',
    steps: [{}, { version: null, nodeCount: 2 }],
    want: ['POST databases', 'PUT resize {"num_nodes":2,"size":"db-s-1vcpu-2gb"}'],
  },
  {
    trap: 12,
    name: 'ZeroAfterThree',
    reason: 'it is dropped, and differs for ever',
    kind: 'PostgreSQLConfig',
    steps: [{ backupHour: 3 }, { backupHour: 0 }, { backupHour: 0 }],
    want: [
      'PATCH config {"config":{"backup_hour":3}}',
      'PATCH config {"config":{"jit":true}}',
      'PATCH config {"config":{"jit":true}}',
    ],
  },
  {
    trap: 12,
    name: 'ZeroWhereNothingIsAnswered',
    reason: 'it is quiet, and nothing was set',
    kind: 'PostgreSQLConfig',
    steps: [{ backupHour: 0 }, { backupHour: 0 }],
    want: ['PATCH config {"config":{}}', 'nothing differs'],
  },
  {
    trap: 12,
    name: 'ZeroThatCanBeSent',
    reason: 'jit and few others can be zero',
    kind: 'PostgreSQLConfig',
    steps: [{ jit: true }, { jit: false }, { jit: false }],
    want: ['PATCH config {"config":{"jit":true}}', 'PATCH config {"config":{"jit":false}}', 'nothing differs'],
  },
  {
    trap: 13,
    name: 'FalseIsDropped',
    reason: 'what was switched on is never switched off',
    kind: 'KafkaConfig',
    steps: [{ autoCreateTopicsEnable: true }, { autoCreateTopicsEnable: false }, { autoCreateTopicsEnable: false }],
    want: ['PATCH config {"config":{"auto_create_topics_enable":true}}', 'PATCH config *', 'PATCH config *'],
  },
  {
    trap: 14,
    name: 'EmptyWord',
    reason: 'it changes nothing, and nobody sees it',
    kind: 'ValkeyConfig',
    steps: [{ notifyKeyspaceEvents: 'Kd' }, { notifyKeyspaceEvents: '' }],
    want: ['PATCH config {"config":{"valkey_notify_keyspace_events":"Kd"}}', 'nothing differs'],
  },
  {
    trap: 15,
    name: 'NeverSent',
    reason: 'no request carries it',
    kind: 'ValkeyConfig',
    steps: [
      { frequentSnapshots: true, valkeyActiveExpireEffort: 5 },
      { frequentSnapshots: true, valkeyActiveExpireEffort: 5 },
    ],
    want: ['PATCH config {"config":{}}', 'nothing differs'],
  },
  {
    trap: 16,
    name: 'VersionOfValkeyThatIsNoHigherWholeNumber',
    reason: 'it is ignored in silence',
    kind: 'Cluster',
    engine: 'valkey',
    steps: [{}, { version: '8.1' }, { version: '9' }],
    want: ['POST databases', 'nothing differs', 'PUT upgrade {"version":"9"}'],
  },
  {
    trap: 17,
    name: 'SettingTakenOut',
    reason: 'it stays, and is sent with every later change',
    kind: 'PostgreSQLConfig',
    steps: [{ workMem: 8 }, {}, { timezone: 'UTC' }],
    want: [
      'PATCH config {"config":{"work_mem":8}}',
      'nothing differs',
      'PATCH config {"config":{"jit":true,"timezone":"UTC","work_mem":8}}',
    ],
  },
  {
    trap: 17,
    name: 'ModeTakenOut',
    reason: 'an empty one is sent',
    kind: 'Cluster',
    engine: 'mysql',
    steps: [{ sqlMode: 'ANSI' }, {}],
    want: ['POST databases; PUT sql_mode {"sql_mode":"ANSI"}', 'PUT sql_mode {"sql_mode":""}'],
  },
  {
    trap: 17,
    name: 'PolicyTakenOut',
    reason: 'noeviction is sent',
    kind: 'Cluster',
    engine: 'valkey',
    steps: [{ evictionPolicy: 'allkeys_lru' }, {}],
    want: [
      'POST databases; PUT eviction_policy {"eviction_policy":"allkeys_lru"}',
      'PUT eviction_policy {"eviction_policy":"noeviction"}',
    ],
  },
  {
    trap: 17,
    name: 'PluginTakenOut',
    reason: 'the usual one is sent',
    kind: 'User',
    engine: 'mysql',
    steps: [{ mysqlAuthPlugin: 'mysql_native_password' }, {}, {}],
    want: [
      'POST users {"mysql_settings":{"auth_plugin":"mysql_native_password"},"name":"app"}',
      'POST users/app/reset_auth {"mysql_settings":{"auth_plugin":"caching_sha2_password"}}',
      'nothing differs',
    ],
  },
  {
    trap: 17,
    name: 'TagsTakenOut',
    reason: 'each is removed by a request of its own',
    kind: 'Cluster',
    steps: [{ tags: ['a', 'b'] }, { tags: ['b', 'c'] }, {}],
    want: [
      'POST databases',
      'DELETE tags/a/resources; POST tags; POST tags/c/resources',
      'DELETE tags/b/resources; DELETE tags/c/resources',
    ],
  },
  {
    trap: 17,
    name: 'WorkersTakenOutOfTheirBlock',
    reason: 'zero is sent while the block stays',
    kind: 'PostgreSQLConfig',
    steps: [{ timescaledb: [{ maxBackgroundWorkers: 4 }] }, { timescaledb: [{}] }],
    want: [
      'PATCH config {"config":{"timescaledb":{"max_background_workers":4}}}',
      'PATCH config {"config":{"jit":true,"timescaledb":{"max_background_workers":0}}}',
    ],
  },
  {
    trap: 18,
    name: 'SettingsTakenOut',
    reason: 'an empty body is sent',
    kind: 'User',
    engine: 'kafka',
    steps: [{ settings: [{ acl: [{ topic: 'a', permission: 'admin' }] }] }, {}],
    want: ['POST users {"name":"app","settings":{"acl":[{"permission":"admin","topic":"a"}]}}', 'PUT users/app {}'],
  },
  {
    trap: 18,
    name: 'RulesTakenOut',
    reason: 'settings without a list are sent',
    kind: 'User',
    engine: 'kafka',
    steps: [{ settings: [{ acl: [{ topic: 'a', permission: 'admin' }] }] }, { settings: [{ acl: [] }] }],
    want: [
      'POST users {"name":"app","settings":{"acl":[{"permission":"admin","topic":"a"}]}}',
      'PUT users/app {"settings":{}}',
    ],
  },
  {
    trap: 19,
    name: 'BackupWithoutAName',
    reason: 'it falls over before the request',
    kind: 'Cluster',
    steps: [{ backupRestore: [{ databaseName: '' }] }],
    want: ['panic'],
  },
  {
    trap: 19,
    name: 'BackupChanged',
    reason: 'nothing is sent, and no difference is left',
    kind: 'Cluster',
    steps: [{ backupRestore: [{ databaseName: 'source' }] }, { backupRestore: [{ databaseName: 'other' }] }, {}, {}],
    want: ['POST databases', 'no request', 'no request', 'nothing differs'],
  },
  {
    trap: 20,
    name: 'OneBadValue',
    reason: 'an update sends all that is held, so what is refused once is refused with everything',
    kind: 'PostgreSQLConfig',
    steps: [{ workMem: 8 }, { workMem: 8, timezone: 'UTC' }],
    before: { 1: fail },
    want: [
      'PATCH config {"config":{"work_mem":8}}',
      'PATCH config {"config":{"jit":true,"timezone":"UTC","work_mem":8}}; error: no',
    ],
  },
  {
    trap: 21,
    name: 'InexactNumber',
    reason: 'it is read back as another one',
    kind: 'MySQLConfig',
    steps: [{ longQueryTime: 0.1 }, { longQueryTime: 0.1 }, { longQueryTime: 0.1 }],
    want: ['PATCH config {"config":{"long_query_time":0.1}}', 'PATCH config *', 'PATCH config *'],
  },
  {
    trap: 21,
    name: 'RoundedNumber',
    reason: 'it goes out as it was meant, and is quiet afterwards',
    kind: 'MySQLConfig',
    steps: [{ longQueryTime: Math.fround(0.1) }, { longQueryTime: Math.fround(0.1) }],
    want: ['PATCH config {"config":{"long_query_time":0.1}}', 'nothing differs'],
  },
  {
    trap: 22,
    name: 'Preallocated',
    reason: 'it is sent, and never read back',
    kind: 'KafkaTopic',
    steps: [
      { config: [{ preallocate: true }] },
      { config: [{ preallocate: true }] },
      { config: [{ preallocate: true }] },
    ],
    want: [
      'POST topics {"config":{"message_down_conversion_enable":false,"min_cleanable_dirty_ratio":0,"min_insync_replicas":1,"preallocate":true},"name":"events","partition_count":3,"replication_factor":2}',
      'PUT topics/events partition_count=3 replication_factor=2',
      'PUT topics/events partition_count=3 replication_factor=2',
    ],
  },
  {
    trap: 23,
    name: 'CertificateWithANewline',
    reason: 'it is cut off before it is sent, and differs for ever',
    kind: 'LogSinkRsyslog',
    steps: [SINK, SINK, SINK],
    want: [
      'POST logsink {"config":{"ca":"cert","format":"rfc5424","port":514,"server":"logs.example.org","tls":true},"sink_name":"logs","sink_type":"rsyslog"}',
      'PUT logsink/* {"config":{"ca":"cert","format":"rfc5424","port":514,"server":"logs.example.org","tls":true}}',
      'PUT logsink/* {"config":{"ca":"cert","format":"rfc5424","port":514,"server":"logs.example.org","tls":true}}',
    ],
  },
  {
    trap: 24,
    name: 'WhitelistTakenOut',
    reason: 'it cannot be emptied',
    kind: 'OpenSearchConfig',
    steps: [{ reindexRemoteWhitelist: ['a:1'] }, {}, {}],
    want: [
      'PATCH config {"config":{"reindex_remote_whitelist":["a:1"]}}',
      'PATCH config {"config":{}}',
      'PATCH config {"config":{}}',
    ],
  },
  {
    trap: 25,
    name: 'DayInUpperCase',
    reason: 'it is answered in lower case, and differs for ever',
    kind: 'Cluster',
    steps: [FRIDAY, FRIDAY, FRIDAY],
    want: [
      'POST databases; PUT maintenance {"day":"Friday","hour":"03:00"}',
      'PUT maintenance {"day":"Friday","hour":"03:00:00"}',
      'PUT maintenance {"day":"Friday","hour":"03:00:00"}',
    ],
  },
  {
    trap: 25,
    name: 'HourWithOneDigit',
    reason: 'DigitalOcean takes it and tells it with two',
    kind: 'Cluster',
    steps: [EARLY, EARLY, EARLY],
    want: [
      'POST databases; PUT maintenance {"day":"monday","hour":"3:00"}',
      'PUT maintenance {"day":"monday","hour":"3:00"}',
      'PUT maintenance {"day":"monday","hour":"3:00"}',
    ],
  },
  {
    trap: 25,
    name: 'SecondWindow',
    reason: 'only the first is sent, and the second differs for ever',
    kind: 'Cluster',
    steps: [TWO_WINDOWS, TWO_WINDOWS, TWO_WINDOWS],
    want: [
      'POST databases; PUT maintenance {"day":"monday","hour":"03:00"}',
      'PUT maintenance {"day":"monday","hour":"03:00:00"}',
      'PUT maintenance {"day":"monday","hour":"03:00:00"}',
    ],
  },
  {
    trap: 26,
    name: 'WordForANumber',
    reason: 'it is dropped without an error',
    kind: 'KafkaConfig',
    steps: [{ logRetentionMs: 'many' }, { logRetentionMs: 'many' }],
    want: ['PATCH config {"config":{}}', 'nothing differs'],
  },
  {
    trap: 26,
    name: 'WordForANumberOfATopic',
    reason: 'that is refused',
    kind: 'KafkaTopic',
    steps: [{ config: [{ retentionMs: 'many' }] }],
    want: ['refused: Invalid integer: expected type of config.0.retention_ms to be int64'],
  },
  {
    trap: 26,
    name: 'MinusOneWithoutASign',
    reason: 'the validator lets it pass, and it is dropped',
    kind: 'KafkaConfig',
    steps: [{ logFlushIntervalMs: '-1' }, { logRetentionBytes: '-1' }],
    want: ['PATCH config {"config":{}}', 'PATCH config *,"log_retention_bytes":-1,*'],
  },
  {
    trap: 27,
    name: 'TwoConfigs',
    reason: 'they are merged into one request, and differ for ever',
    kind: 'KafkaTopic',
    steps: [TWO_CONFIGS, TWO_CONFIGS],
    want: [
      'POST topics {"config":{"cleanup_policy":"compact","message_down_conversion_enable":false,"min_cleanable_dirty_ratio":0,"min_insync_replicas":1,"preallocate":false,"retention_ms":1000},"name":"events","partition_count":3,"replication_factor":2}',
      'PUT topics/events partition_count=3 replication_factor=2',
    ],
  },
  {
    trap: 28,
    name: 'NoMetricsEndpoints',
    reason: 'the list that is not there differs for ever, and nothing is sent',
    kind: 'Cluster',
    engine: 'mongodb',
    steps: [{}, {}, {}],
    want: ['POST databases', 'no request', 'no request'],
  },
  {
    trap: 29,
    name: 'TopicWithOneSetting',
    reason: 'three others are sent as zero and false, and one as one',
    kind: 'KafkaTopic',
    steps: [{ config: [{}] }],
    want: [
      'POST topics {"config":{"message_down_conversion_enable":false,"min_cleanable_dirty_ratio":0,"min_insync_replicas":1,"preallocate":false},"name":"events","partition_count":3,"replication_factor":2}',
    ],
  },
  {
    trap: 29,
    name: 'ConfigAddedToATopic',
    reason: "the cluster's values stay",
    kind: 'KafkaTopic',
    steps: [{}, { config: [{ retentionMs: '1000' }] }, { config: [{ retentionMs: '1000' }] }],
    want: [
      'POST topics {"name":"events","partition_count":3,"replication_factor":2}',
      'PUT topics/events partition_count=3 replication_factor=2',
      'nothing differs',
    ],
  },
  {
    trap: 30,
    name: 'SettingsAfterAnImport',
    reason: 'they are sent once, then quiet',
    kind: 'User',
    engine: 'kafka',
    steps: [{}, ACL, ACL],
    before: { 1: (driver) => driver.import(`${driver.clusterId},app`) },
    want: [
      'POST users {"name":"app"}',
      'PUT users/app {"settings":{"acl":[{"permission":"admin","topic":"a"}]}}',
      'nothing differs',
    ],
  },
  {
    trap: 30,
    name: 'NoDriftOfPartitions',
    reason: 'what is never read back shows none',
    kind: 'KafkaTopic',
    steps: [{ partitionCount: 4 }, { partitionCount: 4 }],
    before: {
      1: ({ cloud, clusterId }) => {
        const contents = cloud.clusters.get(clusterId)?.contents;
        contents?.set('topic/events', { ...contents.get('topic/events'), partitionCount: 9 });
      },
    },
    want: ['POST topics {"name":"events","partition_count":4,"replication_factor":2}', 'nothing differs'],
  },
  {
    trap: 31,
    name: 'SchemaImported',
    reason: 'the subject is not taken from the id, so it wants another one',
    kind: 'KafkaSchemaRegistry',
    steps: [{}, {}],
    before: { 1: (driver) => driver.import(`${driver.clusterId},orders`) },
    want: ['POST schema-registry *', 'replace'],
  },
  {
    trap: 31,
    name: 'MigrationImported',
    reason: 'the cluster is not taken over, so nothing is found',
    kind: 'OnlineMigration',
    steps: [{}, {}],
    before: { 1: (driver) => driver.import('anything') },
    want: ['PUT online-migration *', 'it is not there'],
  },
  {
    trap: 32,
    name: 'SchemaWithOtherSpaces',
    reason: 'it is compared as text',
    kind: 'KafkaSchemaRegistry',
    steps: [{}, { schema: '{"type": "string"}' }],
    want: ['POST schema-registry *', 'replace'],
  },
  {
    trap: 33,
    name: 'PoolUserAdded',
    reason: 'that is a replacement',
    kind: 'ConnectionPool',
    steps: [{}, { user: 'other' }],
    want: ['POST pools {"db":"defaultdb","mode":"transaction","name":"web","size":5,"user":""}', 'replace'],
  },
  {
    trap: 34,
    name: 'LastRuleTakenOut',
    reason: 'an empty list never gets to Terraform, which wants one rule',
    kind: 'Firewall',
    steps: [{}, { rule: [] }],
    want: [
      'PUT firewall {"rules":[{"type":"ip_addr","value":"192.0.2.1"}]}',
      'refused: Missing required argument: The argument "rule" is required, but no definition was found.',
    ],
  },
  {
    trap: 35,
    name: 'SettingOfAnotherEngine',
    reason: 'the provider sends it whatever the engine',
    kind: 'User',
    engine: 'pg',
    steps: [{ mysqlAuthPlugin: 'mysql_native_password' }],
    want: [
      'POST users {"mysql_settings":{"auth_plugin":"mysql_native_password"},"name":"app"}; error: invalid auth plugin',
    ],
  },
  {
    trap: 35,
    name: 'PolicyOfAnotherEngine',
    reason: 'it refuses that in the plan',
    kind: 'Cluster',
    steps: [{ evictionPolicy: 'allkeys_lru' }],
    want: ['refused: eviction_policy is only supported for Redis or Valkey Database Clusters'],
  },
  {
    trap: 36,
    name: 'MigrationChanged',
    reason: 'each change starts it anew',
    kind: 'OnlineMigration',
    steps: [{}, { disableSsl: true }, { disableSsl: true }],
    want: ['PUT online-migration *', 'PUT online-migration *', 'nothing differs'],
  },
];

function editTopic({ cloud, clusterId }: FieldDriver, edit: (config: JsonObject) => JsonObject): void {
  const contents = cloud.clusters.get(clusterId)?.contents;
  const topic = contents?.get('topic/events') ?? {};
  contents?.set('topic/events', { ...topic, config: edit(topic.config as JsonObject) });
}

function play({ kind, engine = engineOf(kind, ''), steps, before = {} }: Trap): readonly string[] {
  const driver = new FieldDriver(kind, engine);
  return steps.map((step, index) => {
    before[index]?.(driver);
    return told(driver.apply(written(kind, engine, step)), driver);
  });
}

/** What a resource needs and what a step writes beside; null takes out. */
function written(kind: string, engine: string, step: JsonObject): JsonObject {
  const all = Object.entries({ ...leastOf(kind, engine), ...step });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

function told({ problem, message, differs, requests }: Applied, { clusterId, state }: FieldDriver): string {
  if (problem === 'absent') return 'it is not there';
  if (problem === 'refused') return `refused: ${message}`;
  if (!differs) return 'nothing differs';
  const home = clusterId === '' ? (state?.clusterId ?? '') : clusterId;
  const lines = requests.map(({ method, path, body }) => `${method} ${shortened(path, home)}${bodyText(path, body)}`);
  const end = problem === undefined ? [] : [message === undefined ? problem : `${problem}: ${message}`];
  return [...lines, ...end].join('; ') || 'no request';
}

function shortened(path: string, home: string): string {
  return path
    .replace('/v2/', '')
    .replace(`databases/${home}/`, '')
    .replace(/^databases\/[0-9a-f-]{36}\//, '');
}

// The whole of a topic, or of a new cluster, says little.
function bodyText(path: string, body: Json | undefined): string {
  if (body === undefined || path === '/v2/databases') return '';
  if (path.startsWith('/v2/tags')) return '';
  if (!path.includes('topics/')) return ` ${JSON.stringify(sorted(body))}`;
  const { config: _, ...counts } = body as JsonObject;
  return Object.entries(counts)
    .map(([key, value]) => ` ${key}=${value}`)
    .join('');
}

function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]));
}

/** An asterisk stands for what goes without saying. */
function matches(pattern: string, line: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(line);
}

describe('the traps of the provider', () => {
  test('are all there', () => {
    expect([...new Set(TRAPS.map(({ trap }) => trap))]).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
  });

  test.each(TRAPS)('$trap $name: $reason', (trap) => {
    const played = play(trap);
    expect(played.map((line, index) => (matches(trap.want[index] ?? '', line) ? trap.want[index] : line))).toEqual(
      trap.want,
    );
  });
});
