// Bundles entries of the repository with their packages, into a folder that needs only Node.js and can be copied anywhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { EMBEDDED_FOLDER, embedProtos } from './embed-protos.mjs';
import { grpcServer } from './grpc-server.mjs';
import { licenses } from './licenses.mjs';
import { requireBuiltins } from './require-builtins.mjs';
import { withoutTransports } from './without-transports.mjs';

/** CommonJS packages load Node's own modules with `require`, which ES modules lack. */
const BANNER = `#!/usr/bin/env node
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`;

/** esbuild's options for every bundle. */
export const BUNDLE = {
  bundle: true,
  // A dynamic import becomes a separate chunk, loaded when it is needed.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  plugins: [embedProtos, grpcServer, requireBuiltins, withoutTransports],
};

/** Writes the bundle of each entry into a folder, flat, with the licences of their packages. */
export async function bundle(root, entries, outdir) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { metafile } = await build({
    ...BUNDLE,
    absWorkingDir: root,
    entryPoints: entries,
    entryNames: '[name]',
    outdir,
    metafile: true,
    // Names are kept, so that stack traces in logs stay readable.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    banner: { js: BANNER },
    define: { BUILD_VERSION: JSON.stringify(version), __dirname: JSON.stringify(EMBEDDED_FOLDER) },
    logLevel: 'warning',
  });
  writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(outdir, 'THIRD_PARTY_LICENSES.txt'), licenses(root, Object.keys(metafile.inputs)));
}
