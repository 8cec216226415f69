// Bundles src/ and its packages to dist/main.js, an executable ES module that needs nothing but Node.js.
// Usage: node scripts/build.mjs [folder], by default dist.
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { EMBEDDED_FOLDER, embedProtos } from './build/embed-protos.mjs';
import { licenses } from './build/licenses.mjs';
import { withoutTransports } from './build/without-transports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = resolve(root, process.argv[2] ?? 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** CommonJS packages ask for Node's own modules by `require`, which an ES module has not. */
const BANNER = `#!/usr/bin/env node
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`;

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir,
  bundle: true,
  // Each command stays a chunk of its own, loaded when it is run.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  plugins: [embedProtos, withoutTransports],
  // Names stay: a stack trace in a log has to be readable.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  banner: { js: BANNER },
  define: { BUILD_VERSION: JSON.stringify(version), __dirname: JSON.stringify(EMBEDDED_FOLDER) },
  logLevel: 'warning',
});
chmodSync(join(outdir, 'main.js'), 0o755);
// The folder is complete: it can be copied anywhere.
writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }\n');
writeFileSync(join(outdir, 'THIRD_PARTY_LICENSES.txt'), licenses(root, Object.keys(metafile.inputs)));
