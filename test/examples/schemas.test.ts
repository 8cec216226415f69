import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { manifests } from '../support/examples.js';

const ROOT = join(import.meta.dirname, '../..');
const CLI = join(ROOT, '.tools/crossplane');
const CRDS = join(ROOT, '.tools/crossplane-crds');
const withTools = existsSync(CLI) && existsSync(CRDS) ? test : test.skip;

/** What has a schema that is not here: the metadata of packages, and inputs of other functions. */
const FOREIGN = /^(?:meta\.pkg|pt\.fn|environmentconfigs\.fn)\.crossplane\.io\//;

withTools('the crossplane CLI finds nothing wrong in examples and configuration, CEL rules included', () => {
  const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
  try {
    const objects = [...manifests('examples'), ...manifests('configuration')].map(([, object]) => object);
    const verdicts = validate(folder, objects);
    expect(verdicts.length).toBeGreaterThanOrEqual(objects.length);
    expect(verdicts.filter(({ status, apiVersion }) => status !== 'valid' && !FOREIGN.test(apiVersion))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

interface Verdict {
  readonly status: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly problems: readonly Json[];
}

function validate(folder: string, objects: readonly JsonObject[]): readonly Verdict[] {
  const schemas = join(folder, 'schemas');
  cpSync(CRDS, schemas, { recursive: true });
  cpSync(join(ROOT, 'package/input'), schemas, { recursive: true });
  for (const provider of ['provider', 'provider-sql'])
    cpSync(join(ROOT, 'test/fixtures', provider, 'schemas'), schemas, { recursive: true });
  const definitions = objects.filter(({ kind }) => kind === 'CompositeResourceDefinition');
  writeFileSync(join(schemas, 'definitions.yaml'), documents(definitions));
  writeFileSync(join(folder, 'objects.yaml'), documents(objects));
  // Crossplane's own schemas would be downloaded; where a package of that name was seen before, they are not.
  const cached = join(folder, 'cache/registry.example.org/crossplane@v2');
  mkdirSync(cached, { recursive: true });
  writeFileSync(join(cached, 'package.ndjson'), '');
  const options = [`--cache-dir=${join(folder, 'cache')}`, '--crossplane-image=registry.example.org/crossplane:v2'];
  const command = ['resource', 'validate', ...options, '--output=json', schemas, join(folder, 'objects.yaml')];
  const { stdout, stderr } = spawnSync(CLI, command, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return asList(at(JSON.parse(stdout) as Json, 'resources')).map((entry) => {
    const { status, apiVersion, kind, errors } = asObject(entry);
    return { status: String(status), apiVersion: String(apiVersion), kind: String(kind), problems: asList(errors) };
  });
}

function documents(objects: readonly JsonObject[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}
