// The demo: README's first binding, and what becomes of it. Usage: node scripts/demo.mjs [--all] [--record FILE]
// --all takes all examples through their life and prints every change; --record writes what is printed as an SVG.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recording } from './demo/recording.mjs';
import { story } from './demo/story.mjs';

const FIRST = 'examples/bindings/pg.yaml';
const LARGEST = 16 * 1024 * 1024;

const root = fileURLToPath(new URL('..', import.meta.url));
const values = flags();

if (values.all) {
  process.exit(simulate(['examples/bindings'], 'inherit').status ?? 1);
}
const { status, stdout } = simulate([FIRST, '--output', 'json'], ['ignore', 'pipe', 'inherit']);
if (!stdout) process.exit(status ?? 1);
const lines = story(JSON.parse(stdout), readFileSync(new URL(FIRST, `file://${root}`), 'utf8'));
if (values.record === undefined) process.stdout.write(`${lines.join('\n')}\n`);
else writeFileSync(values.record, recording('npm run demo', lines));
process.exit(status ?? 1);

function flags() {
  try {
    return parseArgs({ options: { all: { type: 'boolean', default: false }, record: { type: 'string' } } }).values;
  } catch (thrown) {
    process.stderr.write(`cannot show the demo: ${thrown.message}\nUsage: npm run demo, or npm run demo -- --all\n`);
    return process.exit(2);
  }
}

function simulate(args, stdio) {
  const command = ['dist/main.js', 'simulate', ...args];
  return spawnSync(process.execPath, command, { cwd: root, stdio, encoding: 'utf8', maxBuffer: LARGEST });
}
