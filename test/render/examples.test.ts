import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fatalResponse } from '../../src/function/fatal-response.js';
import { runFunction } from '../../src/function/run-function.js';
import type { Engine } from '../../src/gen/binding.js';
import { asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { type FunctionServer, startServer } from '../../src/server/function-server.js';
import { settled } from '../rules/scenario.js';
import { recordingLogger } from '../server/harness.js';
import { examples, policyOf } from '../support/examples.js';
import { run } from '../support/run.js';
import { RENDER_ENGINE, render } from './render.js';

const whereBuilt = RENDER_ENGINE ? describe : describe.skip;
const CASES = examples('compositions').flatMap(([file, composition]) =>
  examples('bindings').map(([name, composite]) => [name, file, composite, composition] as const),
);

/** An object as the render engine takes it for one that exists. */
function mock(key: string, resource: JsonObject, namespace: Json): JsonObject {
  const annotations = {
    ...asObject(at(resource, 'metadata', 'annotations')),
    'crossplane.io/composition-resource-name': key,
  };
  return {
    ...resource,
    metadata: { name: `mock-${key}`, namespace, ...asObject(resource.metadata), annotations },
  };
}

whereBuilt('examples through the real render engine', () => {
  let server: FunctionServer;
  beforeAll(async () => {
    server = await startServer({
      address: { host: '127.0.0.1', port: 0 },
      credentials: ServerCredentials.createInsecure(),
      maxReceiveBytes: 4 * 1024 * 1024,
      handler: { handle: runFunction, fatalResponse },
      logger: recordingLogger().logger,
      metrics: undefined,
    });
  });
  afterAll(() => server.drain(1000));

  test.each(CASES)('%s is created by %s', async (_name, _file, composite, composition) => {
    const rendered = await render({ composite, composition, port: server.address.port });
    expect(rendered.stderr).toBe('');
    expect(Object.keys(rendered.composed)).toEqual(['cluster']);
    expect(rendered.composed.cluster?.spec).toEqual(
      run({ composite, policy: policyOf(composition) }).composed.cluster?.resource.spec,
    );
    expect(at(rendered.composite, 'status', 'architecture')).toBe('Controlled');
  });

  test.each(CASES)(
    '%s is kept by %s once all is there, although no connection details are told',
    async (_name, _file, composite, composition) => {
      const engine = at(composite, 'spec', 'cluster', 'engine') as Engine;
      const world = Object.entries(settled(engine, composite, policyOf(composition)));
      const observed = world.map(([key, { resource }]) =>
        mock(key, resource, at(composite, 'metadata', 'namespace') ?? 'default'),
      );
      const rendered = await render({ composite, composition, observed, port: server.address.port });
      expect(rendered.stderr).toBe('');
      expect(Object.keys(rendered.composed).sort()).toEqual(world.map(([key]) => key).sort());
      for (const [key, { resource }] of world)
        if (resource.kind === 'Secret') expect(rendered.composed[key]?.data).toEqual(resource.data);
    },
  );

  test('a Fatal result stops the real reconciler, and tells every problem', async () => {
    const [[, composition] = ['', {}]] = examples('compositions');
    const composite = { ...CASES[0]?.[2], spec: { cluster: { engine: 'oracle', nodeCount: 'two' } } };
    const rendered = await render({ composite, composition, port: server.address.port });
    expect(rendered.ok).toBe(false);
    expect(rendered.stderr).toContain('spec.cluster.engine: unsupported value "oracle"');
    expect(rendered.stderr).toContain('spec.cluster.nodeCount: ');
  });
});
