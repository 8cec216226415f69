// Runs the end-to-end tests on their own control plane. Passes its arguments to jest, except these:
//   --short                  skips slow tests
//   --provider <binary>      runs the real provider-upjet-digitalocean instead of a stand-in, with Terraform from the PATH and
//   --terraform-provider <binary>
//   --provider-crds <folder> its CRDs, if those in this repository do not match it
//   --provider-sql <binary>  runs the real provider-sql, next to a PostgreSQL, whichever provider runs
//   --full                   also runs the tests of the real provider that take an hour
// Leaves nothing behind: everything starts in one process group and writes to one folder.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const FLAGS = { '--short': 'E2E_SHORT', '--full': 'E2E_FULL' };
const FILES = {
  '--provider': { variable: 'E2E_PROVIDER', needed: constants.X_OK },
  '--terraform-provider': { variable: 'E2E_TERRAFORM_PROVIDER', needed: constants.X_OK },
  '--provider-sql': { variable: 'E2E_PROVIDER_SQL', needed: constants.X_OK },
  '--provider-crds': { variable: 'E2E_PROVIDER_CRDS', needed: constants.R_OK },
};

const root = fileURLToPath(new URL('..', import.meta.url));
const { chosen, rest } = readArguments(process.argv.slice(2));
checkProvider(chosen);
const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
// PostgreSQL refuses to be root's: somebody else has a folder of its own in there.
chmodSync(folder, 0o711);
const jest = ['scripts/jest.mjs', '--config', 'test/e2e/jest.config.mjs', ...rest];

const child = spawn(process.execPath, jest, {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: true,
  env: { ...process.env, ...chosen, TMPDIR: folder },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => finish(1));
child.on('exit', (status) => finish(status ?? 1));

function readArguments(args) {
  const chosen = {};
  const rest = [];
  for (let index = 0; index < args.length; index += 1) {
    const [name, value] = args[index].split(/=(.*)/s);
    if (name in FLAGS) chosen[FLAGS[name]] = '1';
    else if (name in FILES) chosen[FILES[name].variable] = existing(name, value ?? args[++index]);
    else rest.push(args[index]);
  }
  return { chosen, rest };
}

function existing(name, path) {
  if (path === undefined) fail(`${name} needs a path`);
  const absolute = resolve(path);
  try {
    accessSync(absolute, FILES[name].needed);
  } catch {
    fail(`${name}: cannot use "${path}": it does not exist, or is not executable`);
  }
  return absolute;
}

function checkProvider({ E2E_PROVIDER, E2E_TERRAFORM_PROVIDER, E2E_PROVIDER_CRDS, E2E_FULL }) {
  const both = E2E_PROVIDER !== undefined && E2E_TERRAFORM_PROVIDER !== undefined;
  const any = [E2E_PROVIDER, E2E_TERRAFORM_PROVIDER, E2E_PROVIDER_CRDS, E2E_FULL].some((each) => each !== undefined);
  if (any && !both) fail('the real provider needs both --provider and --terraform-provider');
  if (both && spawnSync('terraform', ['version']).status !== 0) {
    fail('the real provider runs terraform, which is not on the PATH: install version 1.5 or newer');
  }
}

function fail(message) {
  process.stderr.write(`cannot run the end-to-end tests: ${message}\n`);
  process.exit(1);
}

function finish(status) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // No process is left.
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.exit(status);
}
