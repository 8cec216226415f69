// Bundles the benchmark's programs, each to a file of its own. Packages stay outside, as they do in the servers they are.
// Usage: node bench/build.mjs [folder], inside node_modules so that imports find the packages.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A bundled module keeps its own place: what it reads beside itself is still there. */
const ownPlace = {
  name: 'own-place',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/, namespace: 'file' }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8'))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    }));
  },
};

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
