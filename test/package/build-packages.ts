import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Buildah } from './buildah.js';
import type { StandInBases } from './stand-in-bases.js';

const ROOT = join(import.meta.dirname, '../..');

/** Where packages are pushed to, and what the configuration calls the providers. */
export interface Destination {
  readonly registry: string;
  readonly provider: string;
  readonly providerSql: string;
}

/** Runs `npm run package` with images that stand in for what cannot be pulled. Returns the folder with the packages. */
export async function buildPackages(buildah: Buildah, bases: StandInBases, to: Destination): Promise<string> {
  const out = join(buildah.folder, 'out');
  const providers = ['--provider', to.provider, '--provider-sql', to.providerSql];
  const destination = ['--registry', to.registry, ...providers, '--out', out, '--push'];
  const images = ['--engine', 'buildah', '--build-image', bases.build, '--base-image', bases.base];
  await run(process.execPath, ['scripts/package.mjs', ...destination, ...images], buildah.environment);
  return out;
}

/** Runs the crossplane CLI. */
export async function crossplane(...args: readonly string[]): Promise<void> {
  await run(join(ROOT, '.tools/crossplane'), args, process.env);
}

// Not synchronous: a registry that was started by this process waits for its log to be read.
async function run(command: string, args: readonly string[], environment: Buildah['environment']): Promise<void> {
  const env = { ...environment, PATH: `${join(ROOT, '.tools')}:${process.env.PATH}` };
  const child = spawn(command, args, { cwd: ROOT, env });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  const status = await new Promise((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  if (status !== 0) throw new Error(log);
}
