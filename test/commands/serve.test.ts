import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAuthority, issue, withFolder, writeCertificates } from '../server/authority.js';
import { checkHealth, reflect, runFunctionOnce } from '../server/harness.js';
import { addressOf, buildExecutable, type Executable, type Run } from './executable.js';

const ANYWHERE = ['--address', '127.0.0.1:0', '--metrics-address', '127.0.0.1:0'];

let executable: Executable;

beforeAll(() => {
  executable = buildExecutable('--image');
});

afterAll(() => {
  executable?.remove();
});

describe('serving', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('serves until %s and ends with 0', async (signal) => {
    await withRun(executable.start(['--insecure', ...ANYWHERE]), async (run) => {
      const address = addressOf(await run.line(/serving$/));
      expect(await checkHealth(address)).toEqual({ value: { status: 'SERVING' } });
      run.stop(signal);
      expect(await run.line(/^draining$/)).toMatchObject({ signal });
      expect(await run.ended).toEqual({ code: 0, stderr: '' });
      expect(await run.line(/^stopped$/)).toBeDefined();
    });
  });

  test('contains the files that its packages read from their folders', async () => {
    await withRun(executable.start(['--insecure', ...ANYWHERE]), async (run) => {
      const { listServicesResponse } = await reflect(addressOf(await run.line(/serving$/)), { listServices: '*' });
      expect(listServicesResponse?.service.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['grpc.health.v1.Health', 'apiextensions.fn.proto.v1.FunctionRunnerService']),
      );
    });
  });

  test('serves with certificates from the environment', async () => {
    await withFolder(async (folder) => {
      const authority = await createAuthority('ours');
      const [server, client] = await Promise.all([issue(authority), issue(authority)]);
      writeCertificates(folder, server, authority);
      await withRun(executable.start(ANYWHERE, { TLS_SERVER_CERTS_DIR: folder }), async (run) => {
        const address = addressOf(await run.line(/serving$/));
        const secrets = credentials.createSsl(
          Buffer.from(authority.cert),
          Buffer.from(client.key),
          Buffer.from(client.cert),
        );
        expect(await runFunctionOnce(address, new Uint8Array(), { secrets })).toHaveProperty('value');
        expect(await runFunctionOnce(address, new Uint8Array())).not.toHaveProperty('value');
      });
    });
  });

  test('--insecure wins over certificates', async () => {
    await withRun(executable.start(['--insecure', ...ANYWHERE], { TLS_SERVER_CERTS_DIR: '/nowhere' }), async (run) => {
      expect(await checkHealth(addressOf(await run.line(/serving$/)))).toHaveProperty('value');
    });
  });

  test('serves metrics', async () => {
    await withRun(executable.start(['--insecure', ...ANYWHERE]), async (run) => {
      const { host, port } = addressOf(await run.line(/^serving metrics$/));
      expect(await (await fetch(`http://${host}:${port}/metrics`)).text()).toContain('process_start_time_seconds');
    });
  });

  test('serves without metrics if their port is in use', async () => {
    await withTakenPort(async (taken) => {
      const args = ['--insecure', '--address', '127.0.0.1:0', '--metrics-address', taken];
      await withRun(executable.start(args), async (run) => {
        expect(await run.line(/^metrics are off$/)).toMatchObject({ level: 'warn' });
        expect(await checkHealth(addressOf(await run.line(/serving$/)))).toHaveProperty('value');
      });
    });
  });
});

describe('refusing to start', () => {
  test('without certificates and without --insecure', async () => {
    expect(await executable.start(ANYWHERE).ended).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^function-database-binding: cannot serve: no certificates; set --tls-certs-dir or/,
      ),
    });
  });

  test('with unusable certificates', async () => {
    await withFolder(async (folder) => {
      for (const file of ['tls.crt', 'tls.key', 'ca.crt']) writeFileSync(join(folder, file), 'none');
      expect(await executable.start(['--tls-certs-dir', folder, ...ANYWHERE]).ended).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^function-database-binding: cannot use certificate file ".*ca\.crt": [^\n]*\n$/),
      });
    });
  });

  test('on an address in use', async () => {
    await withTakenPort(async (taken) => {
      expect(await executable.start(['--insecure', '--address', taken]).ended).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^function-database-binding: cannot listen on "[\d.:]+": EADDRINUSE: [^\n]*\n$/),
      });
    });
  });

  test('with an invalid flag', async () => {
    expect(await executable.start(['--address', 'nowhere']).ended).toEqual({
      code: 2,
      stderr: expect.stringContaining("argument 'nowhere' is invalid"),
    });
  });
});

async function withRun(run: Run, use: (run: Run) => Promise<void>): Promise<void> {
  try {
    await use(run);
  } finally {
    run.stop('SIGTERM');
    await run.ended;
  }
}

async function withTakenPort(use: (address: string) => Promise<void>): Promise<void> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  try {
    await use(`127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  } finally {
    other.close();
  }
}
