// Bundles src/ to dist/main.js, an executable, and each tools/<command>/<command>.ts to dist/tools/<command>.js, which main.js
// loads on demand. Usage: node scripts/build.mjs [--image] [folder], by default dist; --image omits the tools.
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
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
await bundle(root, ['src/main.ts'], outdir);
chmodSync(join(outdir, 'main.js'), 0o755);
if (!values.image) await bundle(root, toolEntries(), join(outdir, 'tools'));

/** The entry of every command in tools/; its other folders are what these share. */
function toolEntries() {
  return readdirSync(join(root, 'tools'))
    .map((name) => `tools/${name}/${name}.ts`)
    .filter((entry) => existsSync(join(root, entry)));
}
