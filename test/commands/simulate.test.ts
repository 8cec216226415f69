import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
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

/** Runs the executable to its end. */
function run(build: readonly '--image'[], args: readonly string[]) {
  const executable = buildExecutable(...build);
  try {
    return spawnSync(process.execPath, [join(executable.folder, 'main.js'), ...args], { encoding: 'utf8' });
  } finally {
    executable.remove();
  }
}
