import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/lib/json.js';
import { type Identity, issue, writeCertificates } from '../../server/authority.js';
import { imageNodeFlags } from '../../support/image.js';
import type { Cluster } from './cluster.js';
import { eventually } from './eventually.js';
import { freePorts } from './free-ports.js';
import { type Metrics, readMetrics } from './metrics.js';
import { type Program, startProgram } from './program.js';
import { inRepository } from './tools.js';

/** The name Compositions call the function by. */
export const FUNCTION = 'function-database-binding';

/** How often the function was called, by outcome. */
export type Calls = Readonly<Record<'ok' | 'fatal' | 'error', number>>;

/** The built function as a program of its own, behind mTLS, as the package manager would run it. */
export class FunctionProgram {
  readonly port: number;
  readonly #metricsPort: number;
  readonly #folder: string;
  readonly #authority: Identity;
  #program: Program | undefined;

  private constructor(folder: string, authority: Identity, port: number, metricsPort: number) {
    this.#folder = folder;
    this.#authority = authority;
    this.port = port;
    this.#metricsPort = metricsPort;
  }

  static async start(folder: string, authority: Identity): Promise<FunctionProgram> {
    const ports = await freePorts('grpc', 'metrics');
    const started = new FunctionProgram(folder, authority, ports.grpc, ports.metrics);
    mkdirSync(started.#certificates);
    await started.rotateCertificates();
    await started.start();
    return started;
  }

  /** Starts it again, on the same port. */
  async start(): Promise<void> {
    this.#program = startProgram({
      name: 'function',
      command: process.execPath,
      args: [
        ...imageNodeFlags(inRepository()),
        inRepository('dist/main.js'),
        'serve',
        `--address=127.0.0.1:${this.port}`,
        `--tls-certs-dir=${this.#certificates}`,
        `--metrics-address=127.0.0.1:${this.#metricsPort}`,
      ],
      folder: this.#folder,
    });
    await eventually('a function that serves', () => this.calls(), 30);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await this.#program?.stop(signal);
  }

  /** Puts a new key and certificate in place of the old ones. */
  async rotateCertificates(): Promise<string> {
    const identity = await issue(this.#authority);
    writeCertificates(this.#certificates, identity, this.#authority);
    return identity.cert;
  }

  /** The last lines of its log. */
  log(): string {
    return this.#program?.tail() ?? '';
  }

  /** What it counted itself since it was started. */
  async calls(): Promise<Calls> {
    const metrics = await this.metrics();
    const count = (outcome: string) => metrics('function_calls_total', `outcome="${outcome}"`);
    return { ok: count('ok'), fatal: count('fatal'), error: count('error') };
  }

  /** All that it tells of itself. */
  metrics(): Promise<Metrics> {
    return readMetrics(this.#metricsPort);
  }

  get #certificates(): string {
    return join(this.#folder, 'function-certificates');
  }
}

/** Tells Crossplane where the function is; paused, so that the package manager does not look for an image. */
export async function installFunction(cluster: Cluster, port: number): Promise<void> {
  const metadata = { annotations: { 'crossplane.io/paused': 'true' } };
  const image = `registry.example.org/${FUNCTION}:v0.0.0`;
  const fn: JsonObject = {
    apiVersion: 'pkg.crossplane.io/v1',
    kind: 'Function',
    metadata: { ...metadata, name: FUNCTION },
    spec: { package: image },
  };
  const revision: JsonObject = {
    apiVersion: 'pkg.crossplane.io/v1',
    kind: 'FunctionRevision',
    metadata: { ...metadata, name: `${FUNCTION}-e2e`, labels: { 'pkg.crossplane.io/package': FUNCTION } },
    spec: { image, revision: 1, desiredState: 'Active', packagePullPolicy: 'IfNotPresent' },
  };
  await cluster.apply(fn);
  await cluster.apply(revision);
  const { apiVersion = '', kind = '' } = revision;
  const status = { endpoint: `dns:///localhost:${port}`, capabilities: ['composition'] };
  await cluster.merge({ apiVersion, kind, metadata: { name: `${FUNCTION}-e2e` }, status }, 'status');
}
