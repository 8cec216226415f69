import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { Cluster } from './cluster.js';
import { eventually } from './eventually.js';
import { freePorts } from './free-ports.js';
import { type Program, startProgram } from './program.js';
import { tool } from './tools.js';

/** An API server with all that it needs, on the loopback interface. */
export interface Kubernetes {
  readonly cluster: Cluster;
  /** The path of a kubeconfig, for programs. */
  readonly kubeconfig: string;
}

/** Starts etcd, the API server and the controllers that clean up, and adds them to the programs that run. */
export async function startKubernetes(folder: string, programs: Program[]): Promise<Kubernetes> {
  const ports = await freePorts('etcd', 'peer', 'api', 'controllers');
  const token = randomUUID();
  const kubeconfig = writeKubeconfig(folder, ports.api, token);
  const commands = {
    etcd: etcdFlags(folder, ports.etcd, ports.peer),
    'kube-apiserver': apiServerFlags(folder, ports.etcd, ports.api, token),
    'kube-controller-manager': controllerFlags(kubeconfig, ports.controllers),
  };
  for (const [name, args] of Object.entries(commands)) {
    programs.push(startProgram({ name, command: tool(name), args, folder }));
  }
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = new Cluster(config);
  const fundamental = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'default' };
  await eventually('an API server that serves', () => cluster.get(fundamental));
  return { cluster, kubeconfig };
}

function etcdFlags(folder: string, client: number, peer: number): readonly string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    '--log-level=warn',
    // Nothing here has to survive a power cut.
    '--unsafe-no-fsync',
  ];
}

function apiServerFlags(folder: string, etcd: number, port: number, token: string): readonly string[] {
  const key = join(folder, 'service-accounts.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${token},e2e,e2e,system:masters\n`, { mode: 0o600 });
  mkdirSync(join(folder, 'api'));
  return [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'api')}`,
    `--token-auth-file=${tokens}`,
    // Our own token is of a group that may do everything.
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://127.0.0.1',
    `--service-account-signing-key-file=${key}`,
    `--service-account-key-file=${key}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
  ];
}

// Without the garbage collector nothing that is composed is ever deleted. Its default speed is one for small clusters.
function controllerFlags(kubeconfig: string, port: number): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--controllers=garbage-collector-controller,namespace-controller,clusterrole-aggregation-controller',
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(kubeconfig, '..', 'controllers')}`,
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
}

function writeKubeconfig(folder: string, port: number, token: string): string {
  const path = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'e2e', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'e2e', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    'current-context': 'e2e',
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}
