import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Engine } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { CERTIFICATE } from '../support/certificate.js';
import { type ObservedState, run, type TestRequest } from '../support/run.js';
import { binding, CLUSTER_ID, clusterObserved, clusterReady, POLICY, userFree } from '../support/states.js';
import { CONTENTS_FIELDS } from './contents-fields.js';

// Nothing is accepted and then ignored: each field of the XRD changes what is composed or said, or is refused.

const UUID = '3f2a0c52-8d1e-4c5b-9a77-0c1d2e3f4a5b';

const ALLOWING: JsonObject = {
  ...POLICY,
  classes: { small: { size: 'db-s-2vcpu-4gb' } },
  references: { uuids: ['*'], clusters: true, backups: ['*'] },
};

/** A spec, and one that differs in the field only. */
type Pair = readonly [before: JsonObject, after: JsonObject];

const pg = (fields: JsonObject): JsonObject => ({ cluster: { engine: 'pg', ...fields } });
const of = (engine: Engine, fields: JsonObject): Pair => [{ cluster: { engine } }, { cluster: { engine, ...fields } }];
const reference = (clusterRef: JsonObject, users: readonly Json[] = [{ name: 'a' }]): JsonObject => ({
  clusterRef,
  users,
});
const restore = (fields: JsonObject): JsonObject => pg({ restoreFrom: { databaseName: 'shop-other', ...fields } });
const source = (type: string, value: string): JsonObject => pg({ trustedSources: [{ type, value }] });

const connected = (connection: JsonObject): JsonObject => ({ ...pg({}), connection });
const ca = (caCertificate: JsonObject): JsonObject => connected({ caCertificate });

/** What can be said of a Secret, wherever it stands. */
const secretFields = (path: string, place: (secret: JsonObject) => JsonObject): Readonly<Record<string, Pair>> => {
  const fields: JsonObject = {
    name: 'another',
    format: 'Operator',
    prefix: 'X_',
    keys: { MY_PORT: `\${port}` },
    labels: { team: 'a' },
    annotations: { team: 'a' },
  };
  const before = { name: 'one', format: 'Environment' };
  const pairs = Object.entries(fields).map(([field, value]): readonly [string, Pair] => [
    `${path}.${field}`,
    [place(before), place({ ...before, [field]: value })],
  ]);
  return Object.fromEntries(pairs);
};

const CONNECTION: Readonly<Record<string, Pair>> = {
  'spec.connection.endpoint': [pg({}), connected({ endpoint: 'Private' })],
  'spec.connection.tls': [pg({}), connected({ tls: 'VerifyFull' })],
  'spec.connection.configMap': [pg({}), connected({ configMap: true })],
  'spec.connection.defaultUser': [pg({}), connected({ defaultUser: true })],
  'spec.connection.caCertificate.inline': [pg({}), ca({ inline: CERTIFICATE })],
  'spec.connection.caCertificate.configMapRef.name': [
    ca({ configMapRef: { name: 'a' } }),
    ca({ configMapRef: { name: 'b' } }),
  ],
  'spec.connection.caCertificate.configMapRef.key': [
    ca({ configMapRef: { name: 'a' } }),
    ca({ configMapRef: { name: 'a', key: 'root' } }),
  ],
  'spec.connection.caCertificate.secretRef.name': [ca({ secretRef: { name: 'a' } }), ca({ secretRef: { name: 'b' } })],
  'spec.connection.caCertificate.secretRef.key': [
    ca({ secretRef: { name: 'a' } }),
    ca({ secretRef: { name: 'a', key: 'root' } }),
  ],
  'spec.connection.workload.kind': [
    connected({ workload: { kind: 'Deployment', name: 'a' } }),
    connected({ workload: { kind: 'CronJob', name: 'a' } }),
  ],
  'spec.connection.workload.name': [
    connected({ workload: { kind: 'Deployment', name: 'a' } }),
    connected({ workload: { kind: 'Deployment', name: 'b' } }),
  ],
  ...secretFields('spec.connection.secret', (secret) => connected({ secret })),
  ...secretFields('spec.connection.extraSecrets[]', (secret) => connected({ extraSecrets: [secret] })),
  ...secretFields('spec.users[].secret', (secret) => ({ ...pg({}), users: [{ name: 'a', secret }] })),
  ...secretFields('spec.users[].extraSecrets[]', (secret) => ({
    ...pg({}),
    users: [{ name: 'a', extraSecrets: [secret] }],
  })),
};

const inDatabase = (fields: JsonObject): JsonObject => ({ ...pg({}), databases: [{ name: 'a', ...fields }] });
const withWorker = (fields: JsonObject): JsonObject => ({
  ...pg({}),
  databases: [{ name: 'a' }, { name: 'b' }],
  users: [{ name: 'a' }, { name: 'worker', ...fields }],
});
/** What users may do in databases. */
const RIGHTS: Readonly<Record<string, Pair>> = {
  'spec.databases[].extensions': [inDatabase({}), inDatabase({ extensions: ['pgcrypto'] })],
  'spec.databases[].schemas[].name': [
    inDatabase({ schemas: [{ name: 'audit' }] }),
    inDatabase({ schemas: [{ name: 'log' }] }),
  ],
  'spec.users[].access': [withWorker({}), withWorker({ access: 'ReadOnly' })],
  'spec.users[].databases': [withWorker({}), withWorker({ databases: ['b'] })],
};

const FIELDS: Readonly<Record<string, Pair>> = {
  ...CONNECTION,
  'spec.cluster.engine': [pg({}), { cluster: { engine: 'mysql' } }],
  'spec.cluster.version': of('pg', { version: '18' }),
  'spec.cluster.class': of('pg', { class: 'small' }),
  'spec.cluster.size': of('pg', { size: 'db-s-2vcpu-4gb' }),
  'spec.cluster.nodeCount': of('pg', { nodeCount: 2 }),
  'spec.cluster.storageSizeMib': of('pg', { storageSizeMib: 61440 }),
  'spec.cluster.region': of('pg', { region: 'fra1' }),
  'spec.cluster.privateNetwork.uuid': of('pg', { privateNetwork: { uuid: UUID } }),
  'spec.cluster.privateNetwork.name': of('pg', { privateNetwork: { name: 'backend' } }),
  'spec.cluster.projectId': of('pg', { projectId: UUID }),
  'spec.cluster.tags': of('pg', { tags: ['a'] }),
  'spec.cluster.adopt': of('pg', { adopt: UUID }),
  'spec.cluster.adoptConfirmed': [pg({ adopt: CLUSTER_ID }), pg({ adopt: CLUSTER_ID, adoptConfirmed: true })],
  'spec.cluster.maintenanceWindow.day': [
    pg({ maintenanceWindow: { day: 'sunday', hour: '02:00' } }),
    pg({ maintenanceWindow: { day: 'monday', hour: '02:00' } }),
  ],
  'spec.cluster.maintenanceWindow.hour': [
    pg({ maintenanceWindow: { day: 'sunday', hour: '02:00' } }),
    pg({ maintenanceWindow: { day: 'sunday', hour: '03:00' } }),
  ],
  'spec.cluster.evictionPolicy': of('valkey', { evictionPolicy: 'allkeys_lru' }),
  'spec.cluster.sqlMode': of('mysql', { sqlMode: 'ANSI' }),
  'spec.cluster.trustedSources[].type': [source('k8s', UUID), source('app', UUID)],
  'spec.cluster.trustedSources[].value': [source('tag', 'a'), source('tag', 'b')],
  'spec.cluster.allowAll': [pg({ trustedSources: [] }), pg({ trustedSources: [], allowAll: true })],
  'spec.cluster.restoreFrom.databaseName': [restore({}), restore({ databaseName: 'shop-third' })],
  'spec.cluster.restoreFrom.backupCreatedAt': [restore({}), restore({ backupCreatedAt: '2026-01-31T02:00:00Z' })],
  'spec.cluster.configuration': of('pg', { configuration: { timezone: 'UTC' } }),
  'spec.clusterRef.engine': [reference({ uuid: CLUSTER_ID }), reference({ uuid: CLUSTER_ID, engine: 'mysql' })],
  'spec.clusterRef.uuid': [reference({ uuid: CLUSTER_ID }), reference({ uuid: UUID })],
  'spec.clusterRef.binding.name': [reference({ binding: { name: 'a' } }), reference({ binding: { name: 'b' } })],
  'spec.clusterRef.binding.namespace': [
    reference({ binding: { name: 'a' } }),
    reference({ binding: { name: 'a', namespace: 'other' } }),
  ],
  'spec.clusterRef.cluster.name': [reference({ cluster: { name: 'a' } }), reference({ cluster: { name: 'b' } })],
  ...RIGHTS,
  'spec.databases[].name': [
    { ...pg({}), databases: [{ name: 'a' }] },
    { ...pg({}), databases: [{ name: 'b' }] },
  ],
  'spec.users[].name': [
    { ...pg({}), users: [{ name: 'a' }] },
    { ...pg({}), users: [{ name: 'b' }] },
  ],
  'spec.users[].mode': [
    { ...pg({}), users: [{ name: 'a' }] },
    { ...pg({}), users: [{ name: 'a', mode: 'Observe' }] },
  ],
  'spec.deletionPolicy': [pg({}), { ...pg({}), deletionPolicy: 'Orphan' }],
  'spec.deletionProtection': [pg({}), { ...pg({}), deletionProtection: true }],
};

/** Worlds that a field needs to do anything. */
const WORLDS: Readonly<Record<string, Readonly<Record<string, ObservedState>>>> = {
  'spec.cluster.adoptConfirmed': { cluster: clusterObserved('pg') },
  'spec.clusterRef.engine': { cluster: clusterObserved('pg') },
  // A user that was made and one that is observed are looked at in the same way; before that they differ.
  'spec.users[].mode': { cluster: clusterReady('pg'), 'user-a': userFree('a') },
  'spec.cluster.allowAll': settled('pg', binding(source('tag', 'a')), POLICY),
};

/** What Crossplane finds where a certificate is asked for: without an object nobody looks at its keys. */
function found(spec: JsonObject): NonNullable<TestRequest['required']> {
  const isSecret = at(spec, 'connection', 'caCertificate', 'secretRef') !== undefined;
  const text = isSecret ? Buffer.from(CERTIFICATE).toString('base64') : CERTIFICATE;
  const header = { apiVersion: 'v1', kind: isSecret ? 'Secret' : 'ConfigMap' };
  return { 'ca-certificate': [{ ...header, metadata: { name: 'a', namespace: 'shop' }, data: { 'ca.crt': text } }] };
}

/** Fields that another binding reads: what they do is shown where references are. */
const READ_BY_OTHERS: ReadonlySet<string> = new Set([
  'spec.sharing.namespaces',
  'spec.sharing.acl[].topic',
  'spec.sharing.acl[].index',
  'spec.sharing.acl[].permission',
  'spec.sharing.allData',
]);

/** The fields that hold a value, not further fields. */
function leaves(schema: Json | undefined, path: string): readonly string[] {
  const properties = Object.entries(asObject(at(schema, 'properties')));
  if (properties.length > 0) return properties.flatMap(([name, child]) => leaves(child, `${path}.${name}`));
  const items = at(schema, 'items');
  return at(items, 'properties') === undefined ? [path] : leaves(items, `${path}[]`);
}

const xrd = parse(
  readFileSync(join(import.meta.dirname, '../../configuration/xrds/databasebinding.yaml'), 'utf8'),
) as Json;
const [version] = asList(at(xrd, 'spec', 'versions'));
const PATHS = leaves(at(version, 'schema', 'openAPIV3Schema', 'properties', 'spec'), 'spec');

/** All that is answered to a spec: at its first call, and in a world that was settled for another. */
function answers(path: string, spec: JsonObject, before: JsonObject): Json {
  const engine = (asString(at(before, 'cluster', 'engine')) ?? 'pg') as Engine;
  const policy: JsonObject = path in RIGHTS ? { ...ALLOWING, sql: { provider: 'ProviderSql' } } : ALLOWING;
  const worlds = [{}, WORLDS[path] ?? ('cluster' in before ? settled(engine, binding(before), policy) : {})];
  return worlds.map((observed) => {
    const { json } = run({ composite: binding(spec), policy, observed, required: found(spec) });
    return json;
  });
}

test('the table has every field of the XRD, and no other', () => {
  const known = [...Object.keys(FIELDS), ...Object.keys(CONTENTS_FIELDS), ...READ_BY_OTHERS];
  expect(known.sort()).toEqual([...PATHS].sort());
});

test.each(Object.entries(FIELDS))('%s changes something, or is refused', (path, [before, after]) => {
  expect(answers(path, after, before)).not.toEqual(answers(path, before, before));
});
