import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { DigitalOceanApi } from '../../../simulation/digitalocean-api/api.js';
import { DigitalOcean } from '../../../simulation/provider/digitalocean.js';
import { asObject, asString, type Json, type JsonObject } from '../../../src/lib/json.js';
import type { Cluster } from './cluster.js';
import { SYSTEM_NAMESPACE } from './crossplane.js';
import { eventually } from './eventually.js';
import type { Kubernetes } from './kubernetes.js';
import type { Binaries } from './mode.js';
import { type Program, startProgram } from './program.js';
import type { RunningProvider } from './provider.js';

const SOURCE = 'digitalocean/digitalocean';
/** What it is said to be; the mirror has no other one. */
const VERSION = '2.79.0';
const CREDENTIALS = { namespace: SYSTEM_NAMESPACE, name: 'digitalocean', key: 'credentials' };
const GROUPS = ['digitalocean.m.crossplane.io', 'digitalocean.crossplane.io'];
const CONFIGURATIONS = [
  { apiVersion: 'digitalocean.m.crossplane.io/v1beta1', kind: 'ClusterProviderConfig' },
  { apiVersion: 'digitalocean.crossplane.io/v1beta1', kind: 'ProviderConfig' },
];
/** How often it looks at each resource, each time with a Terraform of its own. */
const POLL = '20s';
/** More at once than this, and two cores come to nothing else. */
const AT_ONCE = 4;

/** The CRDs of databases, and of what configures the provider, from a folder with all of the provider's. */
export function definitionsIn(folder: string): readonly JsonObject[] {
  const prefixes = GROUPS.flatMap((group) => [`${group}_`, `database.${group}_`]);
  return readdirSync(folder)
    .filter((file) => prefixes.some((prefix) => file.startsWith(prefix)))
    .map((file) => asObject(parse(readFileSync(join(folder, file), 'utf8')) as Json));
}

/**
 * Starts the real provider with the real Terraform, and the HTTP API that both take for DigitalOcean's, and adds it to the
 * programs that run. Its controllers start once their CRDs are there.
 */
export async function startRealProvider(
  folder: string,
  { cluster, kubeconfig }: Kubernetes,
  binaries: Binaries,
  programs: Program[],
): Promise<RunningProvider> {
  const terraform = terraformOnPath(folder);
  const cloud = new DigitalOcean();
  const api = await DigitalOceanApi.start(cloud);
  const temporary = join(folder, 'workspaces');
  mkdirSync(temporary);
  const program = startProgram({
    name: 'provider',
    command: binaries.provider,
    args: [
      `--poll=${POLL}`,
      `--max-reconcile-rate=${AT_ONCE}`,
      '--metrics-bind-address=0',
      // Without certificates it serves no webhooks.
      '--certs-dir=',
    ],
    folder,
    environment: {
      KUBECONFIG: kubeconfig,
      TMPDIR: temporary,
      TF_CLI_CONFIG_FILE: writeMirror(folder, terraform.platform, binaries.terraformProvider),
      CHECKPOINT_DISABLE: '1',
      TERRAFORM_VERSION: terraform.version,
      TERRAFORM_PROVIDER_SOURCE: SOURCE,
      TERRAFORM_PROVIDER_VERSION: VERSION,
    },
  });
  programs.push(program);
  const stop = async () => {
    await program.stop();
    await api.close();
  };
  try {
    await configure(cluster, api.endpoint);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    name: `the real provider (${basename(binaries.provider)}, Terraform ${terraform.version})`,
    cloud,
    problems: [],
    stop,
  };
}

/** The Terraform that the provider will run. */
function terraformOnPath(folder: string): { readonly version: string; readonly platform: string } {
  const env = { PATH: process.env.PATH, HOME: folder, CHECKPOINT_DISABLE: '1' };
  const told = execFileSync('terraform', ['version', '-json'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const { terraform_version, platform } = asObject(JSON.parse(told.toString()) as Json);
  return { version: asString(terraform_version) ?? '', platform: asString(platform) ?? '' };
}

/** Lets Terraform find its provider on this machine, and nowhere else. */
function writeMirror(folder: string, platform: string, binary: string): string {
  const mirror = join(folder, 'terraform-mirror');
  const place = join(mirror, 'registry.terraform.io', SOURCE, VERSION, platform);
  mkdirSync(place, { recursive: true });
  copyFileSync(binary, join(place, `terraform-provider-digitalocean_v${VERSION}`));
  const path = join(folder, 'terraformrc');
  writeFileSync(path, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
  return path;
}

/** Tells the provider where DigitalOcean is, for both families of its API. */
async function configure(cluster: Cluster, endpoint: string): Promise<void> {
  const { key, ...metadata } = CREDENTIALS;
  const credentials = JSON.stringify({ token: 'none', api_endpoint: endpoint });
  await cluster.apply({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { [key]: credentials } });
  for (const header of CONFIGURATIONS) {
    const spec = { credentials: { source: 'Secret', secretRef: CREDENTIALS } };
    const config = { ...header, metadata: { name: 'default' }, spec };
    // What was defined a moment ago is served a moment later.
    await eventually(`a ${header.kind}`, () => cluster.apply(config));
  }
}
