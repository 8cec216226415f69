import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FORMATS, fitsEngine } from '../../src/connection/layout/formats.js';
import { profileOf } from '../../src/engines/engines.js';
import { ENGINES, type Engine, SECRET_FORMATS, type SecretFormat } from '../../src/gen/binding.js';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../support/run.js';
import { entriesOf } from '../support/secrets.js';
import { withValue } from '../support/stages.js';
import { connected } from './connected.js';

// What an application reads from its Secret stays there while the provider does not report it. Every single thing that
// the provider reports goes missing here once, for every engine, format and way to connect.

interface Way {
  readonly engine: Engine;
  readonly format: SecretFormat;
  readonly how: string;
  readonly connection: JsonObject;
  readonly rest: JsonObject;
}

/** Ways to connect, by what an engine needs for them. */
const HOW: Readonly<Record<string, (engine: Engine) => readonly [JsonObject, JsonObject] | undefined>> = {
  publicly: (engine) => [withAll(engine), {}],
  privately: (engine) => [{ ...withAll(engine), endpoint: 'Private' }, {}],
  'reading from a replica': (engine) => withReplica(engine, {}),
  'reading from a replica privately': (engine) => withReplica(engine, { endpoint: 'Private' }),
  'through a pool': (engine) => throughPool(engine, {}),
  'through a pool privately': (engine) => throughPool(engine, { endpoint: 'Private' }),
};

/** With everything that can be written beside the first user's Secret. */
function withAll(engine: Engine): JsonObject {
  return profileOf(engine).users.supported ? { configMap: true, defaultUser: true } : { configMap: true };
}

function withReplica(engine: Engine, connection: JsonObject): readonly [JsonObject, JsonObject] | undefined {
  if (!profileOf(engine).ownFields.includes('replicas')) return undefined;
  return [{ ...connection, readFrom: 'ro' }, { cluster: { engine, replicas: [{ name: 'ro' }] } }];
}

function throughPool(engine: Engine, connection: JsonObject): readonly [JsonObject, JsonObject] | undefined {
  if (!profileOf(engine).ownFields.includes('connectionPools')) return undefined;
  return [{ ...connection, pool: 'web' }, { connectionPools: [{ name: 'web', size: 5 }] }];
}

const WAYS: readonly Way[] = ENGINES.flatMap((engine) =>
  SECRET_FORMATS.filter((format) => fitsEngine(profileOf(engine), format)).flatMap((format) =>
    Object.entries(HOW).flatMap(([how, of]): Way[] => {
      const [connection, rest] = of(engine) ?? [];
      return connection && rest ? [{ engine, format, how, connection, rest }] : [];
    }),
  ),
);

/** A settled binding, with what the real provider reports beside what the tests' states have. */
function requestOf({ engine, format, connection, rest }: Way): TestRequest {
  const request = connected(engine, { ...connection, secret: { format } }, rest);
  const cluster = request.observed?.cluster;
  if (!cluster || engine !== 'opensearch') return request;
  const told = { uiHost: 'dashboards-host', uiPort: 25060 };
  const seen = Object.entries(told).reduce(
    (state, [name, value]) => withValue(state, ['status', 'atProvider', name], value),
    cluster,
  );
  const before = { ...request, observed: { ...request.observed, cluster: seen } };
  return { ...before, observed: { ...before.observed, ...connectionOf(run(before)) } };
}

/** Every Secret and ConfigMap of an answer, as Crossplane observes it afterwards. */
function connectionOf({ composed }: TestResponse): Readonly<Record<string, ObservedState>> {
  const own = Object.entries(composed).filter(([, { resource }]) => isConnection(resource));
  return Object.fromEntries(own.map(([key, { resource }]) => [key, { resource }]));
}

function isConnection({ kind }: JsonObject): boolean {
  return kind === 'Secret' || kind === 'ConfigMap';
}

/** The same request without one thing that the provider reported, for each of them. */
function silences(request: TestRequest): readonly (readonly [what: string, silent: TestRequest])[] {
  const { observed = {} } = request;
  return Object.entries(observed).flatMap(([key, state]) => {
    const { resource, connectionDetails = {} } = state;
    const atProvider = asObject(at(resource, 'status', 'atProvider'));
    const without = (what: string, changed: ObservedState): readonly [string, TestRequest] => [
      `${key}: ${what}`,
      { ...request, observed: { ...observed, [key]: changed } },
    ];
    return [
      // Without an id there is no cluster, and without its engine no format.
      ...Object.keys(omit(omit(atProvider, 'id'), 'engine')).map((name) =>
        without(name, withValue(state, ['status', 'atProvider'], omit(atProvider, name))),
      ),
      ...Object.keys(connectionDetails).map((name) =>
        without(name, { resource, connectionDetails: omit(connectionDetails, name) }),
      ),
    ];
  });
}

function omit<T>(values: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
}

/** What a binding would get that never had a Secret. */
function anew(request: TestRequest): TestResponse {
  const others = Object.entries(request.observed ?? {}).filter(([, { resource }]) => !isConnection(resource));
  return run({ ...request, observed: Object.fromEntries(others) });
}

const dataOf = (response: TestResponse): JsonObject =>
  Object.fromEntries(
    Object.entries(connectionOf(response)).map(([key, { resource }]) => [key, asObject(resource.data)]),
  );

describe('a Secret keeps every key while its source is silent, and the binding says so', () => {
  test.each(WAYS)('$engine, $format, $how', (way) => {
    const request = requestOf(way);
    const before = dataOf(run(request));
    expect(Object.keys(before).length).toBeGreaterThanOrEqual(Object.keys(FORMATS[way.format].configMaps).length + 1);
    for (const [what, silent] of silences(request)) {
      const { conditions, ...response } = run(silent);
      const after = dataOf({ conditions, ...response });
      expect([what, after]).toEqual([what, before]);
      // A fact that is missing may be told even where no key of this Secret needs it.
      const isKept = JSON.stringify(dataOf(anew(silent))) !== JSON.stringify(before);
      const told = conditions.ConnectionReady?.reason;
      if (isKept) expect([what, told]).toEqual([what, 'CredentialsKept']);
      else expect(['Available', 'CredentialsKept']).toContain(told);
    }
  });
});

test('a replica that no longer reports its private host keeps its addresses in the Secret', () => {
  const file = new URL('../fixtures/cases/secret-loses-read-private-keys.json', import.meta.url);
  const request = JSON.parse(readFileSync(file, 'utf8')) as TestRequest;
  const before = entriesOf(request.observed?.['secret-app']?.resource);
  const { composed, conditions } = run(request);
  expect(before['read-private-uri']).toContain('private-orders-ro');
  expect(entriesOf(composed['secret-app']?.resource)).toMatchObject(before);
  expect(conditions.ConnectionReady).toMatchObject({ status: 'TRUE', reason: 'CredentialsKept' });
  expect(conditions.ConnectionReady?.message).toContain('read-private-host, read-private-port, read-private-uri');
});
