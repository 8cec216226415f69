// The one gate that every change has to pass, here and in CI. Each step's own tool says what is wrong.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));

/** The linter reports import cycles; a test checks the layers (test/structure). */
const STEPS = [
  ['generated files are fresh', process.execPath, ['scripts/generate.mjs', '--check']],
  ['format, lint, import cycles', bin('biome'), ['ci', '--error-on-warnings']],
  ['types', bin('tsc'), ['-p', '.']],
  ['tests', process.execPath, ['scripts/jest.mjs', ...process.argv.slice(2)]],
];

for (const [name, command, args] of STEPS) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    process.stderr.write(`check failed: ${name}\n`);
    process.exit(status ?? 1);
  }
}
