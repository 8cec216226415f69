import fc from 'fast-check';
import { refOf } from '../../simulation/api-server/object-store.js';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { live } from '../../simulation/life.js';
import { createWorld } from '../../simulation/world.js';
import { profileOf } from '../../src/engines/engines.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import type { ProviderFamily } from '../../src/gen/policy.js';
import { asObject, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { arbSpec, happen, settled } from '../rules/scenario.js';
import { callFunction } from './call-function.js';
import { compositeIn, FAMILIES, isTheProviders } from './families.js';
import { samples } from './property.js';
import { readTestResponse, run, type TestRequest } from './run.js';
import { binding, POLICY } from './states.js';

// What one resource can be desired to look like in the course of its life.

/** All the states that one resource goes through: any of them may follow any other. */
export interface Resource {
  /** The engine, and what stands before the name in the resource key. */
  readonly name: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly states: readonly JsonObject[];
}

/** Always the same: the API server takes each of these states, and a run should not take longer than the one before. */
const SEED = 20261129;
const REQUESTS = 300;
const SPECS = 3;

/** What the function desires of each resource, over generated requests and over the lives of each engine in both families. */
export async function desiredStates(): Promise<readonly Resource[]> {
  const seen = new Map<string, { resource: Omit<Resource, 'states'>; states: Map<string, JsonObject> }>();
  const add: Add = (engine, composed) => {
    for (const [key, { resource: object }] of Object.entries(composed).filter(([, { resource }]) => isOurs(resource))) {
      const { apiVersion, kind } = refOf(object);
      const resource = { name: `${engine} ${key.replace(/-.*/, '')}`, apiVersion, kind };
      // The type of a Secret is for ever, and part of what it is.
      const id = JSON.stringify([resource.name, resource.apiVersion, resource.kind, object.type ?? '']);
      const { states } = seen.get(id) ?? { states: new Map<string, JsonObject>() };
      const shape = fieldsOf(object).join(' ');
      if (!states.has(shape)) states.set(shape, object);
      seen.set(id, { resource, states });
    }
  };
  for (const { engine, request } of samples(arbRequest, REQUESTS, SEED)) add(engine, run(request).composed);
  for (const family of FAMILIES) for (const engine of ENGINES) await liveThrough(family, engine, add);
  return [...seen.values()].map(({ resource, states }) => ({ ...resource, states: distinctive([...states.values()]) }));
}

/**
 * The states that are enough: for any two fields, where one of all states has the one without the other, so has one of
 * these. Server-side apply looks at which fields there are, and hardly at their values.
 */
function distinctive(states: readonly JsonObject[]): readonly JsonObject[] {
  const fields = [...new Set(states.flatMap((state) => fieldsOf(state)))];
  const seen = new Set<string>();
  return states.filter((state) => {
    const own = new Set(fieldsOf(state));
    const told = fields.flatMap((field) =>
      fields.map((other) => [own.has(field), field, own.has(other), other].join()),
    );
    const isNew = told.some((combination) => !seen.has(combination));
    for (const combination of told) seen.add(combination);
    return isNew;
  });
}

/** What may have happened to an observed resource that the provider and Crossplane know of. */
const HAPPENINGS = ['nothing', 'nothing', 'gone', 'no details', 'no status', 'young', 'stuck'] as const;

interface Requested {
  readonly engine: Engine;
  readonly request: TestRequest;
}

/** A binding that was maybe edited, in a world that maybe something has happened to. */
const arbRequest: fc.Arbitrary<Requested> = fc.constantFrom(...ENGINES).chain((engine) =>
  fc
    .record({
      before: arbSpec(engine),
      after: fc.option(arbSpec(engine)),
      happenings: fc.array(fc.constantFrom(...HAPPENINGS), { minLength: 12, maxLength: 12 }),
    })
    .map(({ before, after, happenings }) => {
      const observed = Object.entries(settled(engine, binding(before), POLICY)).flatMap(([key, state], i) => {
        const now = happen(engine, key, state, { what: happenings[i % happenings.length] ?? 'nothing' });
        return now ? [[key, now] as const] : [];
      });
      const request = { composite: binding(after ?? before), policy: POLICY, observed: Object.fromEntries(observed) };
      return { engine, request };
    }),
);

type Add = (engine: string, composed: Readonly<Record<string, { readonly resource: JsonObject }>>) => void;

/** A life with everything that can happen to a binding on purpose. */
async function liveThrough(family: ProviderFamily, engine: Engine, add: Add): Promise<void> {
  const plain: JsonObject = { cluster: { engine, nodeCount: profileOf(engine).nodes.default } };
  const call = (request: Uint8Array): Uint8Array => {
    const response = callFunction(request);
    add(engine, readTestResponse(response).composed);
    return response;
  };
  const world = createWorld({ binding: compositeIn(family, plain), composition: DEFAULT_COMPOSITION, call });
  const become = async (spec: JsonObject): Promise<void> => {
    world.editBinding(({ claimRef = null }) => ({ ...spec, ...(claimRef === null ? {} : { claimRef }) }));
    await live(world);
  };
  await become(plain);
  // Each takes away what the one before had.
  for (const spec of samples(arbSpec(engine), SPECS, SEED)) {
    await become(spec);
    await become(plain);
  }
  await become({ ...plain, deletionPolicy: 'Orphan' });
  const uuid = at(world.snapshot().binding, 'status', 'cluster', 'id') ?? '';
  const adopted = { ...asObject(plain.cluster), adopt: uuid };
  for (const spec of [
    { clusterRef: { uuid } },
    { cluster: adopted },
    { cluster: { ...adopted, adoptConfirmed: true } },
  ])
    await become(spec);
  await become(plain);
}

// Others' desired state passes through, and Usages have one shape.
function isOurs(resource: JsonObject): boolean {
  return isTheProviders(resource) || resource.apiVersion === 'v1';
}

/** The paths of all fields; policies with their value, which decides what rules of the provider count. */
function fieldsOf(value: Json, path = ''): readonly string[] {
  if (path.endsWith('.managementPolicies')) return [`${path}=${JSON.stringify(value)}`];
  if (!isObject(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value)
    .flatMap(([key, child]) => fieldsOf(child, `${path}.${key}`))
    .sort();
}
