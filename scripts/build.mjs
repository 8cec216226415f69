// Bundles src/ to dist/main.js, an executable, and simulation/ to dist/simulation/simulate.js, which main.js loads on demand.
// Usage: node scripts/build.mjs [--image] [folder], by default dist; --image omits the simulation.
import { chmodSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './build/bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  options: { image: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const outdir = resolve(root, positionals[0] ?? 'dist');

rmSync(outdir, { recursive: true, force: true });
await bundle(root, 'src/main.ts', outdir);
chmodSync(join(outdir, 'main.js'), 0o755);
if (!values.image) await bundle(root, 'simulation/simulate.ts', join(outdir, 'simulation'));
