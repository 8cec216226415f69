import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments, stringify } from 'yaml';
import type { RenderOptions } from '../../src/commands/options.js';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';
import { composedName } from '../../tools/render/composed-name.js';
import { renderedDocuments } from '../../tools/render/print-rendered.js';
import { renderFiles } from '../../tools/render/render-command.js';
import { blocks, page } from '../docs/markdown.js';
import { callFunction } from '../support/call-function.js';
import { captureStreams } from '../support/captured-streams.js';

const ROOT = join(import.meta.dirname, '../..');
const PG = join(ROOT, 'examples/bindings/pg.yaml');
const COMPOSITION = join(ROOT, 'configuration/compositions/databasebinding.yaml');
const ENVIRONMENTS = join(ROOT, 'examples/compositions/environments.yaml');

const NOTHING: RenderOptions = {
  observed: [],
  requiredResources: [],
  extraResources: [],
  contextFiles: [],
  contextValues: [],
  fullXr: false,
  functionResults: false,
  context: false,
  output: 'yaml',
};

const folder = mkdtempSync(join(tmpdir(), 'render-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, ...documents: readonly JsonObject[]): string {
  const path = join(folder, name);
  writeFileSync(path, documents.map((document) => stringify(document)).join('---\n'));
  return path;
}

interface Ran {
  readonly code: number;
  readonly documents: readonly Json[];
  readonly err: string;
}

async function render(paths: readonly string[], options: Partial<RenderOptions> = {}, input = ''): Promise<Ran> {
  const { streams, out, err } = captureStreams({ input });
  const code = await renderFiles(paths, { ...NOTHING, ...options }, callFunction, streams);
  return { code, documents: parseAllDocuments(out()).map((document) => document.toJS() as Json), err: err() };
}

const kindsOf = (documents: readonly Json[]) => documents.map((document) => at(document, 'kind'));

const CLUSTER_ID = '66bd85d7-5f57-428b-a009-7ac6d0506aad';
const PROVIDER = 'database.digitalocean.m.crossplane.io/v1alpha1';

/** The Cluster of the binding `orders`, as Kubernetes has it once it is ready. */
const CLUSTER: JsonObject = {
  apiVersion: PROVIDER,
  kind: 'Cluster',
  metadata: {
    name: 'orders-abc',
    namespace: 'shop',
    annotations: {
      'crossplane.io/composition-resource-name': 'cluster',
      'crossplane.io/external-name': CLUSTER_ID,
    },
  },
  spec: {
    managementPolicies: ['Observe', 'Create', 'Update', 'Delete'],
    forProvider: {
      engine: 'pg',
      name: 'shop-orders',
      nodeCount: 1,
      region: 'nyc3',
      size: 'db-s-1vcpu-1gb',
      version: '17',
    },
    writeConnectionSecretToRef: { name: 'orders-cluster-conn' },
  },
  status: {
    atProvider: {
      id: CLUSTER_ID,
      engine: 'pg',
      host: 'h.example.org',
      port: 25060,
      database: 'defaultdb',
      user: 'doadmin',
    },
    conditions: [
      { type: 'Ready', status: 'True', reason: 'Available' },
      { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
    ],
  },
};

describe('what is rendered', () => {
  test('is the composite with its status, and what it composes', async () => {
    const { code, documents, err } = await render([PG, COMPOSITION]);
    expect({ code, err, kinds: kindsOf(documents) }).toEqual({
      code: 0,
      err: '',
      kinds: ['DatabaseBinding', 'Cluster'],
    });
    expect(at(documents[0], 'spec')).toEqual({
      crossplane: {
        resourceRefs: [{ apiVersion: PROVIDER, kind: 'Cluster', name: at(documents[1], 'metadata', 'name') }],
      },
    });
    expect(at(documents[1], 'metadata')).toMatchObject({
      generateName: 'orders-',
      namespace: 'shop',
      labels: { 'crossplane.io/composite': 'orders' },
      annotations: { 'crossplane.io/composition-resource-name': 'cluster' },
      ownerReferences: [{ kind: 'DatabaseBinding', name: 'orders', controller: true, blockOwnerDeletion: true }],
    });
  });

  test('has results and the context on request', () => {
    const results = [
      { severity: 'SEVERITY_WARNING', message: 'it stays', reason: 'DatabaseReleased' },
      { severity: 'SEVERITY_NORMAL', message: 'fine', reason: '' },
    ];
    const rendered = { composite: {}, composed: [], results, context: { a: 1 }, failure: undefined };
    const kinds = (included: Partial<RenderOptions>) =>
      renderedDocuments(rendered, { ...NOTHING, ...included }).slice(1);
    expect(kinds({})).toEqual([]);
    const apiVersion = 'render.crossplane.io/v1beta1';
    expect(kinds({ functionResults: true })).toEqual([
      { apiVersion, kind: 'Result', severity: 'Warning', message: 'it stays', reason: 'DatabaseReleased' },
      { apiVersion, kind: 'Result', severity: 'Normal', message: 'fine' },
    ]);
    expect(kinds({ context: true })).toEqual([{ apiVersion, kind: 'Context', fields: { a: 1 } }]);
  });

  test('is the whole composite on request', async () => {
    const { documents } = await render([PG, COMPOSITION], { fullXr: true });
    expect(at(documents[0], 'spec', 'cluster')).toEqual({ engine: 'pg' });
  });

  test('a name follows from the UID and the resource key, as in a cluster', () => {
    const composite = { name: 'orders', uid: 'd9704640-c053-5668-b8f1-b484b6f85b51' };
    expect(composedName(composite, 'cluster')).toBe('orders-ba264ee540a3');
  });

  test('comes from standard input, one after the other', async () => {
    const binding = { apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1', kind: 'DatabaseBinding' };
    const items = ['a', 'b'].map((name) => ({
      ...binding,
      metadata: { name, namespace: 'shop' },
      spec: { cluster: { engine: 'pg' } },
    }));
    const list = stringify({ apiVersion: 'v1', kind: 'List', items });
    const { code, documents } = await render(['-', COMPOSITION], {}, list);
    expect({ code, kinds: kindsOf(documents) }).toEqual({
      code: 0,
      kinds: ['DatabaseBinding', 'Cluster', 'DatabaseBinding', 'Cluster'],
    });
  });

  test('keeps the name of what was composed before, and goes on from there', async () => {
    const observed = [fileWith('observed.yaml', CLUSTER)];
    const { code, documents } = await render([PG, COMPOSITION], { observed });
    expect(code).toBe(0);
    const cluster = documents.find((document) => at(document, 'kind') === 'Cluster');
    expect(at(cluster, 'metadata', 'name')).toBe('orders-abc');
    expect(
      documents.map((document) => at(document, 'metadata', 'annotations', 'crossplane.io/composition-resource-name')),
    ).toContain('database-orders');
  });

  test('the connection secret of what was composed before is used', async () => {
    const secret: JsonObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'orders-cluster-conn', namespace: 'shop' },
      stringData: {
        'attribute.password': 'p',
        'attribute.private_uri': 'postgresql://doadmin:p@private.example.org:25060/defaultdb',
      },
    };
    const binding = fileWith('administrator.yaml', {
      apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
      kind: 'DatabaseBinding',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: { cluster: { engine: 'pg' }, databases: [], connection: { defaultUser: true } },
    });
    const wanted = 'orders-doadmin-credentials';
    const namesOf = async (...documents: readonly JsonObject[]) => {
      const observed = [fileWith('with-secret.yaml', ...documents)];
      const rendered = await render([binding, COMPOSITION], { observed });
      return rendered.documents.map((document) => at(document, 'metadata', 'name'));
    };
    expect(await namesOf(CLUSTER)).not.toContain(wanted);
    expect(await namesOf(CLUSTER, secret)).toContain(wanted);
  });

  test('what the function asks for is found among the required resources', async () => {
    const binding = fileWith('guest.yaml', {
      apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
      kind: 'DatabaseBinding',
      metadata: { name: 'guest', namespace: 'shop' },
      spec: { clusterRef: { binding: { name: 'orders' } } },
    });
    const owner: JsonObject = {
      apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
      kind: 'DatabaseBinding',
      metadata: { name: 'orders', namespace: 'shop', uid: 'u' },
      spec: { cluster: { engine: 'pg' } },
      status: { cluster: { id: CLUSTER_ID, engine: 'pg' } },
    };
    const owned = {
      ...CLUSTER,
      metadata: {
        ...(CLUSTER.metadata as JsonObject),
        labels: { 'crossplane.io/composite': 'orders' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'x', name: 'orders', uid: 'u', controller: true }],
      },
    };
    const required = fileWith('required.yaml', owner, owned);
    expect(kindsOf((await render([binding, COMPOSITION])).documents)).toEqual(['DatabaseBinding']);
    for (const option of ['requiredResources', 'extraResources'] as const)
      expect(kindsOf((await render([binding, COMPOSITION], { [option]: [required] })).documents)).toEqual([
        'DatabaseBinding',
        'Cluster',
      ]);
  });

  test('an EnvironmentConfig stands for its data in the context, and a step of another function is told', async () => {
    const environment = fileWith('environment.yaml', {
      apiVersion: 'apiextensions.crossplane.io/v1beta1',
      kind: 'EnvironmentConfig',
      metadata: { name: 'e' },
      data: {
        databaseBinding: { defaults: { cluster: { region: 'fra1', size: 'db-s-1vcpu-1gb' }, versions: { pg: '17' } } },
      },
    });
    const contextFiles = [{ key: 'apiextensions.crossplane.io/environment', value: environment }];
    const { code, documents, err } = await render([PG, ENVIRONMENTS], { contextFiles });
    expect(code).toBe(0);
    expect(at(documents[1], 'spec', 'forProvider', 'region')).toBe('fra1');
    expect(err).toContain('is left out: it calls function-environment-configs');
  });
});

test('the page shows what is printed', async () => {
  const { streams, out } = captureStreams();
  await renderFiles([PG, COMPOSITION], NOTHING, callFunction, streams);
  const printed = new Set(out().split('\n'));
  const shown = blocks(page('docs/render.md').text).find(({ language }) => language === 'console')?.code ?? '';
  const lines = shown.split('\n').filter((line) => !['', '…'].includes(line) && !line.startsWith('$'));
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.filter((line) => !printed.has(line))).toEqual([]);
});

describe('what cannot be rendered says why', () => {
  const nameless: JsonObject = { ...CLUSTER, metadata: { name: 'stray', namespace: 'shop' } };
  test.each<{
    reason: string;
    paths: () => readonly string[];
    options?: () => Partial<RenderOptions>;
    want: RegExp;
    code: number;
  }>([
    { reason: 'no file', paths: () => ['nowhere.yaml', COMPOSITION], want: /nowhere\.yaml: no such file/, code: 2 },
    { reason: 'no Composition', paths: () => [PG, PG], want: /no Composition in it/, code: 2 },
    {
      reason: 'no composite',
      paths: () => [COMPOSITION, COMPOSITION],
      want: /no DatabaseBinding of .*but Composition "/,
      code: 2,
    },
    {
      reason: 'observed without a key',
      paths: () => [PG, COMPOSITION],
      options: () => ({ observed: [fileWith('stray.yaml', nameless)] }),
      want: /Cluster "stray": has no annotation crossplane\.io\/composition-resource-name/,
      code: 2,
    },
    {
      reason: 'two with one key',
      paths: () => [PG, COMPOSITION],
      options: () => ({ observed: [fileWith('twice.yaml', CLUSTER, CLUSTER)] }),
      want: /another observed resource has the key "cluster" too/,
      code: 2,
    },
    {
      reason: 'a context that is not JSON',
      paths: () => [PG, COMPOSITION],
      options: () => ({ contextValues: [{ key: 'k', value: '{' }] }),
      want: /--context-values k: not JSON/,
      code: 2,
    },
    {
      reason: 'a fatal result',
      paths: () => [PG, ENVIRONMENTS],
      want: /cannot render DatabaseBinding "orders": pipeline step "database-binding" returned a fatal result/,
      code: 1,
    },
  ])('$reason', async ({ paths, options = () => ({}), want, code }) => {
    const ran = await render(paths(), options());
    expect(ran.err).toMatch(want);
    expect(ran.code).toBe(code);
  });
});
