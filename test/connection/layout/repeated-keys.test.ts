import { describe, expect, test } from '@jest/globals';
import type { Engine, SecretFormat } from '../../../src/gen/binding.js';
import { asObject, type JsonObject } from '../../../src/lib/json.js';
import { type ObservedState, run, type TestRequest } from '../../support/run.js';
import { entriesOf } from '../../support/secrets.js';
import { connected, entriesWith } from '../connected.js';

// Some libraries know a fact under another name than we first wrote. A Secret has both keys: the further one came later, so a
// Secret that exists gains it and loses nothing, and whoever had a key of that name keeps it.

interface Case {
  readonly engine: Engine;
  readonly format: SecretFormat;
  /** The library that reads them. */
  readonly reader: string;
  /** The further keys, with what they hold in words of the older keys. */
  readonly keys: Readonly<Record<string, string>>;
}

const SAID = 'by no other key alone';

const CASES: readonly Case[] = [
  { engine: 'pg', format: 'ServiceBinding', reader: 'Spring Cloud Bindings', keys: { 'r2dbc-url': SAID } },
  { engine: 'mysql', format: 'ServiceBinding', reader: 'Spring Cloud Bindings', keys: { 'r2dbc-url': SAID } },
  { engine: 'valkey', format: 'ServiceBinding', reader: 'Spring Cloud Bindings', keys: { url: 'uri' } },
  { engine: 'mongodb', format: 'ServiceBinding', reader: 'Quarkus', keys: { srv: SAID, options: SAID } },
  {
    engine: 'kafka',
    format: 'ServiceBinding',
    reader: 'Quarkus',
    keys: { user: 'username', securityProtocol: 'security-protocol', saslMechanism: 'sasl-mechanism' },
  },
  {
    engine: 'pg',
    format: 'CloudNativePG',
    reader: 'what was written for CloudNativePG 1.26',
    keys: { 'fqdn-uri': 'uri', 'fqdn-jdbc-uri': 'jdbc-uri' },
  },
];

const SECRET = /^secret-/;

/** The first user's Secret among composed or observed resources. */
function secretIn(resources: Readonly<Record<string, { readonly resource: JsonObject }>>): JsonObject {
  const [, found] =
    Object.entries(resources).find(([key, { resource }]) => SECRET.test(key) && 'data' in resource) ?? [];
  return found?.resource ?? {};
}

/** The request, with each Secret as it was before there were these keys. */
function withoutKeys(request: TestRequest, keys: readonly string[]): TestRequest {
  const observed = Object.entries(request.observed ?? {}).map(([key, state]): [string, ObservedState] => {
    if (!SECRET.test(key)) return [key, state];
    const data = Object.entries(asObject(state.resource.data)).filter(([name]) => !keys.includes(name));
    return [key, { ...state, resource: { ...state.resource, data: Object.fromEntries(data) } }];
  });
  return { ...request, observed: Object.fromEntries(observed) };
}

/** The request, with nothing known of the cluster but its id and engine. */
function silent(request: TestRequest): TestRequest {
  const { cluster, ...rest } = request.observed ?? {};
  if (!cluster) throw new Error('wanted a cluster');
  const { id, engine } = asObject(asObject(cluster.resource.status).atProvider);
  const status = { ...asObject(cluster.resource.status), atProvider: { id, engine } } as JsonObject;
  return { ...request, observed: { ...rest, cluster: { resource: { ...cluster.resource, status } } } };
}

describe.each(CASES)('the keys that $reader reads for $engine', ({ engine, format, keys }) => {
  const names = Object.keys(keys);
  const secret = { format };

  test('say what the older keys say', () => {
    const entries = entriesWith(engine, { secret });
    for (const [key, older] of Object.entries(keys))
      if (older === SAID) expect(entries[key]).toBeTruthy();
      else expect([key, entries[key]]).toEqual([key, entries[older]]);
  });

  test('come to a Secret that exists, and nothing else of it changes', () => {
    const request = withoutKeys(connected(engine, { secret }), names);
    const was = entriesOf(secretIn(request.observed ?? {}));
    const { composed, conditions } = run(request);
    const is = entriesOf(secretIn(composed));
    expect(
      Object.keys(is)
        .filter((key) => !(key in was))
        .sort(),
    ).toEqual([...names].sort());
    for (const [key, text] of Object.entries(was)) expect([key, is[key]]).toEqual([key, text]);
    expect(conditions.ConnectionReady?.status).toBe('TRUE');
  });

  test('may be replaced by a template, as where somebody had written them already', () => {
    const own = Object.fromEntries(names.map((key) => [key, `mine \${password}`]));
    const request = connected(engine, { secret: { format, keys: own } });
    const { composed, fatal } = run(request);
    expect(fatal).toBeUndefined();
    const entries = entriesOf(secretIn(composed));
    for (const key of names) expect([key, entries[key]]).toEqual([key, `mine ${entries.password}`]);
    // What was written so is not read back as the user's name.
    expect(entriesOf(secretIn(run(silent(request)).composed)).username).toBe(entries.username);
  });
});
