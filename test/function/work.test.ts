import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../src/lib/json.js';
import type { TestRequest } from '../support/run.js';
import { API_VERSION, CLUSTER_ID, clusterReady } from '../support/states.js';
import { WorkMeter } from '../support/work.js';

// A call is answered by one thread: while it works on a huge request, everybody else waits. So the work may grow only as
// the request does. Counted, not timed.

const FEW = 500;
const MANY = 4 * FEW;
/** Four times the request, and room for what grows by its logarithm; twice as many pairs would be sixteen times the work. */
const MOST_GROWTH = 5;

const PG = { engine: 'pg', version: '17', size: 'db-s-1vcpu-1gb', region: 'nyc3' };

function binding(spec: Json, status: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name: 'orders', namespace: 'shop', uid: 'uid' },
    spec,
    status,
  };
}

function list<T>(length: number, item: (i: number) => T): readonly T[] {
  return Array.from({ length }, (_, i) => item(i));
}

function object<T>(prefix: string, length: number, value: (i: number) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(list(length, (i) => [`${prefix}${i + 1}`, value(i)]));
}

const given = (spec: JsonObject): TestRequest => ({ composite: binding({ cluster: PG, ...spec }) });
const cluster = (fields: JsonObject): TestRequest => given({ cluster: { ...PG, ...fields } });
const policy = (policy: JsonObject): TestRequest => ({ ...given({}), policy });
const status = (fields: JsonObject): TestRequest => ({ composite: binding({ cluster: PG }, fields) });
const observed = (resources: Readonly<Record<string, JsonObject>>): TestRequest => {
  const states = Object.entries(resources).map(([key, resource]) => [key, { resource }]);
  return { ...given({}), observed: { cluster: clusterReady('pg'), ...Object.fromEntries(states) } };
};
const environment = (part: JsonObject): TestRequest => ({
  ...policy({ fromContext: { field: 'policy' } }),
  context: { 'apiextensions.crossplane.io/environment': { policy: part } },
});
const secret = (name: string): JsonObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name } });
const managed = (kind: string, name: string): JsonObject => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name, annotations: { 'crossplane.io/external-name': `${CLUSTER_ID},${name}` } },
});

/** Requests with `n` of something, of which each call gets another one: what was computed for the same bytes is remembered. */
const REQUESTS: Readonly<Record<string, (n: number) => TestRequest>> = {
  nullsInsteadOfUsers: (n) => given({ users: list(n, () => null) }),
  users: (n) => given({ users: list(n, (i) => ({ name: `u${i}` })) }),
  usersWithMistakes: (n) => given({ users: list(n, (i) => ({ nmae: `u${i}`, mode: 1, acl: [1, 2] })) }),
  databases: (n) => given({ databases: list(n, (i) => ({ name: `d${i}` })) }),
  poolsOfOneName: (n) => given({ connectionPools: list(n, () => ({ name: 'web', size: 1 })) }),
  secretsWithMistakes: (n) => given({ users: [{ name: 'app', extraSecrets: list(n, () => ({ format: 'x' })) }] }),
  labels: (n) => given({ connection: { secret: { labels: object('label', n, () => 'a') } } }),
  nullsInsteadOfTags: (n) => cluster({ tags: list(n, () => null) }),
  oneTagAgainAndAgain: (n) => cluster({ tags: list(n, () => 'a') }),
  unknownFields: (n) => cluster(object('maintenanceWindow', n, () => 1)),
  trustedSources: (n) => cluster({ trustedSources: list(n, (i) => ({ type: 'ip_addr', value: `10.0.${i}.1` })) }),
  settings: (n) => cluster({ configuration: object('setting', n, () => 1) }),
  valuesOfASetting: (n) =>
    cluster({ engine: 'opensearch', configuration: { reindexRemoteWhitelist: list(n, (i) => `host-${i}`) } }),
  policyClasses: (n) => policy({ classes: object('class', n, () => null) }),
  policyUuids: (n) => policy({ references: { uuids: list(n, () => '*') } }),
  policyTrustedSources: (n) => policy({ trustedSources: list(n, (i) => ({ type: 'tag', value: `t${i}` })) }),
  nullsInTheContext: (n) => environment({ classes: object('class', n, () => null) }),
  classesInTheContext: (n) => environment({ classes: object('class', n, () => ({ size: 'db' })) }),
  conditions: (n) => status({ conditions: list(n, (i) => ({ type: `T${i}`, status: 'True', message: 'x' })) }),
  usersInTheStatus: (n) => status({ users: list(n, () => ({ name: 'orders', secret: 's', extraSecrets: ['t'] })) }),
  observedUsers: (n) => observed(object('user-u', n, (i) => managed('User', `u${i}`))),
  observedDatabases: (n) => observed(object('database-d', n, (i) => managed('DB', `d${i}`))),
  generationsOfAPool: (n) => observed(object('pool-web.', n, (i) => managed('ConnectionPool', `web-${i}`))),
  secretsOfAUser: (n) => observed(object('secret-orders.s', n, (i) => secret(`s${i}`))),
  answers: (n) => ({ ...given({}), required: { owner: list(n, (i) => secret(`s${i}`)) } }),
  othersDesired: (n) => ({
    ...given({}),
    desired: { resources: object('user-', n, (i) => ({ resource: secret(`${i}`) })) },
  }),
};

const meter = new WorkMeter();
let encode: (request: TestRequest) => Uint8Array;
let call: (bytes: Uint8Array) => unknown;

beforeAll(async () => {
  await meter.start();
  ({ encodeTestRequest: encode } = await import('../support/run.js'));
  ({ runFunction: call } = await import('../../src/function/run-function.js'));
});

afterAll(() => meter.stop());

test.each(Object.entries(REQUESTS))('%s: four times as many are at most five times the work', async (_, requestOf) => {
  const workOf = (n: number): Promise<number> => {
    const bytes = encode(requestOf(n));
    return meter.of(() => call(bytes));
  };
  // The first call fills what is kept between calls.
  await workOf(FEW - 1);
  const [few, many] = [await workOf(FEW), await workOf(MANY)];
  expect(few).toBeGreaterThan(FEW);
  expect(many / few).toBeLessThan(MOST_GROWTH);
});
