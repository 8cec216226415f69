import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asObject, asString, type Json } from '../../src/lib/json.js';

// What `npm pack` makes, unpacked far from any node_modules: nothing but Node.js may be needed.

const ROOT = join(import.meta.dirname, '../..');
const BINDING =
  'apiVersion: bindings.digitalocean.crossplane.io/v1alpha1\nkind: DatabaseBinding\nmetadata: { name: a }\nspec:\n  cluster: { engine: postgres }\n';

const folder = mkdtempSync(join(tmpdir(), 'npm-package-'));
const content = join(folder, 'package');
const manifest = (): Readonly<Record<string, Json>> =>
  asObject(JSON.parse(readFileSync(join(content, 'package.json'), 'utf8')));
const command = (): string =>
  join(content, asString(asObject(manifest().bin)['function-database-binding']) ?? 'no command');

beforeAll(() => {
  // Packed beside the repository: its own dist may be in use.
  const stage = join(folder, 'stage');
  for (const path of ['package.json', 'LICENSE', 'README.md', 'docs', 'src'])
    cpSync(join(ROOT, path), join(stage, path), { recursive: true });
  run(process.execPath, ['scripts/build.mjs', join(stage, 'dist')], ROOT);
  const file = run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], stage).stdout.trim();
  run('tar', ['-xzf', join(folder, file)], folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the package for npm', () => {
  test('has a command that can be executed', () => {
    expect(statSync(command()).mode & 0o111).toBe(0o111);
    expect(readFileSync(command(), 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
  });

  test('validates', () => {
    writeFileSync(join(folder, 'binding.yaml'), BINDING);
    const { status, stdout, stderr } = spawn(process.execPath, [command(), 'validate', 'binding.yaml'], folder);
    expect([status, stdout, stderr]).toEqual([
      1,
      expect.stringMatching(/^binding\.yaml:5:14: spec\.cluster\.engine: .*, did you mean "pg"\?.*\n$/),
      '',
    ]);
  });

  test('has the schemas for editors, and neither sources nor tests', () => {
    expect(existsSync(join(content, 'docs/schemas/databasebinding.json'))).toBe(true);
    for (const path of ['src', 'test', 'tools', 'scripts']) expect(existsSync(join(content, path))).toBe(false);
  });

  test('is built when it is packed, not at every installation in a checkout', () => {
    expect(asObject(manifest().scripts).prepack).toBe('node scripts/build.mjs');
  });

  test('is not published by mistake', () => expect(manifest().private).toBe(true));
});

function spawn(file: string, args: readonly string[], cwd: string) {
  return spawnSync(file, args, { cwd, encoding: 'utf8' });
}

function run(file: string, args: readonly string[], cwd: string) {
  const ran = spawn(file, args, cwd);
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran;
}
