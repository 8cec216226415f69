import { connect as connectHttp2 } from 'node:http2';
import { Server, type ServerWritableStream, status } from '@grpc/grpc-js';
import { describe, expect, jest, test } from '@jest/globals';
import type { Address } from '../../src/server/address.js';
import { FUNCTION_VERSIONS, functionServiceName } from '../../src/server/function-service.js';
import { createHealth, HEALTH_SERVICE, type Health } from '../../src/server/health.js';
import type { HealthCheckRequest } from '../../src/wire/health.js';
import { callOnce, checkHealth, listHealth, watchHealth, withBound } from './harness.js';

const SERVICES = ['', ...FUNCTION_VERSIONS.map(functionServiceName)];

interface Serving {
  readonly address: Address;
  readonly health: Health;
  /** The streams of those who watch, as the server holds them. */
  readonly streams: readonly ServerWritableStream<HealthCheckRequest, unknown>[];
}

async function serving(use: (serving: Serving) => Promise<void>): Promise<void> {
  const server = new Server();
  const health = createHealth();
  const streams: Parameters<Health['methods']['watch']>[0][] = [];
  server.addService(HEALTH_SERVICE, {
    ...health.methods,
    watch(call: (typeof streams)[number]) {
      streams.push(call);
      health.methods.watch(call);
    },
  });
  await withBound(server, (address) => use({ address, health, streams }));
}

describe('Check', () => {
  test.each(SERVICES)('"%s" is serving, and no longer once it is told to stop', async (service) => {
    await serving(async ({ address, health }) => {
      expect(await checkHealth(address, service)).toEqual({ value: { status: 'SERVING' } });
      health.stopServing();
      expect(await checkHealth(address, service)).toEqual({ value: { status: 'NOT_SERVING' } });
    });
  });

  test.each(['other', 'öther service', '__proto__'])('"%s" is not known', async (service) => {
    await serving(async ({ address }) => {
      const details = `Health status unknown for service ${service}`;
      expect(await checkHealth(address, service)).toEqual({ code: status.NOT_FOUND, details });
    });
  });
});

describe('List', () => {
  test('has every service, and how it is now', async () => {
    await serving(async ({ address, health }) => {
      const all = (status: string) => Object.fromEntries(SERVICES.map((service) => [service, { status }]));
      expect(await listHealth(address)).toEqual({ value: { statuses: all('SERVING') } });
      health.stopServing();
      expect(await listHealth(address)).toEqual({ value: { statuses: all('NOT_SERVING') } });
    });
  });
});

describe('Watch', () => {
  test.each(SERVICES)('"%s" is told of the stop, and the stream ends', async (service) => {
    await serving(async ({ address, health }) => {
      const watches = [watchHealth(address, service), watchHealth(address, service)];
      await Promise.all(watches.map(({ first }) => first));
      health.stopServing();
      for (const { ended, seen } of watches) {
        expect(await ended).toBe(status.OK);
        expect(seen).toEqual(['SERVING', 'NOT_SERVING']);
      }
    });
  });

  test('a service that is not known is so until the end', async () => {
    await serving(async ({ address, health }) => {
      const { first, ended, seen } = watchHealth(address, 'other');
      await first;
      health.stopServing();
      expect(await ended).toBe(status.OK);
      expect(seen).toEqual(['SERVICE_UNKNOWN']);
    });
  });

  test.each([
    { service: '', want: ['NOT_SERVING'] },
    { service: 'other', want: ['SERVICE_UNKNOWN'] },
  ])('who comes after the stop learns of "$service" and holds nothing up', async ({ service, want }) => {
    await serving(async ({ address, health }) => {
      health.stopServing();
      const { ended, seen } = watchHealth(address, service);
      expect(await ended).toBe(status.OK);
      expect(seen).toEqual(want);
    });
  });

  test.each([
    { name: 'Cancelled', leave: leaveByCancelling },
    { name: 'OutOfTime', leave: leaveByDeadline },
    { name: 'Disconnected', leave: leaveByDisconnecting },
  ])('who has left is forgotten: $name', async ({ leave }) => {
    await serving(async ({ address, health, streams }) => {
      const stays = watchHealth(address);
      await stays.first;
      await leave(address);
      const [there, gone] = streams;
      if (there === undefined || gone === undefined) throw new Error('nobody watches');
      if (!gone.closed) await new Promise((resolve) => gone.once('close', resolve));
      const told = [jest.spyOn(there, 'write'), jest.spyOn(gone, 'write')];
      health.stopServing();
      expect(told.map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
      expect(await stays.ended).toBe(status.OK);
    });
  });
});

async function leaveByCancelling(address: Address): Promise<void> {
  const watch = watchHealth(address);
  await watch.first;
  watch.cancel();
  expect(await watch.ended).toBe(status.CANCELLED);
}

async function leaveByDeadline(address: Address): Promise<void> {
  const watch = watchHealth(address, '', { deadline: Date.now() + 500 });
  expect(await watch.ended).toBe(status.DEADLINE_EXCEEDED);
}

/** The connection breaks, and nobody says why. */
async function leaveByDisconnecting({ host, port }: Address): Promise<void> {
  const session = connectHttp2(`http://${host}:${port}`);
  const stream = session.request({
    ':method': 'POST',
    ':path': HEALTH_SERVICE.watch.path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => undefined);
  stream.end(Buffer.alloc(5));
  await new Promise((resolve) => stream.once('data', resolve));
  session.destroy();
}

describe.each(['check', 'watch', 'list'] as const)('%s', (name) => {
  test.each([
    { name: 'Truncated', bytes: [0x0a, 5, 0x61] },
    { name: 'NoField', bytes: [0] },
    { name: 'NoWireType', bytes: [0x0f] },
    { name: 'OpenGroup', bytes: [0x0b] },
  ])('of bytes that are no message is an error, and the server goes on: $name', async ({ bytes }) => {
    await serving(async ({ address, streams }) => {
      const raw = { path: HEALTH_SERVICE[name].path, requestSerialize: Buffer.from, responseDeserialize: Buffer.from };
      const reply = await callOnce({ address }, raw, new Uint8Array(bytes));
      expect(reply).toEqual({ code: status.INTERNAL, details: 'Error deserializing request' });
      expect(streams).toEqual([]);
      expect(await checkHealth(address)).toEqual({ value: { status: 'SERVING' } });
    });
  });
});
