// Builds the real programs that tests run into the ignored folder .tools, once.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `Usage: node scripts/tools.mjs [--e2e] [--check]

Builds with Go what tests need: Crossplane's render engine and CLI, and a client written in Go.

  --e2e     also what a whole control plane needs: etcd and Kubernetes
  --check   builds nothing, and tells what is missing
`;

const root = new URL('..', import.meta.url);
const CROSSPLANE = 'github.com/crossplane/crossplane/v2';
const RENDER_ENGINE = [
  // Packages require a version of it, which only the linker can set.
  {
    name: 'crossplane-core',
    module: 'crossplane',
    build: `${CROSSPLANE}/cmd/crossplane`,
    versioned: { module: CROSSPLANE, variable: 'github.com/crossplane/crossplane-runtime/v2/pkg/version.version' },
  },
  { name: 'crossplane', module: 'crossplane-cli', build: 'github.com/crossplane/cli/v2/cmd/crossplane' },
];
const CLIENTS = [{ name: 'parse-pgx', module: 'pgx', build: '.' }];
const CONTROL_PLANE = [
  // Crossplane installs its own API and webhooks from files in its module.
  { name: 'crossplane-crds', module: 'crossplane', copy: [CROSSPLANE, 'cluster/crds'] },
  { name: 'crossplane-webhooks', module: 'crossplane', copy: [CROSSPLANE, 'cluster/webhookconfigurations'] },
  { name: 'etcd', module: 'kubernetes', build: 'go.etcd.io/etcd/server/v3' },
  { name: 'kube-apiserver', module: 'kubernetes', build: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  { name: 'kube-controller-manager', module: 'kubernetes', build: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
];
const { e2e, check } = readOptions();
const wanted = [...RENDER_ENGINE, ...CLIENTS, ...(e2e ? CONTROL_PLANE : [])];
const missing = wanted.filter(({ name }) => !existsSync(output(name)));

if (missing.length > 0 && check) {
  fail(`not built, so the tests that need them are skipped: ${missing.map(({ name }) => name).join(', ')}`);
}
if (missing.length > 0 && spawnSync('go', ['version']).status !== 0) {
  fail('cannot build the tools: Go is not installed; tests that need them are skipped');
}
for (const tool of missing) {
  process.stdout.write(`building ${tool.name}, some minutes the first time\n`);
  if (tool.build) go(tool.module, ['build', '-o', output(tool.name), ...linkerFlags(tool), tool.build]);
  else copyFolder(tool);
}

function readOptions() {
  const flag = { type: 'boolean', default: false };
  try {
    const { values } = parseArgs({ options: { e2e: flag, check: flag, help: flag } });
    if (!values.help) return values;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    return fail(`${error.message}\n\n${USAGE}`);
  }
}

function linkerFlags({ module, versioned }) {
  if (versioned === undefined) return [];
  const version = go(module, ['list', '-m', '-f', '{{.Version}}', versioned.module]).trim();
  return [`-ldflags=-X=${versioned.variable}=${version}`];
}

function copyFolder({ name, module, copy: [source, folder] }) {
  const from = join(go(module, ['list', '-m', '-f', '{{.Dir}}', source]).trim(), folder);
  mkdirSync(output(name), { recursive: true });
  for (const file of readdirSync(from)) copyFileSync(join(from, file), join(output(name), file));
}

function go(module, args) {
  const cwd = new URL(`test/tools/${module}/`, root);
  const { status, stdout } = spawnSync('go', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

function output(name) {
  return new URL(`.tools/${name}`, root).pathname;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
