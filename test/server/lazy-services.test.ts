import { type handleUnaryCall, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { functionService } from '../../src/server/function-service.js';
import { addLazily, type LazyServices, type Registry } from '../../src/server/lazy-services.js';
import { callOnce, type Reply } from './harness.js';

const PATH = functionService('v1').runFunction.path;
const OTHER = functionService('v1beta1').runFunction.path;

const answerTheSame: handleUnaryCall<Uint8Array, Uint8Array> = ({ request }, callback) => callback(null, request);

/** Adds an echo under both paths. */
function echo(registry: Registry): void {
  for (const version of ['v1', 'v1beta1'] as const)
    registry.addService(functionService(version), { runFunction: answerTheSame });
}

type Call = (path: string) => Promise<Reply<Uint8Array>>;

async function serving(load: LazyServices['load'], use: (call: Call) => Promise<void>): Promise<void> {
  const server = new Server();
  addLazily(server, { methods: { [PATH]: 'unary', [OTHER]: 'unary' }, load });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (problem, bound) => {
      if (problem) reject(problem);
      else resolve(bound);
    });
  });
  const address = { host: '127.0.0.1', port };
  const { runFunction } = functionService('v1');
  try {
    await use((path) => callOnce({ address }, { ...runFunction, path }, new Uint8Array([1])));
  } finally {
    server.forceShutdown();
  }
}

describe('services that are loaded when they are asked for', () => {
  test('are loaded once, and answer from the first call on', async () => {
    let loads = 0;
    const load = async () => {
      loads++;
      return echo;
    };
    await serving(load, async (call) => {
      expect(loads).toBe(0);
      for (const path of [PATH, OTHER, PATH]) expect(await call(path)).toEqual({ value: new Uint8Array([1]) });
    });
    expect(loads).toBe(1);
  });

  test('say why they are not there, and are loaded by a later call', async () => {
    const loads = [Promise.reject(new Error('no such file')), Promise.resolve(echo)];
    await serving(
      () => loads.shift() ?? Promise.reject(new Error('loaded too often')),
      async (call) => {
        const details = 'cannot load service: no such file';
        expect(await call(PATH)).toEqual({ code: status.UNAVAILABLE, details });
        expect(await call(PATH)).toEqual({ value: new Uint8Array([1]) });
      },
    );
  });

  test('that lack a method say so', async () => {
    await serving(
      async () => () => undefined,
      async (call) => {
        expect(await call(PATH)).toMatchObject({ code: status.UNAVAILABLE });
      },
    );
  });
});
