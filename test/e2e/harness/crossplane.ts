import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asObject, asString, type JsonObject } from '../../../src/lib/json.js';
import type { Identity } from '../../server/authority.js';
import type { Cluster } from './cluster.js';
import { freePorts } from './free-ports.js';
import type { Kubernetes } from './kubernetes.js';
import { type Metrics, readMetrics } from './metrics.js';
import { type Program, startProgram } from './program.js';
import { tool } from './tools.js';

/** Crossplane's core, and who signs the certificates of those it talks to. */
export interface Crossplane {
  readonly program: Program;
  readonly authority: Identity;
  /** What it tells of itself. */
  metrics(): Promise<Metrics>;
}

/** Where Crossplane itself lives. */
export const SYSTEM_NAMESPACE = 'crossplane-system';
const SECRETS = { ca: 'crossplane-root-ca', client: 'crossplane-tls-client', server: 'crossplane-tls-server' } as const;
const WEBHOOKS = 'crossplane-webhooks';
const ATTEMPTS = 15;
/** A stand-in makes in seconds what takes minutes. */
const TIMES_FASTER = 50;
const AT_ONCE = 8;

/** What sets one Crossplane apart from another. */
export interface CrossplaneOptions {
  /** Whether the package manager makes Deployments of what it installs. */
  readonly packageRuntime: 'External' | 'Deployment';
  /** How much faster databases are made than at DigitalOcean: the breaker for hot loops has to keep pace. */
  readonly timesFaster?: number;
  /** Names that Crossplane finds elsewhere than the rest of the machine does. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** Installs Crossplane's API and starts its controllers. */
export async function startCrossplane(
  folder: string,
  { cluster, kubeconfig }: Kubernetes,
  { packageRuntime, timesFaster = TIMES_FASTER, hosts = {} }: CrossplaneOptions,
): Promise<Crossplane> {
  const environment = { KUBECONFIG: kubeconfig };
  const ports = await freePorts('webhooks', 'metrics');
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: SYSTEM_NAMESPACE } });
  for (const name of Object.values(SECRETS)) {
    await cluster.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: SYSTEM_NAMESPACE } });
  }
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'crossplane', namespace: SYSTEM_NAMESPACE },
  });
  // The API server calls webhooks by their Service, which has no Pods here.
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: WEBHOOKS, namespace: SYSTEM_NAMESPACE },
    spec: { type: 'ExternalName', externalName: 'localhost' },
  });
  await initialize(folder, environment, ports.webhooks);
  const args = [
    'core',
    'start',
    `--package-runtime=${packageRuntime}`,
    `--webhook-port=${ports.webhooks}`,
    `--tls-client-certs-dir=${await writeSecret(folder, cluster, SECRETS.client)}`,
    `--tls-server-certs-dir=${await writeSecret(folder, cluster, SECRETS.server)}`,
    `--cache-dir=${join(folder, 'packages')}`,
    `--circuit-breaker-refill-rate=${timesFaster}`,
    // More than the machine can do at once makes each reconciliation late, and another one due when it is over.
    `--max-concurrent-reconciles=${AT_ONCE}`,
    `--metrics-port=${ports.metrics}`,
    '--health-probe-port=0',
  ];
  mkdirSync(join(folder, 'packages'));
  const [command, ...prefix] = withHosts(folder, hosts, tool('crossplane-core'));
  const program = startProgram({ name: 'crossplane', command, args: [...prefix, ...args], folder, environment });
  const authority = await secretOf(cluster, SECRETS.ca);
  return {
    program,
    authority: { cert: authority['tls.crt'] ?? '', key: authority['tls.key'] ?? '' },
    metrics: () => readMetrics(ports.metrics),
  };
}

// It uses its own CRDs before the API server serves them, fails, and succeeds the next time.
async function initialize(
  folder: string,
  environment: Readonly<Record<string, string>>,
  webhookPort: number,
): Promise<void> {
  const args = [
    'core',
    'init',
    `--cr-ds-path=${tool('crossplane-crds')}`,
    `--webhook-configurations-path=${tool('crossplane-webhooks')}`,
    `--webhook-service-name=${WEBHOOKS}`,
    `--webhook-service-namespace=${SYSTEM_NAMESPACE}`,
    `--webhook-service-port=${webhookPort}`,
    `--tlsca-secret-name=${SECRETS.ca}`,
    `--tls-client-secret-name=${SECRETS.client}`,
    `--tls-server-secret-name=${SECRETS.server}`,
  ];
  for (let attempt = 1; ; attempt += 1) {
    const command = tool('crossplane-core');
    const init = startProgram({ name: 'crossplane-init', command, args, folder, environment });
    if ((await init.ended) === 0) return;
    if (attempt === ATTEMPTS) throw new Error(`cannot initialize Crossplane: ${init.tail()}`);
    await sleep(1000);
  }
}

/** A command that sees names of its own, in a mount namespace: that takes root, where there are any. */
function withHosts(
  folder: string,
  hosts: Readonly<Record<string, string>>,
  command: string,
): readonly [string, ...string[]] {
  if (Object.keys(hosts).length === 0) return [command];
  const file = join(folder, 'hosts');
  const lines = Object.entries({ localhost: '127.0.0.1', ...hosts }).map(([name, address]) => `${address} ${name}\n`);
  writeFileSync(file, lines.join(''));
  return ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', file, command];
}

/** Writes what a Secret holds into a folder, as the kubelet would. */
export async function writeSecret(folder: string, cluster: Cluster, name: string): Promise<string> {
  const mount = join(folder, name);
  mkdirSync(mount);
  for (const [file, text] of Object.entries(await secretOf(cluster, name))) {
    writeFileSync(join(mount, file), text, { mode: 0o600 });
  }
  return mount;
}

async function secretOf(cluster: Cluster, name: string): Promise<Readonly<Record<string, string>>> {
  const secret = await cluster.get({ apiVersion: 'v1', kind: 'Secret', namespace: SYSTEM_NAMESPACE, name });
  return decoded(secret ?? {});
}

/** The data of a Secret, decoded. */
export function decoded(secret: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asObject(secret.data)).map(([key, value]) => [
      key,
      Buffer.from(asString(value) ?? '', 'base64').toString('utf8'),
    ]),
  );
}
