import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asObject, asString, type JsonObject } from '../../../src/lib/json.js';
import type { Identity } from '../../server/authority.js';
import type { Cluster } from './cluster.js';
import type { Kubernetes } from './kubernetes.js';
import { type Program, startProgram } from './program.js';
import { tool } from './tools.js';

/** Crossplane's core, and who signs the certificates of those it talks to. */
export interface Crossplane {
  readonly program: Program;
  readonly authority: Identity;
}

const NAMESPACE = 'crossplane-system';
const SECRETS = { ca: 'crossplane-root-ca', client: 'crossplane-tls-client', server: 'crossplane-tls-server' } as const;
const ATTEMPTS = 5;
const TIMES_FASTER = 50;

/** Installs Crossplane's API and starts its controllers. */
export async function startCrossplane(folder: string, { cluster, kubeconfig }: Kubernetes): Promise<Crossplane> {
  const environment = { KUBECONFIG: kubeconfig };
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  for (const name of Object.values(SECRETS)) {
    await cluster.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: NAMESPACE } });
  }
  await initialize(folder, environment);
  const certificates = join(folder, 'crossplane-client');
  mkdirSync(certificates);
  for (const [file, text] of Object.entries(await secretOf(cluster, SECRETS.client))) {
    writeFileSync(join(certificates, file), text, { mode: 0o600 });
  }
  const program = startProgram({
    name: 'crossplane',
    command: tool('crossplane-core'),
    args: [
      'core',
      'start',
      '--package-runtime=External',
      '--enable-webhooks=false',
      `--tls-client-certs-dir=${certificates}`,
      `--cache-dir=${join(folder, 'packages')}`,
      // Databases are made in seconds here, not in minutes; the breaker for hot loops has to keep pace.
      `--circuit-breaker-refill-rate=${TIMES_FASTER}`,
      '--metrics-port=0',
      '--health-probe-port=0',
    ],
    folder,
    environment,
  });
  const authority = await secretOf(cluster, SECRETS.ca);
  return { program, authority: { cert: authority['tls.crt'] ?? '', key: authority['tls.key'] ?? '' } };
}

// It uses its own CRDs before the API server serves them, fails, and succeeds the next time.
async function initialize(folder: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const args = [
    'core',
    'init',
    `--cr-ds-path=${tool('crossplane-crds')}`,
    '--enable-webhooks=false',
    `--tlsca-secret-name=${SECRETS.ca}`,
    `--tls-client-secret-name=${SECRETS.client}`,
    `--tls-server-secret-name=${SECRETS.server}`,
  ];
  for (let attempt = 1; ; attempt += 1) {
    const init = startProgram({
      name: 'crossplane-init',
      command: tool('crossplane-core'),
      args,
      folder,
      environment,
    });
    if ((await init.ended) === 0) return;
    if (attempt === ATTEMPTS) throw new Error(`cannot initialize Crossplane: ${init.tail()}`);
    await sleep(1000);
  }
}

async function secretOf(cluster: Cluster, name: string): Promise<Readonly<Record<string, string>>> {
  const secret = await cluster.get({ apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name });
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
