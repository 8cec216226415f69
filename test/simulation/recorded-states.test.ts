import { describe, expect, test } from '@jest/globals';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import type { Fault } from '../../simulation/provider/traffic.js';
import { asObject, asString, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { RECORDINGS, recorded } from '../support/recorded-states.js';
import { ManagedResource } from './managed-resource.js';

const LATE_INITIALIZED = ['privateNetworkUuid', 'projectId', 'storageSizeMib'];

/** How to get from the manifest to the recorded state. */
interface Replayed {
  readonly file: string;
  readonly polls: number;
  /** The cluster that has to exist before, by the engine and the name in the recording. */
  readonly cluster?: {
    readonly engine: string;
    readonly name?: string;
    readonly version?: string;
    readonly database?: string;
  };
  /** The external name before the provider touched it; the cluster's id is filled in. */
  readonly externalName?: string;
  /** What was written at first, where that was something else; null stands for what was not. */
  readonly first?: JsonObject;
  /** What went wrong with requests of the second step, or of the only one. */
  readonly fault?: Fault;
  /** What was written once the resource existed. */
  readonly settled?: { readonly externalName: string; readonly policies: readonly string[] };
}

const REPLAYED: readonly Replayed[] = [
  { file: 'cluster-pg-creating', polls: 1 },
  { file: 'cluster-pg-ready', polls: 9 },
  { file: 'cluster-mysql-ready', polls: 9 },
  { file: 'cluster-mongodb-ready', polls: 9 },
  { file: 'cluster-valkey-ready', polls: 9 },
  { file: 'cluster-kafka-ready', polls: 9 },
  { file: 'cluster-opensearch-ready', polls: 9 },
  { file: 'cluster-rejected', polls: 4 },
  { file: 'cluster-without-version', polls: 4 },
  { file: 'cluster-setting-added-late', polls: 20, first: { sqlMode: null }, fault: refuse(/sql_mode$/, 2, 'no') },
  { file: 'cluster-tainted', polls: 9, fault: refuse(/eviction_policy$/, 1, 'invalid policy') },
  {
    file: 'cluster-window-removed',
    polls: 9,
    first: { maintenanceWindow: [{ day: 'sunday', hour: '03:00' }], tags: null },
  },
  { file: 'replica-pg-ready', polls: 9, cluster: { engine: 'pg' } },
  {
    file: 'cluster-pg-observed',
    polls: 9,
    cluster: { engine: 'pg', name: 'legacy', version: '16' },
    externalName: '<id>',
  },
  { file: 'user-pg-creating', polls: 1, cluster: { engine: 'pg' }, externalName: 'app' },
  { file: 'user-pg-stuck', polls: 9, cluster: { engine: 'pg' }, externalName: 'app' },
  { file: 'user-mysql-stuck', polls: 9, cluster: { engine: 'mysql' }, externalName: 'app' },
  { file: 'user-kafka-stuck', polls: 9, cluster: { engine: 'kafka' }, externalName: 'app' },
  { file: 'user-opensearch-stuck', polls: 9, cluster: { engine: 'opensearch' }, externalName: 'app' },
  { file: 'user-pg-observed', polls: 9, cluster: { engine: 'pg' }, externalName: '<id>,doadmin' },
  { file: 'user-observe-wrong-name', polls: 9, cluster: { engine: 'pg' }, externalName: 'doadmin' },
  {
    file: 'user-mongodb-settled',
    polls: 9,
    cluster: { engine: 'mongodb' },
    externalName: 'app',
    settled: { externalName: '<id>,app', policies: ['Observe', 'Delete'] },
  },
  { file: 'database-pg-ready', polls: 9, cluster: { engine: 'pg' } },
  { file: 'pool-pg-ready', polls: 9, cluster: { engine: 'pg', name: 'orders', database: 'orders' } },
  { file: 'user-observe-absent', polls: 9, cluster: { engine: 'pg' }, externalName: '<id>,ghost' },
];

/** What the stand-in does not leave yet, and what it would have to do for it. */
const NOT_REPLAYED: Readonly<Record<string, string>> = {
  'cluster-replaced': 'make a new, empty cluster where one is gone at DigitalOcean, and overwrite the external name',
  'database-adopted': 'take over a database by its id, after its creation was refused',
  'database-lost-answer': 'lose the answer to a creation',
  'database-name-taken': 'refuse to create a database that exists',
  'firewall-ready': 'give a firewall an id by the time, and each rule one of its own',
  'config-pg-ready': 'tell nothing of jit, which DigitalOcean is taken to have on',
  'topic-kafka-ready': 'fill in by late initialisation all that nobody set, and count as far as 64 bits go',
  'user-lost-answer': 'lose the answer to a creation, and find the user at the next look',
  'user-lost-observe': 'lose a user, and say so to whoever only looks',
  'user-lost-observe-delete': 'lose a user, and say nothing to whoever may delete it',
  'user-policies-unsupported': 'refuse policies that do not go together',
  'user-taken-over': 'take over a user that exists under the bare name',
};

describe('the provider stand-in leaves what the real one left', () => {
  test.each(REPLAYED)('$file', (recording) => {
    const { resource, connectionDetails } = recorded(recording.file);
    const simulated = simulate(resource, recording);
    expect(comparable(simulated.resource)).toEqual(comparable(resource));
    expect(shapes(simulated.details)).toEqual(shapes(connectionDetails));
  });

  test('or there is a reason', () => {
    const files = [...REPLAYED.map(({ file }) => file), ...Object.keys(NOT_REPLAYED)];
    expect(files.sort()).toEqual([...RECORDINGS].sort());
  });
});

function simulate(resource: JsonObject, replayed: Replayed): ManagedResource {
  const { polls, cluster, externalName, settled, first, fault } = replayed;
  const cloud = new DigitalOcean();
  const id = cluster === undefined ? '' : createCluster(cloud, cluster);
  const manifest = manifestOf(resource, id, externalName?.replace('<id>', id));
  const written = asObject(at(manifest, 'spec', 'forProvider'));
  const before =
    settled === undefined ? withParameters(manifest, { ...written, ...first }) : underFullManagement(manifest);
  if (first === undefined && fault !== undefined) cloud.traffic.fault(fault);
  const managed = new ManagedResource(before, cloud).poll(polls);
  if (first !== undefined && fault !== undefined) cloud.traffic.fault(fault);
  if (first !== undefined) managed.specify({ forProvider: written }).poll(polls);
  return settled === undefined
    ? managed
    : managed.settle(settled.externalName.replace('<id>', id), settled.policies).poll(polls);
}

function withParameters(manifest: JsonObject, parameters: JsonObject): JsonObject {
  const written = Object.entries(parameters).filter(([, value]) => value !== null);
  return { ...manifest, spec: { ...asObject(manifest.spec), forProvider: Object.fromEntries(written) } };
}

function refuse(path: RegExp, count: number, message: string): Fault {
  return { path, count, status: 422, message };
}

function createCluster(
  cloud: DigitalOcean,
  { engine, name = 'other', version = '17', database }: NonNullable<Replayed['cluster']>,
): string {
  const answer = cloud.createCluster({ engine, name, version, nodeCount: 1, region: 'nyc3', size: 'db-s-1vcpu-1gb' });
  if (!answer.ok) throw new Error(answer.cause);
  if (database !== undefined) cloud.createDatabase(answer.value.id, database);
  return answer.value.id;
}

/** What somebody wrote before the provider worked on it. */
function manifestOf(
  { apiVersion, kind, metadata, spec }: JsonObject,
  clusterId: string,
  externalName?: string,
): JsonObject {
  const { initProvider: _, forProvider, ...rest } = asObject(spec);
  const parameters = Object.entries(asObject(forProvider)).filter(([key]) => !LATE_INITIALIZED.includes(key));
  const written = Object.fromEntries(parameters);
  return {
    apiVersion: apiVersion ?? '',
    kind: kind ?? '',
    metadata: {
      name: at(metadata, 'name') ?? '',
      namespace: at(metadata, 'namespace') ?? '',
      annotations: externalName === undefined ? {} : { 'crossplane.io/external-name': externalName },
    },
    spec: { ...rest, forProvider: written.clusterId === undefined ? written : { ...written, clusterId } },
  };
}

function underFullManagement(manifest: JsonObject): JsonObject {
  return { ...manifest, spec: { ...asObject(manifest.spec), managementPolicies: ['*'] } };
}

// What depends on when and how often the real provider ran, what Terraform keeps for itself, and how a recording came to
// the id of its cluster.
const INCIDENTAL = [
  'resourceVersion',
  'generation',
  'observedGeneration',
  'upjet.crossplane.io/provider-meta',
  'clusterIdRef',
];

function comparable(value: Json | undefined): unknown {
  if (typeof value === 'string') return shapeOf(value);
  if (Array.isArray(value)) return inOrder(value).map(comparable);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !INCIDENTAL.includes(key));
  return Object.fromEntries(entries.map(([key, child]) => [key, comparable(child)]));
}

// Conditions stand in the order they were first set, which the real provider does not fix.
function inOrder(list: readonly Json[]): readonly Json[] {
  const type = (item: Json) => asString(at(item, 'type')) ?? '';
  return list.every((item) => type(item) !== '') ? list.toSorted((a, b) => type(a).localeCompare(type(b))) : list;
}

function shapes(details: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const shape = (value: string) => shapeOf(value.replace(/(?<=:)\w{16}(?=@)|^\w{16}$/g, '<password>'));
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, shape(value)]));
}

function shapeOf(text: string): string {
  return text
    .replace(/-----BEGIN.*-----END.*|\(PEM private key\)\n/s, '<pem>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\d{4}-\d\d-\d\dT[\d:]{8}Z/g, '<time>')
    .replace(/-do-user-(\d+)-0\.[a-p]\./g, '-do-user-$1-0.<cell>.')
    .replace(/-[0-9a-f]{8}(?=\.mongo\.)/g, '-<short id>')
    .replace(/AVNS_[\w-]{19}/g, '<password>')
    .replace(/\s+/g, ' ');
}
