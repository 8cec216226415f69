import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { parseAllDocuments, stringify } from 'yaml';
import type { ImportOptions, ImportSource } from '../../src/commands/options.js';
import { asObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { givenIn, importSource } from '../../tools/import/import-command.js';
import { parseManifests } from '../../tools/manifests/parse-manifests.js';
import { judgeManifests } from '../../tools/validate/judge-manifests.js';
import { captureStreams } from '../support/captured-streams.js';
import { run } from '../support/run.js';

const FOLDER = import.meta.dirname;
const POLICY: JsonObject = { references: { uuids: ['*'], clusters: true } };

const DEFAULTS: ImportOptions = { namespace: 'default', fromCluster: false, output: 'yaml' };

/** What a command line of `import` prints. */
export interface Imported {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly bindings: readonly JsonObject[];
}

/** The path of an input in `inputs`. */
export function inputOf(name: string): string {
  return join(FOLDER, 'inputs', name);
}

/** Runs `import` on files, or on a text as standard input. */
export function importFrom(
  source: ImportSource,
  { files = [], input = '', ...options }: { files?: readonly string[]; input?: string } & Partial<ImportOptions>,
): Imported {
  const { streams, out, err } = captureStreams({ input });
  const code = importSource(source, givenIn(files, streams), { ...DEFAULTS, ...options }, streams);
  const bindings = parseAllDocuments(out()).map((document) => asObject(document.toJS() as Json));
  return { code, out: out(), err: err(), bindings: bindings.filter(({ kind }) => kind === 'DatabaseBinding') };
}

/** Holds what is printed against a file, which only `UPDATE_GOLDENS=1` writes. */
export function expectGolden(name: string, text: string): void {
  const path = join(FOLDER, 'golden', name);
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

/** Holds bindings against the command `validate` and the function itself. */
export function expectAccepted(bindings: readonly JsonObject[]): void {
  const text = bindings.map((binding) => stringify(binding, { version: '1.1' })).join('---\n');
  const { problems } = judgeManifests(parseManifests([{ file: 'bindings.yaml', text }]));
  // A version or size that only looks odd is the source's.
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  for (const binding of bindings) {
    expect(run({ composite: binding, policy: POLICY }).fatal).toBeUndefined();
  }
}
