import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readComposition } from '../../simulation/crossplane/composition.js';
import { live } from '../../simulation/life.js';
import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import type { FunctionServer } from '../../src/server/function-server.js';
import { readObserved } from '../../tools/render/observed.js';
import { renderedDocuments } from '../../tools/render/print-rendered.js';
import { renderComposite } from '../../tools/render/render-composite.js';
import { callFunction } from '../support/call-function.js';
import { examples, exampleWorld, manifests } from '../support/examples.js';
import { mock, RENDER_ENGINE, type Rendered, render, serveForRendering } from './render.js';

const whereBuilt = RENDER_ENGINE ? describe : describe.skip;

const UID = '3b0a8c1e-5f0d-4a55-9d0e-0a1b2c3d4e5f';
const [, COMPOSITION = {}] = examples('compositions').find(([file]) => file === 'production.yaml') ?? [];
const LEGACY = manifests('configuration').find(([file]) => file.endsWith('/xdatabasebinding.yaml'))?.[1] ?? {};

function identified(composite: JsonObject): JsonObject {
  return { ...composite, metadata: { ...asObject(composite.metadata), uid: UID } };
}

/** What our command prints, in the form that the output of the real one is read in. */
async function ours(composite: JsonObject, composition: JsonObject, observed: readonly JsonObject[]) {
  const read = readComposition(composition);
  if (typeof read === 'string') throw new Error(read);
  const { resources } = readObserved(observed);
  const input = { composite, steps: read.steps, observed: resources, others: [], context: {} };
  const rendered = await renderComposite(callFunction, input);
  const [xr = {}, ...composed] = renderedDocuments(rendered, { fullXr: false, functionResults: false, context: false });
  const keyed = composed.map((document) => {
    const key = at(document, 'metadata', 'annotations', 'crossplane.io/composition-resource-name');
    return [asString(key) ?? '', document] as const;
  });
  return { composite: xr, composed: Object.fromEntries(keyed) };
}

whereBuilt('what is rendered here is what the real render engine renders', () => {
  let server: FunctionServer;
  beforeAll(async () => {
    server = await serveForRendering();
  });
  afterAll(() => server.drain(1000));

  async function compare(composite: JsonObject, composition: JsonObject, observed: readonly JsonObject[] = []) {
    const theirs: Rendered = await render({ composite, composition, observed, port: server.address.port });
    expect(theirs.stderr).toBe('');
    const rendered = await ours(composite, composition, observed);
    expect(rendered.composed).toEqual(theirs.composed);
    // Crossplane's command knows no XRD, and takes each composite for one with a namespace: a claim's has its references there.
    const { spec, ...rest } = theirs.composite;
    const where = composite.kind === 'XDatabaseBinding' ? asObject(at(spec, 'crossplane')) : spec;
    expect(rendered.composite).toEqual({ ...rest, spec: where });
  }

  const named = (wanted: string) => examples('bindings').find(([file]) => file === wanted)?.[1] ?? {};

  test.each(['pg.yaml', 'kafka.yaml'])('%s when it is created', (file) =>
    compare(identified(named(file)), COMPOSITION),
  );

  test.each(['pg.yaml', 'mongodb.yaml'])('%s once all is there', async (file) => {
    const world = exampleWorld(file, 'production.yaml');
    await live(world);
    const { binding, composed } = world.snapshot();
    const observed = [...composed].map(([key, object]) => mock(key, object, 'shop'));
    await compare(identified({ ...named(file), status: asObject(binding?.status) }), COMPOSITION, observed);
  });

  test('a claim', () => {
    const claimRef = { apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1', kind: 'DatabaseBindingClaim' };
    const composite = {
      apiVersion: claimRef.apiVersion,
      kind: 'XDatabaseBinding',
      metadata: { name: 'orders-x7k2p', uid: UID, labels: { 'crossplane.io/claim-name': 'orders' } },
      spec: { cluster: { engine: 'pg' }, claimRef: { ...claimRef, name: 'orders', namespace: 'shop' } },
    };
    return compare(composite, LEGACY);
  });
});
