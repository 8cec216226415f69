import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { asObject, asString, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { DigitalOcean } from '../../src/simulation/provider/digitalocean.js';
import { ManagedResource } from './managed-resource.js';

// The states the real provider left are not part of this repository; where they are at hand, the stand-in is held
// against them.
const FOLDER = join(import.meta.dirname, '../../../shared/provider-states');
const LATE_INITIALIZED = ['privateNetworkUuid', 'projectId', 'storageSizeMib'];

/** How to get from the manifest to the recorded state. */
interface Recorded {
  readonly file: string;
  readonly polls: number;
  /** The cluster that has to exist before, by the engine and the name in the recording. */
  readonly cluster?: { readonly engine: string; readonly name?: string; readonly version?: string };
  /** The external name before the provider touched it; the cluster's id is filled in. */
  readonly externalName?: string;
  /** What was written once the resource existed. */
  readonly settled?: { readonly externalName: string; readonly policies: readonly string[] };
}

const RECORDED: readonly Recorded[] = [
  { file: 'cluster-pg-creating', polls: 1 },
  { file: 'cluster-pg-ready', polls: 9 },
  { file: 'cluster-mysql-ready', polls: 9 },
  { file: 'cluster-mongodb-ready', polls: 9 },
  { file: 'cluster-valkey-ready', polls: 9 },
  { file: 'cluster-kafka-ready', polls: 9 },
  { file: 'cluster-opensearch-ready', polls: 9 },
  { file: 'cluster-rejected', polls: 4 },
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
];

const available = existsSync(FOLDER) ? describe : describe.skip;

available('the provider stand-in leaves what the real one left', () => {
  test.each(RECORDED)('$file', (recorded) => {
    const { resource, connectionDetails } = parse(readFileSync(join(FOLDER, `${recorded.file}.yaml`), 'utf8'));
    const simulated = simulate(resource, recorded);
    expect(comparable(simulated.resource)).toEqual(comparable(resource));
    expect(shapes(simulated.details)).toEqual(shapes(connectionDetails));
  });
});

function simulate(resource: JsonObject, { polls, cluster, externalName, settled }: Recorded): ManagedResource {
  const cloud = new DigitalOcean();
  const id = cluster === undefined ? '' : createCluster(cloud, cluster);
  const manifest = manifestOf(resource, id, externalName?.replace('<id>', id));
  const managed = new ManagedResource(settled === undefined ? manifest : underFullManagement(manifest), cloud).poll(
    polls,
  );
  return settled === undefined
    ? managed
    : managed.settle(settled.externalName.replace('<id>', id), settled.policies).poll(polls);
}

function createCluster(
  cloud: DigitalOcean,
  { engine, name = 'other', version = '17' }: NonNullable<Recorded['cluster']>,
): string {
  const answer = cloud.createCluster({ engine, name, version, nodeCount: 1, region: 'nyc3', size: 'db-s-1vcpu-1gb' });
  if (!answer.ok) throw new Error(answer.cause);
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

// What depends on when and how often the real provider ran, and what Terraform keeps for itself.
const INCIDENTAL = ['resourceVersion', 'generation', 'observedGeneration', 'upjet.crossplane.io/provider-meta'];

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
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, shapeOf(value)]));
}

function shapeOf(text: string): string {
  return text
    .replace(/-----BEGIN.*-----END.*|\(PEM private key\)\n/s, '<pem>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\d{4}-\d\d-\d\dT[\d:]{8}Z/g, '<time>')
    .replace(/-do-user-(\d+)-0\.[a-p]\./g, '-do-user-$1-0.<cell>.')
    .replace(/-[0-9a-f]{8}(?=\.mongo\.)/g, '-<short id>')
    .replace(/AVNS_[\w-]{19}/g, '<password>')
    .replace(/(?<=:)\w{16}(?=@)|^\w{16}$/g, '<password>')
    .replace(/\s+/g, ' ');
}
