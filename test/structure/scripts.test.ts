import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';

// What a script says to somebody whose machine lacks something.

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A script, with nothing on the PATH but these programs. */
function script(name: string, args: readonly string[], programs: Readonly<Record<string, string>> = {}) {
  const path = mkdtempSync(join(folder, 'path-'));
  for (const [program, body] of Object.entries(programs)) {
    writeFileSync(join(path, program), `#!/bin/sh\n${body}\n`);
    chmodSync(join(path, program), 0o755);
  }
  return spawnSync(process.execPath, [join(ROOT, 'scripts', name), ...args], {
    encoding: 'utf8',
    env: { PATH: path },
    cwd: ROOT,
  });
}

const DAEMON = 'echo "ERROR: Cannot connect to the Docker daemon. Is the docker daemon running?" >&2; exit 1';

describe('the packages cannot be built', () => {
  interface Case {
    readonly name: string;
    readonly reason: string;
    readonly programs: Readonly<Record<string, string>>;
    readonly args?: readonly string[];
    readonly want: readonly RegExp[];
  }
  const CASES: readonly Case[] = [
    {
      name: 'DaemonDown',
      reason: 'what is installed is not called missing',
      programs: { crossplane: 'exit 0', docker: DAEMON },
      want: [
        /engine: docker is installed, but does not run \(ERROR: Cannot connect to the Docker daemon.*\); buildah is not installed/,
      ],
    },
    {
      name: 'OnlyTheOneAskedFor',
      reason: '--engine leaves no choice',
      programs: { crossplane: 'exit 0', docker: 'exit 0' },
      args: ['--engine', 'buildah'],
      want: [/engine: buildah is not installed: install/],
    },
    {
      name: 'AllAtOnce',
      reason: 'nobody wants to learn them one by one',
      programs: { crossplane: 'exit 3' },
      want: [
        /crossplane: crossplane is installed, but does not run/,
        /engine: docker is not installed; buildah is not/,
      ],
    },
  ];
  test.each(CASES)('$name: $reason', ({ programs, args = [], want }) => {
    const out = join(folder, 'out');
    const { status, stderr } = script('package.mjs', ['--out', out, ...args], programs);
    // A render engine that was built here serves as the CLI too.
    const told = want.filter(({ source }) => !source.startsWith('crossplane') || stderr.includes('crossplane:'));
    for (const line of told) expect(stderr).toMatch(line);
    expect(told.length).toBeGreaterThan(0);
    expect(status).toBe(1);
  });
});

test('the demo says which options it has', () => {
  const { status, stdout, stderr } = script('demo.mjs', ['--al']);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /^cannot show the demo: Unknown option '--al'.*\nUsage: npm run demo, or npm run demo -- --all\n$/,
  );
});

describe('the tools', () => {
  test('are not built by asking for help', () => {
    const { status, stdout } = script('tools.mjs', ['--help']);
    expect(stdout).toContain('Usage: node scripts/tools.mjs');
    expect(status).toBe(0);
  });

  test('are not built with an option that does not exist', () => {
    const { status, stderr } = script('tools.mjs', ['--e3e']);
    expect(stderr).toContain("'--e3e'");
    expect(status).toBe(1);
  });
});
