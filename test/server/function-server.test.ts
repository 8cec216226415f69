import { connect as connectHttp2 } from 'node:http2';
import { createServer } from 'node:net';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { FUNCTION_VERSIONS, functionServiceName } from '../../src/server/function-service.js';
import { createMetrics } from '../../src/server/metrics.js';
import { DecodeError } from '../../src/wire/decode-error.js';
import { ECHO, recordingLogger, reflect, runFunctionOnce, watchHealth, withServer } from './harness.js';

/** A request with the tag `t`. */
const REQUEST = new Uint8Array([0x0a, 0x03, 0x0a, 0x01, 0x74]);

function throwing(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

describe('RunFunction', () => {
  test.each(FUNCTION_VERSIONS)('%s answers with the bytes the handler made', async (version) => {
    await withServer({}, async ({ address }) => {
      expect(await runFunctionOnce(address, REQUEST, { version })).toEqual({ value: REQUEST });
    });
  });

  test('a DecodeError is the caller’s fault and says so', async () => {
    const handle = throwing(new DecodeError('cannot decode message: truncated'));
    await withServer({ handler: { ...ECHO, handle } }, async ({ address }) => {
      expect(await runFunctionOnce(address, REQUEST)).toEqual({
        code: status.INVALID_ARGUMENT,
        details: 'cannot decode message: truncated',
      });
    });
  });

  test.each([
    { name: 'AnError', handle: throwing(new TypeError('the cause')), cause: /TypeError: the cause\n/ },
    { name: 'NoError', handle: throwing('the cause'), cause: 'the cause' },
  ])('$name from the handler becomes one Fatal response and a log line', async ({ handle, cause }) => {
    const { logger, lines } = recordingLogger();
    await withServer({ logger, handler: { ...ECHO, handle } }, async ({ address }) => {
      const reply = await runFunctionOnce(address, REQUEST);
      expect('value' in reply && new TextDecoder().decode(reply.value)).toBe(
        "fatal: cannot compose resources: internal error, see the function's log",
      );
    });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'call failed',
        tag: 't',
        cause: typeof cause === 'string' ? cause : expect.stringMatching(cause),
      }),
    ]);
  });

  test('a Fatal response that cannot be made still leaves an answer', async () => {
    const broken = throwing(new Error('broken'));
    await withServer({ handler: { handle: broken, fatalResponse: broken } }, async ({ address }) => {
      expect(await runFunctionOnce(address, REQUEST)).toMatchObject({ code: status.INTERNAL });
    });
  });

  test('the message limit holds, and what just fits passes', async () => {
    const handler = { ...ECHO, handle: () => ({ response: new Uint8Array(), fatal: false }) };
    await withServer({ handler, maxReceiveBytes: 1000 }, async ({ address }) => {
      expect(await runFunctionOnce(address, new Uint8Array(1001))).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
      expect(await runFunctionOnce(address, new Uint8Array(1000))).toHaveProperty('value');
    });
  });

  test('calls are counted by version and outcome', async () => {
    const metrics = createMetrics();
    const replies = [{ fatal: false }, { fatal: true }, new DecodeError('no request')];
    const handle = (response: Uint8Array) => {
      const reply = replies.shift();
      if (reply && 'fatal' in reply) return { response, ...reply };
      throw reply;
    };
    await withServer({ metrics, handler: { ...ECHO, handle } }, async ({ address }) => {
      for (const version of ['v1', 'v1', 'v1beta1'] as const) await runFunctionOnce(address, REQUEST, { version });
    });
    const counted = (await metrics.render()).text
      .split('\n')
      .filter((line) => line.startsWith('function_calls_total{'));
    expect(counted).toEqual([
      'function_calls_total{version="v1",outcome="ok"} 1',
      'function_calls_total{version="v1",outcome="fatal"} 1',
      'function_calls_total{version="v1beta1",outcome="error"} 1',
    ]);
  });

  test('debugging logs which call it was and how it ended, and no more', async () => {
    const { logger, lines } = recordingLogger(true);
    await withServer({ logger }, ({ address }) => runFunctionOnce(address, REQUEST));
    expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual([
      [
        'level',
        'time',
        'tag',
        'composite',
        'version',
        'durationMs',
        'requestBytes',
        'responseBytes',
        'decision',
        'msg',
      ],
    ]);
  });
});

describe('reflection', () => {
  test('lists what is served', async () => {
    await withServer({}, async ({ address }) => {
      const { listServicesResponse } = await reflect(address, { listServices: '*' });
      expect(listServicesResponse?.service.map(({ name }) => name).sort()).toEqual([
        ...FUNCTION_VERSIONS.map(functionServiceName).sort(),
        'grpc.health.v1.Health',
      ]);
    });
  });

  test.each([
    ...FUNCTION_VERSIONS.map((version) => ({
      service: functionServiceName(version),
      names: ['RunFunctionRequest', 'required_resources', 'google.protobuf', 'ListValue'],
    })),
    { service: 'grpc.health.v1.Health', names: ['HealthCheckRequest', 'statuses', 'NOT_SERVING', 'Watch'] },
  ])('describes the service $service with the names of its protocol', async ({ service, names }) => {
    await withServer({}, async ({ address }) => {
      const { fileDescriptorResponse } = await reflect(address, { fileContainingSymbol: service });
      const files = fileDescriptorResponse?.fileDescriptorProto.map((file) => file.toString('latin1')).join() ?? '';
      for (const name of names) expect(files).toContain(name);
    });
  });
});

describe('drain', () => {
  test('lets a running call finish and takes no new ones', async () => {
    await withServer({}, async (server) => {
      const call = halfSentCall(server.address.port);
      await call.accepted;
      const drained = server.drain(60_000);
      expect(await runFunctionOnce(server.address, REQUEST)).toMatchObject({ code: status.UNAVAILABLE });
      call.sendRest();
      expect(await call.response).toEqual(Buffer.from([0, 0, 0, 0, REQUEST.length, ...REQUEST]));
      expect(await drained).toBe(true);
    });
  });

  test('cuts off a call that does not finish in time', async () => {
    await withServer({}, async (server) => {
      const call = halfSentCall(server.address.port);
      await call.accepted;
      expect(await server.drain(1)).toBe(false);
      expect((await call.response).length).toBe(0);
    });
  });

  test('tells those who watch the health and does not wait for them', async () => {
    await withServer({}, async (server) => {
      const watch = watchHealth(server.address);
      await watch.first;
      expect(await server.drain(60_000)).toBe(true);
      expect(await watch.ended).toBe(status.OK);
      expect(watch.seen).toEqual(['SERVING', 'NOT_SERVING']);
    });
  });
});

test('an address that is taken is a clear error', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const taken = other.address();
  const port = typeof taken === 'object' ? (taken?.port ?? 0) : 0;
  try {
    await expect(withServer({ address: { host: '127.0.0.1', port } }, async () => {})).rejects.toThrow(
      `cannot listen on "127.0.0.1:${port}": EADDRINUSE: address already in use 127.0.0.1:${port}`,
    );
  } finally {
    other.close();
  }
});

/** A call of which only the headers and half of the message are sent; a gRPC client cannot be stopped there. */
function halfSentCall(port: number) {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  const stream = session.request({
    ':method': 'POST',
    ':path': `/${functionServiceName('v1')}/RunFunction`,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const frame = Buffer.from([0, 0, 0, 0, REQUEST.length, ...REQUEST]);
  stream.write(frame.subarray(0, 7));
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => {});
  return {
    // The server answers a ping after all that was sent before it.
    accepted: new Promise<void>((resolve) => session.once('connect', () => session.ping(() => resolve()))),
    sendRest: () => stream.end(frame.subarray(7)),
    response: new Promise<Buffer>((resolve) => {
      stream.on('close', () => {
        session.destroy();
        resolve(Buffer.concat(chunks));
      });
    }),
  };
}
