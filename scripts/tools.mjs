// Builds the programs that tests run for real, once, into the ignored folder .tools.
// Usage: node scripts/tools.mjs [--e2e]: the render engine, and with --e2e the rest of a control plane as well.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url);
const RENDER_ENGINE = [
  { name: 'crossplane-core', module: 'crossplane', main: 'github.com/crossplane/crossplane/v2/cmd/crossplane' },
  { name: 'crossplane', module: 'crossplane-cli', main: 'github.com/crossplane/cli/v2/cmd/crossplane' },
];
const CONTROL_PLANE = [
  { name: 'etcd', module: 'kubernetes', main: 'go.etcd.io/etcd/server/v3' },
  { name: 'kube-apiserver', module: 'kubernetes', main: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  { name: 'kube-controller-manager', module: 'kubernetes', main: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
];
const wanted = process.argv.includes('--e2e') ? [...RENDER_ENGINE, ...CONTROL_PLANE] : RENDER_ENGINE;
const missing = wanted.filter(({ name }) => !existsSync(output(name)));

if (missing.length > 0 && spawnSync('go', ['version']).status !== 0) {
  process.stderr.write('cannot build the tools: Go is not installed; tests that need them are skipped\n');
  process.exit(1);
}
for (const { name, module, main } of missing) {
  process.stdout.write(`building ${name}, some minutes the first time\n`);
  const cwd = new URL(`test/tools/${module}/`, root);
  const { status } = spawnSync('go', ['build', '-o', output(name).pathname, main], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
if (wanted.length > RENDER_ENGINE.length && !existsSync(output('crossplane-crds'))) copyCrds();

// Crossplane installs its own API from files that its module brings along.
function copyCrds() {
  const cwd = new URL('test/tools/crossplane/', root);
  const list = ['list', '-m', '-f', '{{.Dir}}', 'github.com/crossplane/crossplane/v2'];
  const { status, stdout } = spawnSync('go', list, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
  const from = join(stdout.trim(), 'cluster/crds');
  const to = output('crossplane-crds').pathname;
  mkdirSync(to);
  for (const file of readdirSync(from)) copyFileSync(join(from, file), join(to, file));
}

function output(name) {
  return new URL(`.tools/${name}`, root);
}
