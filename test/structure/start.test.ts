import { beforeAll, describe, expect, test } from '@jest/globals';
import { type BuildOptions, build, type Metafile } from 'esbuild';
// @ts-expect-error The scripts are plain JavaScript.
import { BUNDLE } from '../../scripts/build/bundle.mjs';

// What is loaded at the start is what a start costs.

let outputs: Metafile['outputs'];

beforeAll(async () => {
  const { metafile } = await build({
    ...(BUNDLE as BuildOptions),
    entryPoints: ['src/main.ts'],
    outdir: 'unused',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  outputs = metafile.outputs;
});

/** The sources that are loaded together with this one, not those it loads when they are needed. */
function loadedWith(source: string): readonly string[] {
  const found = Object.entries(outputs).find(([, { inputs }]) => source in inputs);
  const open = found ? [found[0]] : [];
  const closed = new Set<string>();
  for (let output = open.pop(); output !== undefined; output = open.pop()) {
    if (closed.has(output)) continue;
    closed.add(output);
    for (const { path, kind } of outputs[output]?.imports ?? []) if (kind === 'import-statement') open.push(path);
  }
  return [...closed].flatMap((output) => Object.keys(outputs[output]?.inputs ?? {}));
}

describe('what is loaded', () => {
  test.each([
    {
      source: 'src/commands/serve.ts',
      absent:
        /prom-client|protobufjs|proto-loader|thread-stream|@grpc\/reflection|grpc-js\/build\/src\/(?:index|client|resolver-dns)\.js/,
    },
    { source: 'src/main.ts', absent: /grpc|pino|prom-client|src\/(?:function|server\/function)/ },
  ])('with $source: nothing that it does not need', ({ source, absent }) => {
    const loaded = loadedWith(source);
    expect(loaded).toContain(source);
    expect(loaded.filter((path) => absent.test(path))).toEqual([]);
  });
});

test('no module of Node.js is imported: that would load all that it exports', () => {
  const imported = Object.values(outputs).flatMap(({ imports }) =>
    imports.filter(({ kind }) => kind === 'import-statement'),
  );
  expect(imported.length).toBeGreaterThan(0);
  expect(imported.filter(({ external }) => external)).toEqual([]);
});

test('the bundle has neither the tools nor what only that needs, loaded on demand or not', () => {
  const bundled = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  expect(bundled).toContain('src/commands/run-tool.ts');
  expect(bundled.filter((path) => /^(?:simulation|tools)\/|node_modules\/(?:yaml|@kubernetes)\//.test(path))).toEqual(
    [],
  );
});
