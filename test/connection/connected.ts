import type { Engine } from '../../src/gen/binding.js';
import type { JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { run, type TestRequest, type TestResponse } from '../support/run.js';
import { entriesOf } from '../support/secrets.js';
import { binding, POLICY } from '../support/states.js';

/** A settled binding with this connection, as a request. */
export function connected(engine: Engine, connection: JsonObject, rest: JsonObject = {}): TestRequest {
  const composite = binding({ cluster: { engine }, connection, ...rest });
  return { composite, policy: POLICY, observed: settled(engine, composite, POLICY) };
}

/** A binding before its Secrets are written: cluster, users and databases are there. */
export function unconnected(engine: Engine, connection: JsonObject, rest: JsonObject = {}): TestRequest {
  const request = connected(engine, {}, rest);
  const observed = Object.entries(request.observed ?? {}).filter(([, { resource }]) => resource.kind !== 'Secret');
  const composite = binding({ cluster: { engine }, connection, ...rest });
  return { ...request, composite, observed: Object.fromEntries(observed) };
}

/** The decoded entries of a composed Secret. */
export function secretOf(response: TestResponse, key: string): Readonly<Record<string, string>> {
  return entriesOf(response.composed[key]?.resource);
}

/** The entries of the first user's Secret with this connection. */
export function entriesWith(engine: Engine, connection: JsonObject): Readonly<Record<string, string>> {
  const composed = Object.entries(run(unconnected(engine, connection)).composed);
  return entriesOf(composed.find(([, { resource }]) => resource.kind === 'Secret')?.[1].resource);
}
