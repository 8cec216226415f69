import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildExecutable } from './executable.js';

// What these commands say of a cluster is tested on objects (test/tools) and on a real API server (test/e2e).

let executable: ReturnType<typeof buildExecutable>;
let folder: string;

beforeAll(() => {
  executable = buildExecutable();
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  // Port 9 discards: nobody listens there.
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'gone', cluster: { server: 'https://127.0.0.1:9' } }],
    users: [{ name: 'me', user: {} }],
    contexts: [{ name: 'gone', context: { cluster: 'gone', user: 'me' } }],
    'current-context': 'gone',
  };
  writeFileSync(join(folder, 'config'), JSON.stringify(config));
});

afterAll(() => {
  executable.remove();
  rmSync(folder, { recursive: true });
});

describe.each([
  { command: ['preflight'], cannot: 'cannot preflight' },
  { command: ['status', '-A'], cannot: 'cannot tell the status' },
  { command: ['import', 'do-operator', '--from-cluster'], cannot: 'cannot import' },
])('$command', ({ command, cannot }) => {
  test.each([
    { args: [], config: 'config', want: /^cannot reach https:\/\/127\.0\.0\.1:9: .*ECONNREFUSED/ },
    {
      args: ['--context', 'absent'],
      config: 'config',
      want: /^--context: no context "absent" in the kubeconfig \(there: gone\)/,
    },
    { args: [], config: 'missing', want: /^cannot read the kubeconfig: .*missing/ },
  ])('$args with $config: says why it cannot, and exits with 2', ({ args, config, want }) => {
    const { status, stdout, stderr } = run('main.js', [...command, ...args], config);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.startsWith(`${cannot}: `)).toBe(true);
    expect(stderr.slice(cannot.length + 2)).toMatch(want);
  });
});

test.each([
  { composition: 'missing.yaml', want: /^cannot preflight: "missing\.yaml": no such file or folder/ },
  { composition: 'config', want: /^cannot preflight: no Composition in ".*config"/ },
])('preflight --composition $composition: $want', ({ composition, want }) => {
  const path = composition === 'config' ? join(folder, 'config') : composition;
  const { status, stderr } = run('main.js', ['preflight', '--composition', path], 'config');
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(want) });
});

test('under the name of a kubectl plugin it tells the status', () => {
  symlinkSync(join(executable.folder, 'main.js'), join(folder, 'kubectl-databasebinding'));
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'kubectl-databasebinding'), 'orders'], {
    encoding: 'utf8',
    env: { ...process.env, KUBECONFIG: join(folder, 'config') },
  });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^cannot tell the status: /) });
});

function run(file: string, args: readonly string[], config: string) {
  const env = { ...process.env, KUBECONFIG: join(folder, config) };
  return spawnSync(process.execPath, [join(executable.folder, file), ...args], { encoding: 'utf8', env });
}
