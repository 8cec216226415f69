import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LoadGenerator, startLoadGenerator } from '../../bench/load/load-generator.js';
import { REQUEST_NAMES, requestNamed } from '../../bench/requests/requests.js';
import { type Certificates, makeCertificates } from '../../bench/servers/certificates.js';
import type { ContestantName, Programs } from '../../bench/servers/contestants.js';
import { findPython } from '../../bench/servers/python.js';
import { startServer } from '../../bench/servers/running-server.js';
import { imageNodeFlags } from '../support/image.js';
import { encodeTestRequest, readTestResponse, run } from '../support/run.js';

const ROOT = join(import.meta.dirname, '../..');
// Inside node_modules, so that imports find the packages.
const BUILT = join('node_modules', '.cache', `bench-${process.pid}`);
const PROGRAMS: Programs = {
  ours: join(ROOT, BUILT, 'executable/main.js'),
  nodeFlags: imageNodeFlags(ROOT),
  built: join(ROOT, BUILT),
  sources: join(ROOT, 'bench'),
  python: findPython(ROOT),
  go: { 'go-templating': undefined, 'patch-and-transform': undefined },
};
const ANSWERING: readonly ContestantName[] = [
  'ours',
  'anew',
  'typescript',
  ...(PROGRAMS.python ? (['python'] as const) : []),
];

// Making a large request takes a second, and starting Python may take two.
const TIMEOUT_MS = 60_000;
const REQUESTS = REQUEST_NAMES.map((name) => {
  const request = requestNamed(name);
  return { bytes: encodeTestRequest(request), expected: run(request).composed };
});

let load: LoadGenerator;
let certificates: Certificates;

beforeAll(async () => {
  for (const args of [
    ['bench/build.mjs', BUILT],
    ['scripts/build.mjs', join(BUILT, 'executable')],
  ])
    expect(spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).stderr).toBe('');
  load = startLoadGenerator(join(PROGRAMS.built, 'load/main.js'));
  certificates = await makeCertificates();
}, TIMEOUT_MS);

afterAll(() => {
  load?.stop();
  certificates?.remove();
  rmSync(join(ROOT, BUILT), { recursive: true, force: true });
});

/** What a server answers to each of the requests. */
async function answersOf(name: ContestantName, secured: boolean): Promise<readonly Uint8Array[]> {
  const request = REQUESTS[0]?.bytes ?? new Uint8Array();
  const server = await startServer(name, {
    programs: PROGRAMS,
    load,
    request,
    certificates: secured ? certificates : undefined,
  });
  if (server === undefined) throw new Error(`cannot start server "${name}"`);
  try {
    const answers: Uint8Array[] = [];
    for (const { bytes } of REQUESTS)
      answers.push(await load.first({ target: server.target, request: bytes, timeoutMs: 0 }));
    return answers;
  } finally {
    await server.stop();
  }
}

describe('servers', () => {
  test.each([false, true])(
    'the floor gives back what it is sent (mTLS: %s)',
    async (secured) => {
      const answers = await answersOf('floor', secured);
      expect(answers.map((answer, i) => Buffer.compare(answer, REQUESTS[i]?.bytes ?? answer))).toEqual([0, 0, 0]);
    },
    TIMEOUT_MS,
  );

  test.each(ANSWERING.flatMap((name) => [[name, false] as const, [name, true] as const]))(
    '%s desires what the function desires (mTLS: %s)',
    async (name, secured) => {
      const answers = (await answersOf(name, secured)).map(readTestResponse);
      expect(answers.map(({ fatal }) => fatal)).toEqual(REQUESTS.map(() => undefined));
      for (const [i, { expected }] of REQUESTS.entries()) {
        const composed = answers[i]?.composed ?? {};
        expect(Object.keys(composed).sort()).toEqual(Object.keys(expected).sort());
        // A peer may write less into a resource than the function does, never something else.
        expect(expected).toMatchObject(composed);
      }
    },
    TIMEOUT_MS,
  );
});
