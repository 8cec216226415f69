import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import { bindingName, type World } from '../../simulation/world.js';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import type { FunctionServer } from '../../src/server/function-server.js';
import { examples, exampleWorld, isAllowed } from '../support/examples.js';
import { mock, RENDER_ENGINE, type Rendered, render, serveForRendering } from './render.js';

// Each case starts two programs and lives a life.
jest.setTimeout(60_000);

const whereBuilt = RENDER_ENGINE ? describe : describe.skip;

interface Case {
  readonly file: string;
  readonly composition: string;
  readonly policy: JsonObject;
  readonly composite: JsonObject;
  readonly name: string;
  /** Whether the binding names something in Kubernetes that Crossplane has to look up. */
  readonly looksUp: boolean;
}

const CASES: readonly Case[] = examples('compositions').flatMap(([composition, policy]) =>
  examples('bindings')
    .filter(([file]) => isAllowed(file, composition))
    .filter(([, { spec }]) => at(spec, 'clusterRef') !== undefined || at(spec, 'cluster', 'adopt') !== undefined)
    .map(([file, composite]) => ({
      file,
      composition,
      policy,
      composite,
      name: bindingName(composite),
      looksUp:
        at(composite, 'spec', 'clusterRef') !== undefined && at(composite, 'spec', 'clusterRef', 'uuid') === undefined,
    })),
);

/** Everything in a world that a binding neither is nor composes: what Crossplane can look up for it. */
function othersThan(name: string, world: World): readonly JsonObject[] {
  const { objects, binding, composed } = world.snapshot(name);
  const own = new Set([binding, ...composed.values()]);
  return objects.filter((object) => !own.has(object) && ['DatabaseBinding', 'Cluster'].includes(String(object.kind)));
}

async function settled({ file, composition }: Case): Promise<World> {
  const world = exampleWorld(file, composition);
  await live(world);
  return world;
}

whereBuilt('references through the real render engine', () => {
  let server: FunctionServer;
  beforeAll(async () => {
    server = await serveForRendering();
  });
  afterAll(() => server.drain(1000));

  const renderCase = (
    { composite, policy }: Case,
    given: { observed?: readonly JsonObject[]; required?: readonly JsonObject[] },
  ): Promise<Rendered> => render({ composite, composition: policy, ...given, port: server.address.port });

  test.each(CASES)('$name of $file under $composition begins by looking at the cluster', async (each) => {
    const world = await settled(each);
    const rendered = await renderCase(each, { required: othersThan(each.name, world) });
    expect(rendered.stderr).toBe('');
    expect(Object.keys(rendered.composed)).toEqual(['cluster']);
    expect(at(rendered.composed.cluster, 'spec', 'managementPolicies')).toEqual(['Observe']);
    const externalName = at(rendered.composed.cluster, 'metadata', 'annotations', 'crossplane.io/external-name');
    expect([...world.cloud.clusters.keys()]).toContain(externalName);
  });

  test.each(CASES.filter(({ looksUp }) => looksUp))(
    '$name of $file under $composition creates nothing without what it names, and keeps what it has',
    async (each) => {
      expect((await renderCase(each, {})).composed).toEqual({});
      const { composed } = (await settled(each)).snapshot(each.name);
      const rendered = await renderCase(each, { observed: [...composed].map(([key, object]) => mock(key, object)) });
      expect(Object.keys(rendered.composed).sort()).toEqual([...composed.keys()].sort());
      for (const [key, { kind, data }] of composed)
        if (kind === 'Secret') expect(asObject(rendered.composed[key]?.data)).toEqual(data);
    },
  );

  test.each(CASES)('$name of $file under $composition is kept once all is there', async (each) => {
    const world = await settled(each);
    const { composed } = world.snapshot(each.name);
    const observed = [...composed].map(([key, object]) => mock(key, object));
    const rendered = await renderCase(each, { observed, required: othersThan(each.name, world) });
    expect(rendered.stderr).toBe('');
    expect(Object.keys(rendered.composed).sort()).toEqual([...composed.keys()].sort());
    for (const [key, object] of composed)
      expect(at(rendered.composed[key], 'spec', 'managementPolicies')).toEqual(
        at(object, 'spec', 'managementPolicies'),
      );
  });
});
