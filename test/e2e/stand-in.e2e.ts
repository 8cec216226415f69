import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refOf } from '../../simulation/api-server/object-store.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { HAS_POSTGRESQL, PSQL, startPostgreSql } from '../clients/postgresql-server.js';
import type { RunningServer } from '../clients/server.js';
import { CERTIFICATE } from '../support/certificate.js';
import { BINDINGS_API, Composite, createNamespace } from './harness/bindings.js';
import { installXrd, manifest } from './harness/control-plane.js';
import { startCrossplane } from './harness/crossplane.js';
import { eventually } from './harness/eventually.js';
import { FunctionProgram, installFunction } from './harness/function.js';
import { type Kubernetes, startKubernetes } from './harness/kubernetes.js';
import { REAL, SHORT } from './harness/mode.js';
import { type Program, startProgram } from './harness/program.js';
import { installCrds } from './harness/provider-crds.js';
import { inRepository } from './harness/tools.js';

// The quickstart without an account: its commands, as far as they need no container.

const NAMESPACE = 'shop';
const SUPERUSER = ['hostssl all postgres 127.0.0.1/32 trust', 'hostssl all all 127.0.0.1/32 scram-sha-256'];
const FIRST = {
  apiVersion: BINDINGS_API,
  kind: 'DatabaseBinding',
  metadata: { namespace: NAMESPACE, name: 'orders' },
  spec: { cluster: { engine: 'pg' } },
};

const kafkaOf = (name: string) => ({
  ...FIRST,
  metadata: { namespace: NAMESPACE, name },
  spec: { cluster: { engine: 'kafka' } },
});

/** What the function needs of provider-http's kind. */
const REQUESTS: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'disposablerequests.http.m.crossplane.io' },
  spec: {
    group: 'http.m.crossplane.io',
    names: { kind: 'DisposableRequest', plural: 'disposablerequests', singular: 'disposablerequest' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1alpha2',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

const run = promisify(execFile);

// The real provider has no part in it.
const skipped = SHORT || REAL !== undefined || !HAS_POSTGRESQL;

(skipped ? describe.skip : describe)('the stand-in of the provider, as a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const programs: Program[] = [];
  let kubernetes: Kubernetes;
  let fn: FunctionProgram | undefined;
  let server: RunningServer | undefined;
  let standIn: Program;

  beforeAll(async () => {
    kubernetes = await startKubernetes(folder, programs);
    const { cluster, kubeconfig } = kubernetes;
    const crossplane = await startCrossplane(folder, kubernetes, { packageRuntime: 'External' });
    programs.push(crossplane.program);
    fn = await FunctionProgram.start(folder, crossplane.authority);
    await installFunction(cluster, fn.port);
    server = await startPostgreSql(SUPERUSER, '127.0.0.1');
    standIn = startProgram({
      name: 'stand-in',
      command: process.execPath,
      args: [
        inRepository('scripts/stand-in.mjs'),
        `--postgresql=postgresql://postgres@127.0.0.1:${server.port}/postgres`,
        // As the Service of the page: only the stand-in reaches it elsewhere.
        `--pods-reach=localhost:${server.port}`,
      ],
      folder,
      environment: { KUBECONFIG: kubeconfig },
    });
    programs.push(standIn);
    await eventually('the kinds', async () => standIn.tail().includes('installed '), 120);
    for (const name of ['databasebinding', 'xdatabasebinding']) {
      await installXrd(cluster, manifest(`configuration/xrds/${name}.yaml`));
      await cluster.apply(manifest(`configuration/compositions/${name}.yaml`));
    }
    await createNamespace(cluster, NAMESPACE);
    await cluster.apply(FIRST);
  }, 300_000);

  afterAll(async () => {
    await fn?.stop();
    kubernetes?.cluster.close();
    for (const program of programs.reverse()) await program.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }, 120_000);

  test('makes the first binding ready, and what its Secret leads to reads a row', async () => {
    const binding = new Composite(kubernetes.cluster, FIRST);
    await binding.until('Ready', 'True');
    const secret = await binding.secret('orders-credentials');
    const statements = [
      'create table if not exists greetings (id serial primary key, text varchar not null)',
      "insert into greetings (text) values ('hello') on conflict do nothing",
      'select text from greetings limit 1',
    ];
    const args = [secret?.uri ?? '', '-v', 'ON_ERROR_STOP=1', '-qtA', ...statements.flatMap((each) => ['-c', each])];
    const { stdout } = await run(PSQL, args);
    expect(stdout.trim()).toBe('hello');
    expect(standIn.tail()).toContain('created database cluster shop-orders');
  });

  test('tells of Kafka that it has no CA certificate where provider-http is not installed', async () => {
    const events = new Composite(kubernetes.cluster, kafkaOf('events'));
    await kubernetes.cluster.apply(kafkaOf('events'));
    await events.until('Ready', 'True');
    expect((await events.condition('ConnectionReady'))?.message).toMatch(
      /no CA certificate.*provider-http is not installed/,
    );
    expect(await events.secret('events-credentials')).not.toHaveProperty(['ca.crt']);
  });

  test('has the certificate fetched from when provider-http is there, also for a binding that exists', async () => {
    const { cluster } = kubernetes;
    await installCrds(cluster, [REQUESTS]);
    const events = new Composite(cluster, kafkaOf('events'));
    const request = await eventually('the request', async () =>
      [...(await events.composed()).values()].find(({ kind }) => kind === 'DisposableRequest'),
    );
    expect(at(request, 'spec', 'forProvider', 'url')).toMatch(
      /^https:\/\/api\.digitalocean\.com\/v2\/databases\/[^/]+\/ca$/,
    );
    const body = JSON.stringify({ ca: { certificate: Buffer.from(CERTIFICATE).toString('base64') } });
    const { apiVersion, kind, namespace, name } = refOf(request);
    const conditions = ['Ready', 'Synced'].map((type) => ({
      type,
      status: 'True',
      reason: 'Available',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    }));
    const status = { response: { statusCode: 200, body }, conditions };
    await cluster.merge({ apiVersion, kind, metadata: { name, namespace }, status }, 'status');
    await eventually('the certificate in the Secret', async () => {
      return (await events.secret('events-credentials'))?.['ca.crt'] === CERTIFICATE;
    });
    await events.until('Ready', 'True');
    expect((await events.condition('ConnectionReady'))?.message ?? '').toBe('');
  });

  test('leaves a cluster alone in which a real provider is', async () => {
    const { cluster, kubeconfig } = kubernetes;
    const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
    const name = 'clusters.database.digitalocean.m.crossplane.io';
    await cluster.merge({ ...crd, metadata: { name, labels: { 'databasebinding.fn.crossplane.io/stand-in': null } } });
    const second = run(process.execPath, [inRepository('scripts/stand-in.mjs')], {
      env: { ...process.env, KUBECONFIG: kubeconfig },
    });
    await expect(second).rejects.toThrow(/cannot stand in: .* is there already, of a real provider/);
  });
});
