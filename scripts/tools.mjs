// Builds the Crossplane programs that tests run for real, once, into the ignored folder .tools.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const TOOLS = [
  { name: 'crossplane-core', module: 'crossplane', main: 'github.com/crossplane/crossplane/v2/cmd/crossplane' },
  { name: 'crossplane', module: 'crossplane-cli', main: 'github.com/crossplane/cli/v2/cmd/crossplane' },
];

if (spawnSync('go', ['version']).status !== 0) {
  process.stderr.write('cannot build the tools: Go is not installed; tests that need them are skipped\n');
  process.exit(1);
}
for (const { name, module, main } of TOOLS) {
  const output = new URL(`.tools/${name}`, root);
  if (existsSync(output)) continue;
  process.stdout.write(`building ${name}, some minutes the first time\n`);
  const cwd = new URL(`test/tools/${module}/`, root);
  const { status } = spawnSync('go', ['build', '-o', output.pathname, main], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
