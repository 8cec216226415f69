import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Engine } from '../../src/gen/binding.js';
import { asList, asObject, at, type JsonObject } from '../../src/lib/json.js';
import type { FunctionServer } from '../../src/server/function-server.js';
import { settled } from '../rules/scenario.js';
import { creatingExamples, examples, manifests, policyOf } from '../support/examples.js';
import { run } from '../support/run.js';
import { mock, RENDER_ENGINE, render, serveForRendering } from './render.js';

const whereBuilt = RENDER_ENGINE ? describe : describe.skip;
const CASES = examples('compositions').flatMap(([file, composition]) =>
  creatingExamples().map(([name, composite]) => [name, file, composite, composition] as const),
);

function one(folder: string, file: string, kind: string): JsonObject {
  return manifests(folder).find(([name, object]) => name === file && object.kind === kind)?.[1] ?? {};
}

/** The policy that the first step of the pipeline merges for an environment. */
function environmentOf(name: string): JsonObject {
  const [common, own] = ['databases', `databases-${name}`].map((wanted) => {
    const [, manifest] = manifests('examples').find(([, { metadata }]) => at(metadata, 'name') === wanted) ?? [];
    return asObject(at(manifest, 'data', 'databaseBinding'));
  });
  return { ...common, ...own, defaults: { ...asObject(common?.defaults), ...asObject(own?.defaults) } };
}

whereBuilt('examples through the real render engine', () => {
  let server: FunctionServer;
  beforeAll(async () => {
    server = await serveForRendering();
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

  test.each(creatingExamples())(
    '%s is created by the Composition that comes with the kind',
    async (_file, composite) => {
      const composition = one('configuration', 'compositions/databasebinding.yaml', 'Composition');
      const rendered = await render({ composite, composition, port: server.address.port });
      expect(rendered.stderr).toBe('');
      expect(Object.keys(rendered.composed)).toEqual(['cluster']);
    },
  );

  test('a claim has a cluster of the other family', async () => {
    const composition = one('configuration', 'compositions/xdatabasebinding.yaml', 'Composition');
    const claimRef = { apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1', kind: 'DatabaseBindingClaim' };
    const composite = {
      apiVersion: claimRef.apiVersion,
      kind: 'XDatabaseBinding',
      metadata: { name: 'orders-x7k2p', labels: { 'crossplane.io/claim-name': 'orders' } },
      spec: { cluster: { engine: 'pg' }, claimRef: { ...claimRef, name: 'orders', namespace: 'shop' } },
    };
    const rendered = await render({ composite, composition, port: server.address.port });
    expect(rendered.stderr).toBe('');
    expect(rendered.composed.cluster).toMatchObject({
      apiVersion: 'database.digitalocean.crossplane.io/v1alpha1',
      spec: { forProvider: { name: 'shop-orders' }, providerConfigRef: { name: 'default' } },
    });
  });

  test('the kind of a platform team is composed', async () => {
    const [composite, composition] = [
      one('examples', 'compositions/own-kind.yaml', 'PostgresDatabase'),
      one('examples', 'compositions/own-kind.yaml', 'Composition'),
    ];
    const rendered = await render({ composite, composition, port: server.address.port });
    expect(rendered.stderr).toBe('');
    expect(at(rendered.composed.cluster, 'spec', 'forProvider', 'name')).toBe('shop-orders');
    expect(at(rendered.composite, 'status', 'architecture')).toBe('Controlled');
  });

  test('the policy of an environment comes out of the context', async () => {
    const whole = one('examples', 'compositions/environments.yaml', 'Composition');
    const pipeline = asList(at(whole, 'spec', 'pipeline')).filter((step) => at(step, 'step') === 'database-binding');
    const composition = { ...whole, spec: { ...asObject(whole.spec), pipeline } };
    const [, composite = {}] = examples('bindings').find(([file]) => file === 'pg.yaml') ?? [];
    const context = { 'apiextensions.crossplane.io/environment': { databaseBinding: environmentOf('production') } };
    const rendered = await render({ composite, composition, context, port: server.address.port });
    expect(rendered.stderr).toBe('');
    expect(at(rendered.composed.cluster, 'spec', 'forProvider')).toMatchObject({
      name: 'prod-shop-orders',
      region: 'fra1',
    });
  });

  test('a Fatal result stops the real reconciler, and tells every problem', async () => {
    const [[, composition] = ['', {}]] = examples('compositions');
    const composite = { ...CASES[0]?.[2], spec: { cluster: { engine: 'oracle', nodeCount: 'two' } } };
    const rendered = await render({ composite, composition, port: server.address.port });
    expect(rendered.ok).toBe(false);
    expect(rendered.stderr).toContain('spec.cluster.engine: unsupported value "oracle"');
    expect(rendered.stderr).toContain('spec.cluster.nodeCount: ');
  });
});
