// Bundles the benchmark's programs, each to a file of its own. Packages stay outside, as they do in the servers they are.
// Usage: node bench/build.mjs [folder], inside node_modules so that imports find the packages.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ownPlace } from '../scripts/build/own-place.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await build({
  absWorkingDir: root,
  entryPoints: ['main', 'load/main', 'servers/echo', 'peers/typescript/main'].map((name) => `./bench/${name}.ts`),
  outbase: 'bench',
  outdir: process.argv[2] ?? 'node_modules/.cache/bench',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  plugins: [ownPlace],
  logLevel: 'warning',
});
