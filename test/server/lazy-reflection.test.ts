import { Client, credentials, type handleBidiStreamingCall, Server, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { formatAddress } from '../../src/server/address.js';
import {
  addLazyReflection,
  type LoadReflection,
  REFLECTION_PATHS,
  type Registry,
} from '../../src/server/lazy-reflection.js';
import { withBound } from './harness.js';

/** Answers each message with itself, in upper case: what is decoded and encoded is text. */
const answerLouder: handleBidiStreamingCall<string, string> = (call) => {
  call.on('data', (message: string) => call.write(message.toUpperCase()));
  call.on('end', () => call.end());
};

function addAll(registry: Registry): void {
  for (const path of REFLECTION_PATHS) {
    const codec = { serialize: (text: string) => Buffer.from(text), deserialize: (bytes: Buffer) => bytes.toString() };
    const definition = {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: codec.serialize,
      requestDeserialize: codec.deserialize,
      responseSerialize: codec.serialize,
      responseDeserialize: codec.deserialize,
    };
    registry.addService({ talk: definition }, { talk: answerLouder });
  }
}

/** What a call with two messages comes to: the answers, and the status. */
type Call = (
  path: string,
) => Promise<{ readonly answers: readonly string[]; readonly code: status; readonly details: string }>;

async function serving(load: LoadReflection, use: (call: Call) => Promise<void>): Promise<void> {
  const server = new Server();
  addLazyReflection(server, load);
  await withBound(server, async (address) => {
    const client = new Client(formatAddress(address), credentials.createInsecure());
    try {
      await use((path) => talk(client, path));
    } finally {
      client.close();
    }
  });
}

function talk(client: Client, path: string): ReturnType<Call> {
  const stream = client.makeBidiStreamRequest(path, Buffer.from, String, {});
  const answers: string[] = [];
  for (const message of ['one', 'two']) stream.write(message);
  stream.end();
  stream.on('data', (answer: string) => answers.push(answer));
  stream.on('error', () => undefined);
  return new Promise((resolve) => {
    stream.on('status', ({ code, details }) => resolve({ answers, code, details }));
  });
}

const ANSWERED = { answers: ['ONE', 'TWO'], code: status.OK };

describe('reflection that is loaded when it is asked for', () => {
  test('is loaded once, and answers in both versions from the first call on', async () => {
    let loads = 0;
    const load = async () => {
      loads++;
      return addAll;
    };
    await serving(load, async (call) => {
      expect(loads).toBe(0);
      for (const path of [...REFLECTION_PATHS, ...REFLECTION_PATHS]) expect(await call(path)).toMatchObject(ANSWERED);
    });
    expect(loads).toBe(1);
  });

  test('says why it is not there, and is loaded by a later call', async () => {
    const loads = [Promise.reject(new Error('no such file')), Promise.resolve(addAll)];
    await serving(
      () => loads.shift() ?? Promise.reject(new Error('loaded too often')),
      async (call) => {
        const [path = ''] = REFLECTION_PATHS;
        const details = 'cannot load service: no such file';
        expect(await call(path)).toEqual({ answers: [], code: status.UNAVAILABLE, details });
        expect(await call(path)).toMatchObject(ANSWERED);
      },
    );
  });

  test('says so where it lacks a method', async () => {
    await serving(
      async () => () => undefined,
      async (call) => {
        for (const path of REFLECTION_PATHS) expect(await call(path)).toMatchObject({ code: status.UNAVAILABLE });
      },
    );
  });
});
