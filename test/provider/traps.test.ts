import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { fakePem } from '../../simulation/fake.js';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import type { Engine } from '../../src/gen/binding.js';
import { MANAGED, MANAGED_NAMES } from '../../src/kinds/kinds.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, respecify, said, worldWith } from '../life/worlds.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { condition, withConditions, withValue } from '../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterCreating,
  clusterReady,
  configurationReady,
  contentReady,
  firewallReady,
  POLICY,
  placeReady,
  userSettled,
} from '../support/states.js';

// The 36 traps of the provider, and what the function does so that nobody falls into them.

/** What the function does about a trap. */
type Measure =
  /** It is refused with its path, before anything is sent. */
  | 'refuse'
  /** What was sent last is sent again, and told. */
  | 'keep'
  /** It is sent, whether the spec has it or not, and as the provider reads it back. */
  | 'always send'
  /** Something else comes first. */
  | 'order'
  /** A condition says so. */
  | 'warn'
  /** No binding can ask for it. */
  | 'not offered';

interface Trap {
  readonly trap: number;
  readonly name: string;
  readonly does: Measure;
  readonly why: string;
  readonly check: () => void | Promise<void>;
}

type Observed = Readonly<Record<string, ObservedState>>;

const KAFKA = { engine: 'kafka' } as const;
const FULL_POLICY = { ...POLICY, references: { backups: ['prod-shop-orders'], uuids: ['*'] } };

const call = (spec: JsonObject, observed: Observed = {}): TestResponse =>
  run({ composite: binding(spec), policy: FULL_POLICY, observed });
/** The answer where the cluster runs. */
const running = (engine: Engine, fields: JsonObject, observed: Observed = {}, rest: JsonObject = {}): TestResponse =>
  call({ cluster: { engine, ...fields }, ...rest }, { cluster: clusterReady(engine), ...observed });
const sent = ({ composed }: TestResponse, key: string, ...path: readonly string[]): Json | undefined =>
  at(composed[key]?.resource, 'spec', 'forProvider', ...path);
const resource = ({ composed }: TestResponse, key: string): JsonObject => composed[key]?.resource ?? {};
/** All that is told, in one text. */
const told = ({ conditions }: TestResponse): string =>
  Object.values(conditions)
    .map(({ reason, message }) => `${reason}: ${message}`)
    .join('\n');
/** That a condition has the reason, and names the field. */
const expectTold = (answer: TestResponse, reason: string, path: string): void =>
  expect(told(answer)).toMatch(new RegExp(`^${reason}: .*${path.replace(/[[\].]/g, '\\$&')}`, 'm'));
const refusal = (spec: JsonObject, observed?: Observed): string => call(spec, observed).fatal ?? '';
const configured = (engine: Engine, configuration: JsonObject): string =>
  refusal({ cluster: { engine, configuration } });
const expectRefused = (engine: Engine, field: string, value: Json): void =>
  expect(configured(engine, { [field]: value })).toContain(`spec.cluster.configuration.${field}`);
const sentState = (state: ObservedState, fields: JsonObject): ObservedState =>
  withValue(state, ['spec', 'forProvider'], { ...asObject(at(state.resource, 'spec', 'forProvider')), ...fields });

const topicSpec = (topic: JsonObject): JsonObject => ({ cluster: KAFKA, topics: [{ name: 'events', ...topic }] });
/** A topic that is there, as it was sent. */
const topicReady = (fields: JsonObject = {}, shown: JsonObject = {}): ObservedState => {
  const desired = resource(running('kafka', {}, {}, { topics: [{ name: 'events', partitions: 6 }] }), 'topic-events');
  return sentState(contentReady(desired, shown), fields);
};
const topicAfter = (topic: JsonObject, fields?: JsonObject, shown?: JsonObject): TestResponse =>
  call(topicSpec(topic), { cluster: clusterReady('kafka'), 'topic-events': topicReady(fields, shown) });

const WINDOW = { maintenanceWindow: { day: 'sunday', hour: '03:00' } };
const SENT_WINDOW = { maintenanceWindow: [{ day: 'sunday', hour: '03:00' }] };
const LATE: Readonly<Record<string, readonly [Engine, Json, Json]>> = {
  maintenanceWindow: ['pg', WINDOW.maintenanceWindow, SENT_WINDOW.maintenanceWindow],
  evictionPolicy: ['valkey', 'allkeys_lru', 'allkeys_lru'],
  sqlMode: ['mysql', 'ANSI', 'ANSI'],
};
const sinkSpec = (rsyslog: JsonObject): JsonObject => ({ logSinks: [{ name: 'logs', rsyslog }] });

/** Lives until nothing moves. */
async function settle(world: World, spec?: JsonObject): Promise<void> {
  if (spec) respecify(world, spec);
  await live(world);
}
const heldBy = ({ cloud }: World): JsonObject => ({ ...[...cloud.clusters.values()][0]?.fields });
/** All fields that the schema of a binding names. */
const XRD = parseAllDocuments(
  readFileSync(join(import.meta.dirname, '../../configuration/xrds/databasebinding.yaml'), 'utf8'),
)
  .map(String)
  .join('\n');

const TRAPS: readonly Trap[] = [
  {
    trap: 2,
    name: 'AFailureRightAfterThePostTaints',
    does: 'order',
    why: 'what is sent by a request of its own waits until the cluster has its id; then it can fail and heal',
    check: () => {
      for (const [field, [engine, value, written]] of Object.entries(LATE)) {
        const spec = { cluster: { engine, [field]: value } };
        expect(sent(call(spec), 'cluster', field)).toBeUndefined();
        expect(sent(call(spec, { cluster: clusterCreating(engine) }), 'cluster', field)).toBeUndefined();
        expect(sent(call(spec, { cluster: clusterReady(engine) }), 'cluster', field)).toEqual(written);
      }
      for (const hour of ['3:00', '24:00', '03', '03:60'])
        expect(refusal({ cluster: { engine: 'pg', maintenanceWindow: { day: 'sunday', hour } } })).toContain(
          'spec.cluster.maintenanceWindow.hour',
        );
      expect(refusal({ cluster: { engine: 'valkey', evictionPolicy: 'allkeys-lru' } })).toContain(
        'spec.cluster.evictionPolicy',
      );
    },
  },
  {
    trap: 3,
    name: 'TimescaleDb',
    does: 'not offered',
    why: 'one answer without it, and no look gets through any more',
    check: () => {
      expectRefused('pg', 'timescaledb', [{ maxBackgroundWorkers: 4 }]);
      expectRefused('pg', 'timescaledb', { maxBackgroundWorkers: 4 });
      expectRefused('pg', 'timescaledb', [{}]);
    },
  },
  {
    trap: 5,
    name: 'MaintenanceWindowTakenOut',
    does: 'keep',
    why: 'taking it out crashes every update, and version and tags are never sent again',
    check: () => {
      const before = sentState(clusterReady('pg'), SENT_WINDOW);
      const answer = call({ cluster: { engine: 'pg', version: '18' } }, { cluster: before });
      expect(sent(answer, 'cluster', 'maintenanceWindow')).toEqual(SENT_WINDOW.maintenanceWindow);
      expect(sent(answer, 'cluster', 'version')).toBe('18');
      expect(told(answer)).toContain('spec.cluster.maintenanceWindow');
    },
  },
  {
    trap: 6,
    name: 'ReplicaWithoutRegionOrSize',
    does: 'always send',
    why: 'without a region it is blocked from the first look, without a size it is resized for ever',
    check: () => {
      const replicas = [{ name: 'ro' }];
      expect(resource(running('pg', { replicas }), 'replica-ro')).toMatchObject({
        spec: { forProvider: { region: 'nyc3', size: 'db-s-1vcpu-1gb' } },
      });
      const upper = withValue(clusterReady('pg'), ['status', 'atProvider', 'region'], 'NYC3');
      expect(sent(call({ cluster: { engine: 'pg', replicas } }, { cluster: upper }), 'replica-ro', 'region')).toBe(
        'nyc3',
      );
      const placeless = withValue(
        placeReady(resource(running('pg', { replicas }), 'replica-ro')),
        ['spec', 'forProvider', 'size'],
        undefined,
      );
      expect(sent(running('pg', { replicas }, { 'replica-ro': placeless }), 'replica-ro', 'size')).toBe(
        'db-s-1vcpu-1gb',
      );
    },
  },
  {
    trap: 8,
    name: 'PgBouncer',
    does: 'not offered',
    why: 'the provider crashes before the request, and every other setting is lost with it',
    check: () => {
      expectRefused('pg', 'pgbouncer', [{ minPoolSize: 1 }]);
      // What an earlier version has sent goes, too: that heals.
      const before = configurationReady(
        resource(running('pg', { configuration: { timezone: 'UTC' } }), 'configuration'),
      );
      const poisoned = sentState(before, { pgbouncer: [{ minPoolSize: 1 }] });
      const answer = running('pg', { configuration: { timezone: 'UTC' } }, { configuration: poisoned });
      expect(sent(answer, 'configuration')).toEqual({ clusterId: CLUSTER_ID, timezone: 'UTC' });
    },
  },
  {
    trap: 9,
    name: 'AnAnswerAboutATopicLacksANumber',
    does: 'warn',
    why: 'nothing prevents it: the message says that the provider crashed, and a retry that the name is taken',
    check: () => {
      const crash =
        'create failed: readObjectStart: expect { or n, but found S, error found in #1 byte of ...|Stack trace|..., bigger context ...|Stack trace from the terraform-provider-digitalocea|...: apply failed';
      const crashed = withConditions(
        withValue(topicReady(), ['metadata', 'annotations'], {}),
        condition('Ready', 'False'),
        condition('Synced', 'False', crash),
      );
      const answer = call(topicSpec({}), { cluster: clusterReady('kafka'), 'topic-events': crashed });
      expect(answer.conditions.ConnectionReady).toMatchObject({ status: 'FALSE', reason: 'ProviderError' });
      expect(told(answer)).toContain('topic "events": the Terraform provider crashed');
      const taken = withConditions(
        withValue(crashed, ['status', 'atProvider'], {}),
        condition('Ready', 'False'),
        condition(
          'Synced',
          'False',
          'create failed: apply failed: Error creating database kafka topic: POST https://api.digitalocean.com/v2/databases/1/topics: 422 (request "1") topic name is not available: ',
        ),
      );
      // It is imported then, under its name.
      const next = call(topicSpec({ partitions: 6 }), { cluster: clusterReady('kafka'), 'topic-events': taken });
      expect(at(resource(next, 'topic-events'), 'metadata', 'annotations', 'crossplane.io/external-name')).toBe(
        `${CLUSTER_ID},events`,
      );
    },
  },
  {
    trap: 10,
    name: 'PartitionsTakenOut',
    does: 'always send',
    why: 'without a number three are sent, and fewer than there are is refused with all other changes',
    check: () => {
      expect(sent(topicAfter({}), 'topic-events', 'partitionCount')).toBe(6);
      const fewer = topicAfter({ partitions: 3 });
      expect(sent(fewer, 'topic-events', 'partitionCount')).toBe(6);
      expect(told(fewer)).toContain('spec.topics[0].partitions');
      // Nobody knows the number of one that was adopted, so it is only looked at.
      const adopted = withValue(
        topicReady({}, { partitionCount: 0 }),
        ['metadata', 'annotations', 'databasebinding.fn.crossplane.io/note'],
        'imported',
      );
      const unsaid = call(topicSpec({}), {
        cluster: clusterReady('kafka'),
        'topic-events': withValue(adopted, ['spec', 'forProvider', 'partitionCount'], undefined),
      });
      expect(at(resource(unsaid, 'topic-events'), 'spec', 'managementPolicies')).toEqual(['Observe']);
      expect(told(unsaid)).toContain('spec.topics[0].partitions');
    },
  },
  {
    trap: 12,
    name: 'ZeroInAConfiguration',
    does: 'refuse',
    why: 'it is dropped from the request, and nothing changes',
    check: () => {
      expectRefused('pg', 'backupHour', 0);
      expectRefused('mysql', 'backupHour', 0);
      expectRefused('mongodb', 'verbosity', 0);
      expectRefused('kafka', 'logCleanerMinCleanableRatio', 0);
      expectRefused('opensearch', 'ismHistoryMaxDocs', 0);
      // A fraction that becomes zero in 32 bits is zero, too.
      expectRefused('mysql', 'longQueryTime', 1e-60);
      expect(configured('valkey', { timeout: 0 })).toBe('');
    },
  },
  {
    trap: 13,
    name: 'FalseInAConfiguration',
    does: 'refuse',
    why: 'they can be switched on, never off',
    check: () => {
      expectRefused('mysql', 'slowQueryLog', false);
      for (const field of ['autoCreateTopicsEnable', 'logMessageDownconversionEnable', 'logPreallocate'])
        expectRefused('kafka', field, false);
      expect(configured('pg', { jit: false })).toBe('');
    },
  },
  {
    trap: 14,
    name: 'EmptyWords',
    does: 'refuse',
    why: 'they change nothing and show nothing: what was documented as off stays on',
    check: () => {
      const FIELDS: Readonly<Partial<Record<Engine, readonly string[]>>> = {
        valkey: ['notifyKeyspaceEvents'],
        kafka: ['logRetentionMs', 'logRetentionBytes', 'logFlushIntervalMs', 'logRollJitterMs'],
        mysql: ['defaultTimeZone', 'innodbFtServerStopwordTable'],
        pg: ['timezone', 'pgPartmanBgwRole', 'pgStatStatementsTrack'],
        mongodb: ['defaultWriteConcern'],
        opensearch: ['scriptMaxCompilationsRate'],
      };
      for (const [engine, fields] of Object.entries(FIELDS))
        for (const field of fields) expectRefused(engine as Engine, field, '');
      expect(refusal({ cluster: { engine: 'mysql', sqlMode: '' } })).toContain('spec.cluster.sqlMode');
    },
  },
  {
    trap: 15,
    name: 'NeverSentAtAll',
    does: 'not offered',
    why: 'no request carries them',
    check: () => {
      expectRefused('valkey', 'frequentSnapshots', true);
      expectRefused('valkey', 'valkeyActiveExpireEffort', 2);
    },
  },
  {
    trap: 19,
    name: 'BackupRestoreAfterCreation',
    does: 'keep',
    why: 'a change does nothing at all, and an empty name crashes the creation',
    check: () => {
      expect(refusal({ cluster: { engine: 'pg', restoreFrom: { databaseName: '' } } })).toContain(
        'spec.cluster.restoreFrom.databaseName',
      );
      const before = { backupRestore: [{ databaseName: 'prod-shop-orders' }] };
      const restored = { cluster: sentState(clusterReady('pg'), before) };
      const without = call({ cluster: { engine: 'pg' } }, restored);
      expect(sent(without, 'cluster', 'backupRestore')).toEqual(before.backupRestore);
      const restoreFrom = { databaseName: 'prod-shop-orders', backupCreatedAt: '2026-01-31T02:00:00Z' };
      const other = call({ cluster: { engine: 'pg', restoreFrom } }, restored);
      expect(sent(other, 'cluster', 'backupRestore')).toEqual(before.backupRestore);
      expectTold(other, 'ImmutableField', 'spec.cluster.restoreFrom');
    },
  },
  {
    trap: 20,
    name: 'AnUpdateSendsEverythingTheStateHolds',
    does: 'warn',
    why: 'one value that DigitalOcean reports but does not take fails them all: the message names the key',
    check: () => {
      const message =
        'update failed: apply failed: Error updating PostgreSQL configuration: PATCH https://api.digitalocean.com/v2/databases/1/config: 422 (request "1") invalid value for autovacuum_max_workers: ';
      const desired = resource(running('pg', { configuration: { timezone: 'UTC' } }), 'configuration');
      const failing = withConditions(
        configurationReady(desired),
        condition('Ready', 'True'),
        condition('Synced', 'False', message),
      );
      const answer = running('pg', { configuration: { timezone: 'UTC' } }, { configuration: failing });
      expect(told(answer)).toContain('spec.cluster.configuration.autovacuumMaxWorkers');
    },
  },
  {
    trap: 21,
    name: 'NumbersThatAreNotExactIn32Bits',
    does: 'always send',
    why: '0.1 is read back as 0.10000000149: the rounded one goes out as 0.1 and is quiet afterwards',
    check: () => {
      const written = Math.fround(0.1);
      const answer = running('pg', { configuration: { autovacuumVacuumScaleFactor: 0.1 } });
      expect(sent(answer, 'configuration', 'autovacuumVacuumScaleFactor')).toBe(written);
      const topic = topicAfter({ configuration: { minCleanableDirtyRatio: 0.1 } });
      expect(asList(sent(topic, 'topic-events', 'config'))[0]).toMatchObject({ minCleanableDirtyRatio: written });
    },
  },
  {
    trap: 22,
    name: 'PreallocateOfATopic',
    does: 'not offered',
    why: 'it is never read back: the whole topic would be sent at every look',
    check: () => {
      expect(refusal(topicSpec({ configuration: { preallocate: true } }))).toContain(
        'spec.topics[0].configuration.preallocate',
      );
      const before = topicReady({ config: [{ preallocate: true, retentionMs: '1000' }] });
      const answer = call(topicSpec({ configuration: { retentionMs: 1000 } }), {
        cluster: clusterReady('kafka'),
        'topic-events': before,
      });
      expect(sent(answer, 'topic-events', 'config')).toEqual([{ retentionMs: '1000' }]);
    },
  },
  {
    trap: 23,
    name: 'CertificatesWithWhiteSpaceAtTheEnd',
    does: 'always send',
    why: 'they are sent without it, and differ at every look; every PEM file ends with a newline',
    check: async () => {
      const rsyslog = {
        server: 'logs.example.org',
        port: 6514,
        tls: true,
        caCertificate: { name: 'logs', key: 'ca.crt' },
        clientCertificate: `${fakePem('CERTIFICATE', 'client')}\n`,
        clientKey: { name: 'logs', key: 'tls.key' },
      };
      // The Secrets of such a world have what files have: a newline at the end.
      const world = worldWith(bindingOf({ cluster: { engine: 'pg', ...sinkSpec(rsyslog) } }));
      await settle(world);
      expect(said(world, 'ClusterReady').status).toBe('True');
      const puts = (): number => world.cloud.traffic.requests({ method: 'PUT', path: /logsink/ }).length;
      const before = puts();
      for (let round = 0; round < 20; round += 1) await world.round();
      expect(puts()).toBe(before);
    },
  },
  {
    trap: 24,
    name: 'AListThatCannotBeEmptied',
    does: 'keep',
    why: 'taken out it differs for ever, and an empty one is not sent',
    check: () => {
      expectRefused('opensearch', 'reindexRemoteWhitelist', []);
      const configuration = { reindexRemoteWhitelist: ['example.org:443'] };
      const before = configurationReady(resource(running('opensearch', { configuration }), 'configuration'));
      const answer = running('opensearch', {}, { configuration: before });
      expect(sent(answer, 'configuration', 'reindexRemoteWhitelist')).toEqual(['example.org:443']);
      expect(told(answer)).toContain('spec.cluster.configuration.reindexRemoteWhitelist');
    },
  },
  {
    trap: 25,
    name: 'HowAWindowIsWritten',
    does: 'refuse',
    why: 'another spelling, or a second window, differs at every look',
    check: () => {
      for (const window of [
        { day: 'Friday', hour: '03:00' },
        { day: 'friday', hour: '3:00' },
      ])
        expect(refusal({ cluster: { engine: 'pg', maintenanceWindow: window } })).toContain(
          'spec.cluster.maintenanceWindow',
        );
      const two = sentState(clusterReady('pg'), {
        maintenanceWindow: [...SENT_WINDOW.maintenanceWindow, { day: 'friday', hour: '04:00' }],
      });
      for (const fields of [{}, WINDOW])
        expect(
          sent(call({ cluster: { engine: 'pg', ...fields } }, { cluster: two }), 'cluster', 'maintenanceWindow'),
        ).toEqual(SENT_WINDOW.maintenanceWindow);
      const seconds = running('pg', { maintenanceWindow: { day: 'friday', hour: '04:00:00' } });
      expect(asList(sent(seconds, 'cluster', 'maintenanceWindow'))).toHaveLength(1);
    },
  },
  {
    trap: 26,
    name: 'NumbersInStrings',
    does: 'refuse',
    why: 'leading zeroes differ for ever, words are dropped without an error, and -1 is not for all',
    check: () => {
      for (const value of ['007', 'seven', '1.5', '1e3', ' 1', '+1', '-2'])
        expectRefused('kafka', 'logRetentionMs', value);
      expectRefused('kafka', 'logFlushIntervalMs', '-1');
      for (const field of ['logRetentionMs', 'logRetentionBytes'])
        expect(configured('kafka', { [field]: '-1' })).toBe('');
      expect(refusal(topicSpec({ configuration: { messageTimestampDifferenceMaxMs: -1 } }))).toContain(
        'messageTimestampDifferenceMaxMs',
      );
      for (const field of ['retentionMs', 'retentionBytes'])
        expect(asList(sent(topicAfter({ configuration: { [field]: -1 } }), 'topic-events', 'config'))).toEqual([
          { [field]: '-1' },
        ]);
      expect(sent(running('pg', { storageSizeMib: 61440 }), 'cluster', 'storageSizeMib')).toBe('61440');
      expect(refusal({ cluster: { engine: 'pg', storageSizeMib: '061440' } })).toContain('spec.cluster.storageSizeMib');
    },
  },
  {
    trap: 27,
    name: 'ASecondBlock',
    does: 'always send',
    why: 'two blocks of settings are merged into one request, and differ for ever',
    check: () => {
      const two = { config: [{ cleanupPolicy: 'compact' }, { retentionMs: '1000' }] };
      for (const topic of [{ configuration: { retentionMs: 1000 } }, {}])
        expect(asList(sent(topicAfter(topic, two), 'topic-events', 'config'))).toHaveLength(1);
    },
  },
  {
    trap: 28,
    name: 'AClusterThatIsNeverQuiet',
    does: 'order',
    why: 'a MongoDB cluster without metrics differs at every look: it is ready by Ready and Synced alone',
    check: () => {
      const restless = withConditions(
        clusterReady('mongodb'),
        condition('Ready', 'True'),
        condition('Synced', 'True'),
        { type: 'AsyncOperation', status: 'False', reason: 'Ongoing' },
        { type: 'LastAsyncOperation', status: 'True', reason: 'Success' },
      );
      const answer = call({ cluster: { engine: 'mongodb' } }, { cluster: restless });
      expect(answer.conditions.ClusterReady?.status).toBe('TRUE');
      expect(Object.keys(answer.composed)).toContain('user-orders');
    },
  },
  {
    trap: 29,
    name: 'ATopicCreatedWithSettings',
    does: 'order',
    why: 'it would also get false and zero for others: a topic comes first, its settings once it is there',
    check: () => {
      const configuration = { retentionMs: 1000 };
      const first = running('kafka', {}, {}, { topics: [{ name: 'events', configuration }] });
      expect(Object.keys(asObject(sent(first, 'topic-events')))).not.toContain('config');
      expect(sent(topicAfter({ configuration }), 'topic-events', 'config')).toEqual([{ retentionMs: '1000' }]);
    },
  },
  {
    trap: 30,
    name: 'WhatIsNeverReadBack',
    does: 'keep',
    why: 'what the provider shows of it proves nothing, so nothing is compared with it',
    check: () => {
      const acl = [{ topic: 'orders', permission: 'consume' }];
      const spec = { cluster: KAFKA, users: [{ name: 'orders', acl }], topics: [{ name: 'events', partitions: 6 }] };
      const user = userSettled('kafka', 'orders', undefined, { settings: [{ acl }] });
      const world = (users: ObservedState, shown: JsonObject): TestResponse =>
        call(spec, { cluster: clusterReady('kafka'), 'user-orders': users, 'topic-events': topicReady({}, shown) });
      const plain = world(user, {});
      const odd = world(
        withValue(user, ['status', 'atProvider', 'settings'], [{ acl: [{ topic: '*', permission: 'admin' }] }]),
        { partitionCount: 0, config: [{ preallocate: true }] },
      );
      expect(odd.composed).toEqual(plain.composed);
      expect(odd.conditions).toEqual(plain.conditions);
    },
  },
  {
    trap: 31,
    name: 'AdoptionOfASchemaOrAMigration',
    does: 'not offered',
    why: 'an imported schema wants a replacement, and a migration is not found',
    check: () => {
      expect(MANAGED.schema.separator).toBeUndefined();
      const schemas = [{ subject: 'events-value', type: 'avro', schema: '"string"' }];
      const desired = resource(running('kafka', {}, {}, { schemas }), 'schema-events-value');
      const taken = withConditions(
        { resource: { ...desired, metadata: { name: 'x', annotations: {} } } },
        condition('Synced', 'False', 'create failed: apply failed: 422 subject name is not available'),
      );
      const answer = running('kafka', {}, { 'schema-events-value': taken }, { schemas });
      expect(at(resource(answer, 'schema-events-value'), 'metadata', 'annotations')).toBeUndefined();
      expect(told(answer)).toContain('schema "events-value"');
    },
  },
  {
    trap: 32,
    name: 'ASchemaIsComparedAsText',
    does: 'keep',
    why: 'another space blocks it for ever: the text goes out byte for byte, and another text is refused',
    check: () => {
      const schema = ' {\n  "type":"record" ,\t"name": "\u00e9"\r\n}\n\n';
      const schemas = [{ subject: 'events-value', type: 'avro', schema }];
      const first = running('kafka', {}, {}, { schemas });
      expect(sent(first, 'schema-events-value', 'schema')).toBe(schema);
      const there = contentReady(resource(first, 'schema-events-value'));
      const other = [{ ...schemas[0], schema: schema.trim() }];
      const answer = running('kafka', {}, { 'schema-events-value': there }, { schemas: other });
      expect(sent(answer, 'schema-events-value', 'schema')).toBe(schema);
      expectTold(answer, 'ImmutableField', 'spec.schemas[0].schema');
    },
  },
  {
    trap: 34,
    name: 'TheLastTrustedSource',
    does: 'keep',
    why: 'no rule at all is refused by the provider, and without the resource everybody could connect',
    check: () => {
      const trustedSources = [{ type: 'ip_addr', value: '192.0.2.0/24' }];
      const before = firewallReady(resource(running('pg', { trustedSources }), 'firewall'));
      for (const fields of [{}, { trustedSources: [] }]) {
        const answer = running('pg', fields, { firewall: before });
        expect(sent(answer, 'firewall', 'rule')).toEqual(trustedSources);
        expectTold(answer, 'TrustedSourcesKept', 'spec.cluster.trustedSources');
      }
      // Opening it is said in so many words.
      const opened = running('pg', { trustedSources: [], allowAll: true }, { firewall: before });
      expect(at(resource(opened, 'firewall'), 'spec', 'managementPolicies')).toContain('Delete');
      const last = withValue(before, ['spec', 'managementPolicies'], ['Observe', 'Create', 'Update', 'Delete']);
      const gone = running('pg', { trustedSources: [], allowAll: true }, { firewall: last });
      expect(Object.keys(gone.composed)).not.toContain('firewall');
    },
  },
  {
    trap: 35,
    name: 'TheEngineIsNotChecked',
    does: 'refuse',
    why: 'the provider lets a configuration of another engine pass, and refuses two settings of clusters in a plan',
    check: () => {
      expect(configured('mysql', { jit: true })).toContain('spec.cluster.configuration.jit');
      expect(refusal({ cluster: { engine: 'pg', sqlMode: 'ANSI' } })).toContain('sqlMode');
      expect(refusal({ cluster: { engine: 'pg', evictionPolicy: 'noeviction' } })).toContain('evictionPolicy');
      const users = [{ name: 'orders', mysqlAuthPlugin: 'mysql_native_password' }];
      expect(refusal({ cluster: { engine: 'pg' }, users })).toContain('spec.users[0].mysqlAuthPlugin');
      // A configuration waits until the cluster is online.
      const early = call(
        { cluster: { engine: 'valkey', configuration: { timeout: 60 } } },
        { cluster: clusterCreating('valkey') },
      );
      expect(Object.keys(early.composed)).not.toContain('configuration');
    },
  },
  {
    trap: 36,
    name: 'OnlineMigration',
    does: 'not offered',
    why: 'every change starts it anew, and a password stands in the resource for all to read',
    check: () => {
      expect(MANAGED_NAMES.flatMap((kind) => [...MANAGED[kind].kinds])).not.toContain('OnlineMigration');
      expect(XRD).not.toMatch(/migrat\w*:/i);
      expect(refusal({ cluster: { engine: 'pg', onlineMigration: { host: 'x' } } })).toContain(
        'spec.cluster.onlineMigration',
      );
    },
  },
  {
    trap: 17,
    name: 'ASettingTakenOut',
    does: 'keep',
    why: 'it stays at DigitalOcean, or a word that nobody wrote is sent: the last one stays, and is told',
    check: () => {
      const configuration = { timezone: 'UTC' };
      const before = configurationReady(resource(running('pg', { configuration }), 'configuration'));
      const answer = running('pg', {}, { configuration: before });
      expect(sent(answer, 'configuration', 'timezone')).toBe('UTC');
      expectTold(answer, 'ConfigurationKept', 'spec.cluster.configuration.timezone');
      for (const [field, [engine, , written]] of Object.entries(LATE)) {
        const cluster = sentState(clusterReady(engine), { [field]: written });
        const kept = call({ cluster: { engine } }, { cluster });
        expect(sent(kept, 'cluster', field)).toEqual(written);
        expectTold(kept, 'ConfigurationKept', `spec.cluster.${field}`);
      }
      const topic = topicAfter({}, { config: [{ retentionMs: '1000', minInsyncReplicas: 2 }], replicationFactor: 3 });
      expect(asList(sent(topic, 'topic-events', 'config'))).toEqual([{ retentionMs: '1000', minInsyncReplicas: 2 }]);
      expect(sent(topic, 'topic-events', 'replicationFactor')).toBe(3);
      for (const field of ['retentionMs', 'minInsyncReplicas'])
        expect(told(topic)).toContain(`spec.topics[0].configuration.${field}`);
      const plugin = userSettled('mysql', 'orders', undefined, { mysqlAuthPlugin: 'mysql_native_password' });
      const user = running('mysql', {}, { 'user-orders': plugin }, { users: [{ name: 'orders' }] });
      expect(sent(user, 'user-orders', 'mysqlAuthPlugin')).toBe('mysql_native_password');
      // A storage that was sent is not taken back either.
      const stored = sentState(clusterReady('pg'), { storageSizeMib: '10240' });
      expect([undefined, '10240']).toContain(
        sent(call({ cluster: { engine: 'pg' } }, { cluster: stored }), 'cluster', 'storageSizeMib'),
      );
    },
  },
  {
    trap: 18,
    name: 'UserSettingsTakenOut',
    does: 'keep',
    why: 'an empty body is sent, and nobody knows what becomes of the access list',
    check: () => {
      const settings = [{ acl: [{ topic: 'orders', permission: 'consume' }] }];
      const user = userSettled('kafka', 'orders', undefined, { settings });
      const answer = running('kafka', {}, { 'user-orders': user }, { users: [{ name: 'orders' }] });
      expect(sent(answer, 'user-orders', 'settings')).toEqual(settings);
      expect(told(answer)).toContain('spec.users[0].acl');
      // An empty list, which would be sent as no settings, is no list.
      expect(refusal({ cluster: KAFKA, users: [{ name: 'orders', acl: [] }] })).toContain('spec.users[0].acl');
    },
  },
  {
    trap: 1,
    name: 'AChangeWhoseRequestFailsCountsAsDone',
    does: 'warn',
    why: 'the provider looks content, and never sends it again: as long as the last operation tells, a condition does',
    check: () => {
      const refused = (what: string): JsonObject =>
        condition('LastAsyncOperation', 'False', `apply failed: Error updating ${what}: 422 no`);
      const content = [condition('Ready', 'True'), condition('Synced', 'True')];
      const topic = withConditions(topicReady({ partitionCount: 9 }), ...content, refused('database kafka topic'));
      const answer = call(topicSpec({ partitions: 9 }), { cluster: clusterReady('kafka'), 'topic-events': topic });
      expect(told(answer)).toMatch(/ChangeFailed: .*topic/);
      const desired = resource(running('kafka', { configuration: { logRetentionMs: '1000' } }), 'configuration');
      const settings = withConditions(configurationReady(desired), ...content, refused('Kafka configuration'));
      const later = running('kafka', { configuration: { logRetentionMs: '1000' } }, { configuration: settings });
      expect(told(later)).toMatch(/ChangeFailed: .*configuration/);
    },
  },
  {
    trap: 4,
    name: 'ASizeThatOutgrowsItsStorage',
    does: 'always send',
    why: 'the disk grows with the size and is wanted back for ever, so that the tags never arrive',
    check: async () => {
      const cluster = { engine: 'pg', version: '17', size: 'db-s-1vcpu-2gb', storageSizeMib: 40960 };
      const world = worldWith(bindingOf({ cluster }));
      await settle(world);
      await settle(world, { cluster: { ...cluster, size: 'db-s-2vcpu-4gb' } });
      await settle(world, { cluster: { ...cluster, size: 'db-s-2vcpu-4gb', tags: ['x'] } });
      expect(heldBy(world)).toMatchObject({ size: 'db-s-2vcpu-4gb', tags: ['x'] });
    },
  },
  {
    trap: 7,
    name: 'AReplicaThatOutgrowsItsStorage',
    does: 'refuse',
    why: 'its resize sends the storage that it has, too little for a larger size: only both together are sent',
    check: async () => {
      const replicaOf = (fields: JsonObject): JsonObject => ({
        cluster: { engine: 'pg', version: '17', replicas: [{ name: 'ro', ...fields }] },
      });
      const world = worldWith(bindingOf(replicaOf({ size: 'db-s-1vcpu-2gb' })));
      const resizes = () => world.cloud.traffic.requests({ method: 'PUT', path: /[/]resize$/ }).map(({ body }) => body);
      await settle(world);
      await settle(world, replicaOf({ size: 'db-s-2vcpu-4gb' }));
      expect(asString(said(world, 'SpecAccepted').message)).toContain('spec.cluster.replicas[0].size');
      expect(resizes()).toEqual([]);
      await settle(world, replicaOf({ size: 'db-s-2vcpu-4gb', storageSizeMib: 61440 }));
      expect(resizes()).toEqual([expect.objectContaining({ size: 'db-s-2vcpu-4gb', storage_size_mib: 61440 })]);
    },
  },
  {
    trap: 11,
    name: 'WithoutAVersion',
    does: 'always send',
    why: 'the provider refuses the creation, and later everything about the cluster',
    check: () => {
      // Nothing is created before somebody says which.
      const policy = { ...POLICY, defaults: { cluster: { region: 'nyc3', size: 'db-s-1vcpu-1gb' } } };
      const first = run({ composite: binding({ cluster: { engine: 'pg' } }), policy });
      expect(Object.keys(first.composed)).not.toContain('cluster');
      expect(`${first.fatal}${told(first)}`).toContain('spec.cluster.version');
      const unsent = withValue(clusterReady('pg'), ['spec', 'forProvider', 'version'], undefined);
      for (const cluster of [clusterReady('pg'), unsent]) {
        expect(sent(call({ cluster: { engine: 'pg' } }, { cluster }), 'cluster', 'version')).toBe('17');
      }
    },
  },
  {
    trap: 16,
    name: 'AValkeyVersionThatIsNoHigherWholeNumber',
    does: 'refuse',
    why: 'it is ignored in silence',
    check: () => {
      const answer = running('valkey', { version: '8.1' });
      expect(`${answer.fatal}${told(answer)}`).toContain('spec.cluster.version');
      expect(sent(answer, 'cluster', 'version')).not.toBe('8.1');
    },
  },
  {
    trap: 33,
    name: 'ThePoolsUser',
    does: 'always send',
    why: 'given later or taken out it is another pool, and one that DigitalOcean answers must not block it',
    check: () => {
      const pools = (user?: string): JsonObject => ({
        connectionPools: [{ name: 'web', size: 5, ...(user === undefined ? {} : { user }) }],
        databases: [],
      });
      const desired = resource(running('pg', {}, {}, pools()), 'pool-web');
      // DigitalOcean answers a user for a pool that was made without one.
      const there = placeReady(desired, { user: 'doadmin' });
      const answer = running('pg', {}, { 'pool-web': there }, pools());
      expect(Object.keys(answer.composed).filter((key) => key.startsWith('pool-'))).toEqual(['pool-web']);
      expect(sent(answer, 'pool-web', 'user')).toEqual(at(desired, 'spec', 'forProvider', 'user'));
      // Another user is another pool: the one that is there stays as it is.
      const named = running('pg', {}, { 'pool-web': placeReady(desired) }, pools('doadmin'));
      expect(sent(named, 'pool-web', 'user')).toEqual(at(desired, 'spec', 'forProvider', 'user'));
    },
  },
];

describe('the traps of the provider', () => {
  test.each(TRAPS)('$trap $name: $does, since $why', ({ check }) => check());

  test('are 36, and none is left out', () => {
    const numbers = TRAPS.map(({ trap }) => trap).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 36 }, (_, i) => i + 1));
  });
});
