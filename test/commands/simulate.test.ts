import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { buildExecutable } from './executable.js';

const EXAMPLE = join(import.meta.dirname, '../../examples/bindings/pg.yaml');
const NOT_THERE = 'cannot simulate: this image does not contain the tools; run it from a checkout or the package\n';

describe('simulate', () => {
  test('in a checkout, runs the simulation and exits with its code', () => {
    const { status, stdout, stderr } = run([], ['simulate', EXAMPLE, '--output', 'json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ binding: expect.anything() });
    const missing = run([], ['simulate', 'missing.yaml']);
    expect(missing).toMatchObject({ status: 2, stdout: expect.any(String) });
    expect(missing.stderr).toMatch(/^cannot simulate "missing.yaml": /);
  });

  test('in the image, says that it is missing', () => {
    expect(run(['--image'], ['simulate', EXAMPLE])).toMatchObject({ status: 2, stdout: '', stderr: NOT_THERE });
  });

  test('misspelt ends with 2 and says what was meant', () => {
    const { status, stdout, stderr } = run(['--image'], ['simulat', EXAMPLE, '--output', 'json']);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(/did you mean simulate\?\n/)]);
  });

  test('is in the help, which says that the image lacks it', () => {
    const { status, stdout } = run(['--image'], ['--help']);
    expect({ status, stdout: stdout.replace(/\s+/g, ' ') }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/simulate .* not in the image/),
    });
  });
});

describe('a reader that has seen enough', () => {
  const executable = buildExecutable();
  const wrong = join(executable.folder, 'wrong.yaml');
  writeFileSync(wrong, readFileSync(EXAMPLE, 'utf8').replace('engine: pg', 'engine: postgres'));
  afterAll(() => executable.remove());

  test.each([
    { args: ['--help'], code: 0, why: 'what was asked for was done' },
    { args: ['validate', '-o', 'json', 'examples/bindings/pg.yaml'], code: 0, why: 'all is right' },
    { args: ['validate', wrong], code: 1, why: 'a binding is wrong' },
    {
      args: ['render', 'examples/bindings/pg.yaml', 'configuration/compositions/databasebinding.yaml'],
      code: 0,
      why: 'it was composed',
    },
    { args: ['simulate', 'examples/bindings/pg.yaml'], code: 141, why: 'nobody knows how it would have ended' },
  ])('ends $args with $code, without a complaint: $why', async ({ args, code }) => {
    const child = spawn(process.execPath, [join(executable.folder, 'main.js'), ...args], {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const said: string[] = [];
    child.stderr.on('data', (chunk) => said.push(String(chunk)));
    const [ended] = await once(child, 'close');
    expect([ended, said.join('')]).toEqual([code, '']);
  });
});

/** Runs the executable to its end. */
function run(build: readonly '--image'[], args: readonly string[]) {
  const executable = buildExecutable(...build);
  try {
    return spawnSync(process.execPath, [join(executable.folder, 'main.js'), ...args], { encoding: 'utf8' });
  } finally {
    executable.remove();
  }
}
