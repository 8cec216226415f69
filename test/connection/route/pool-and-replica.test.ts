import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pgConnectionString from 'pg-connection-string';
import { SECRET_FORMATS } from '../../../src/gen/binding.js';
import { asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { NASTY_ENDPOINT } from '../../clients/parts.js';
import { settled } from '../../rules/scenario.js';
import { holds } from '../../support/property.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { entriesOf } from '../../support/secrets.js';
import { applied, binding, contentReady, PASSWORDS, POLICY } from '../../support/states.js';

type Observed = Readonly<Record<string, ObservedState>>;
type Spec = Readonly<Record<string, Json>>;

const POOLS = [
  { name: 'web', size: 5 },
  { name: 'jobs', size: 6 },
];
const REPLICAS = [{ name: 'ro' }, { name: 'reports' }];
const spec = (connection: JsonObject = {}, rest: Spec = {}): JsonObject => ({
  cluster: { engine: 'pg', replicas: REPLICAS },
  connectionPools: POOLS,
  connection,
  ...rest,
});
const world = (wanted: JsonObject): Observed => settled('pg', binding(wanted), POLICY);
const respond = (wanted: JsonObject, observed: Observed): TestResponse =>
  run({ composite: binding(wanted), policy: POLICY, observed });
const without = (observed: Observed, part: RegExp): Observed =>
  Object.fromEntries(Object.entries(observed).filter(([key]) => !part.test(key)));
/** The provider says nothing of it yet. */
const silent = (observed: Observed, part: RegExp): Observed =>
  Object.fromEntries(
    Object.entries(observed).map(([key, state]) =>
      part.test(key) ? [key, applied({ ...state.resource, status: {} })] : [key, state],
    ),
  );
const entries = ({ composed }: TestResponse, key = 'secret-orders'): Readonly<Record<string, string>> =>
  entriesOf(composed[key]?.resource);
const annotation = ({ composed }: TestResponse, name: string): Json | undefined =>
  at(composed['secret-orders']?.resource, 'metadata', 'annotations', `databasebinding.fn.crossplane.io/${name}`);

const through = spec({ pool: 'web' });
const settledThrough = world(through);
const settledDirect = world(spec());
const steady = respond(through, settledThrough);

describe('a Secret through a pool', () => {
  test('has the pool in the main keys, and the cluster in the others', () => {
    const found = entries(steady);
    expect(found).toMatchObject({ host: 'web.db.ondigitalocean.com', port: '25061', database: 'web' });
    expect(found).toMatchObject({ 'direct-database': 'orders', 'public-port': '25060' });
    expect(found['direct-uri']).toBe(found['public-uri']);
    expect(found['private-uri']).toMatch(/25060\/orders\?/);
    expect(found.pgpass).toBe(`web.db.ondigitalocean.com:25061:web:orders:${PASSWORDS.user}`);
    expect(annotation(steady, 'pool')).toBe('web');
  });

  test.each([
    ['Public', 'web.db.ondigitalocean.com'],
    ['Private', 'private-web.db.ondigitalocean.com'],
  ])('leads to the %s address, which a client reads out of the URI', (endpoint, host) => {
    const wanted = spec({ pool: 'web', endpoint });
    const { uri = '', 'direct-uri': direct = '' } = entries(respond(wanted, world(wanted)));
    const login = { user: 'orders', password: PASSWORDS.user };
    expect(pgConnectionString.parse(uri)).toMatchObject({ ...login, host, port: '25061', database: 'web' });
    expect(pgConnectionString.parse(direct)).toMatchObject({ ...login, port: '25060', database: 'orders' });
  });

  test.each([...SECRET_FORMATS])('in the format %s leads through it too', (format) => {
    const wanted = spec({ pool: 'web', secret: { format, prefix: 'X_' } });
    const observed = world(wanted);
    const found = entries(respond(wanted, observed));
    expect(Object.values(found).some((text) => /:25061\/web\?/.test(text))).toBe(true);
    // Whatever the format has no keys for stands beside it: the same again changes nothing.
    expect(respond(wanted, observed).composed['secret-orders']?.resource).toEqual(observed['secret-orders']?.resource);
  });

  test('and its ConfigMaps agree on where it leads', () => {
    const wanted = spec({ pool: 'web', secret: { format: 'Operator' } });
    const { composed } = respond(wanted, world(wanted));
    const port = '25061';
    expect(composed['configmap-connection']?.resource.data).toEqual({
      host: 'web.db.ondigitalocean.com',
      port,
      ssl: 'true',
      database: 'web',
    });
    expect(composed['configmap-private-connection']?.resource.data).toMatchObject({
      host: 'private-web.db.ondigitalocean.com',
      port,
      database: 'web',
    });
  });

  test('does not exist for the administrator', () => {
    const wanted = spec({ pool: 'web', defaultUser: true });
    expect(entries(respond(wanted, world(wanted)), 'secret-doadmin')).toMatchObject({ port: '25060' });
  });

  test('names the database the pool leads to', () => {
    const wanted = spec({ pool: 'web' }, { connectionPools: [{ name: 'web', size: 5, database: 'defaultdb' }] });
    expect(entries(respond(wanted, world(wanted)))).toMatchObject({ database: 'web', 'direct-database': 'defaultdb' });
  });

  test('templates find the cluster, with a pool and without', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a template is written
    const keys = { MIGRATE: '${direct-uri}' };
    for (const pool of [{}, { pool: 'web' }]) {
      const wanted = spec({ ...pool, secret: { keys } });
      expect(entries(respond(wanted, world(wanted))).MIGRATE).toMatch(/:25060\/orders\?/);
    }
  });

  test('users go their own ways', () => {
    const wanted = spec({ pool: 'web' }, { users: [{ name: 'orders' }, { name: 'batch', pool: 'jobs' }] });
    const response = respond(wanted, world(wanted));
    expect([entries(response).database, entries(response, 'secret-batch').database]).toEqual(['web', 'jobs']);
  });
});

describe('while the pool is not ready', () => {
  const young = silent(settledThrough, /^pool-web$/);

  test('a new Secret waits, and the condition tells for what', () => {
    const response = respond(through, without(young, /^secret-/));
    expect(Object.keys(response.composed).filter((key) => key.startsWith('secret-'))).toEqual([]);
    expect(response.conditions.ConnectionReady).toMatchObject({
      reason: 'WaitingForContents',
      message: 'pool "web": DigitalOcean is creating it',
    });
  });

  test('a Secret that went straight to the cluster still does', () => {
    const direct = { ...settledDirect, ...silent({ 'pool-web': settledDirect['pool-web'] ?? applied({}) }, /./) };
    const response = respond(through, direct);
    expect(entries(response)).toMatchObject({ port: '25060', database: 'orders' });
    expect(annotation(response, 'pool')).toBeUndefined();
    expect(response.conditions.ConnectionReady?.reason).toBe('WaitingForContents');
  });

  test('a Secret that goes through it stays as it is', () => {
    expect(entries(respond(through, young))).toEqual(entries(steady));
  });

  test('a Secret that goes through another pool still does, and that pool stays', () => {
    const other = respond(spec({ pool: 'jobs' }), silent(settledThrough, /^pool-jobs$/));
    expect(entries(other)).toEqual(entries(steady));
    const taken = respond(
      spec({ pool: 'jobs' }, { connectionPools: [POOLS[1] ?? {}] }),
      silent(settledThrough, /^pool-jobs$/),
    );
    expect(entries(taken)).toEqual(entries(steady));
    expect(Object.keys(taken.composed)).toEqual(expect.arrayContaining(['pool-web', 'pool-jobs']));
  });

  test('and has no address: nothing is lost, and the condition says so', () => {
    const ready = settledThrough['pool-web']?.resource ?? {};
    const untold = { ...settledThrough, 'pool-web': contentReady(ready) };
    const response = respond(through, untold);
    expect(entries(response)).toEqual(entries(steady));
    expect(response.conditions.ConnectionReady).toMatchObject({
      reason: 'CredentialsKept',
      message: expect.stringContaining('the provider does not report address of pool "web"'),
    });
  });
});

describe('a pool that is taken off the list', () => {
  const after = spec({}, { connectionPools: [] });

  test('stays until no Secret goes through it, and then goes in two steps', () => {
    const first = respond(after, settledThrough);
    expect(entries(first)).toMatchObject({ port: '25060', database: 'orders' });
    const made = settledThrough['pool-web']?.resource ?? {};
    expect(at(first.composed['pool-web']?.resource, 'spec', 'forProvider')).toEqual(at(made, 'spec', 'forProvider'));
    const next = { ...settledThrough, 'secret-orders': applied(first.composed['secret-orders']?.resource ?? {}) };
    const second = respond(after, next).composed['pool-web']?.resource ?? {};
    expect(at(second, 'spec', 'managementPolicies')).toContain('Delete');
    const third = { ...next, 'pool-web': contentReady(second) };
    expect(Object.keys(respond(after, third).composed)).not.toContain('pool-web');
  });
});

describe('a Secret with a replica', () => {
  test('names the first one of the spec, and both of its addresses', () => {
    expect(entries(respond(spec(), settledDirect))).toMatchObject({
      'read-host': 'shop-orders-ro.db.ondigitalocean.com',
      'read-port': '25060',
      'read-private-host': 'private-shop-orders-ro.db.ondigitalocean.com',
      'read-uri': expect.stringMatching(/@shop-orders-ro\.db\.ondigitalocean\.com:25060\/orders\?/),
    });
  });

  test('names the one that is asked for, at the endpoint that is asked for', () => {
    const wanted = spec({ readFrom: 'reports', endpoint: 'Private' });
    const { 'read-uri': uri = '' } = entries(respond(wanted, world(wanted)));
    expect(pgConnectionString.parse(uri)).toMatchObject({
      host: 'private-shop-orders-reports.db.ondigitalocean.com',
      database: 'orders',
      user: 'orders',
    });
  });

  test('reads the database itself, past the pool', () => {
    expect(entries(steady)['read-uri']).toMatch(/:25060\/orders\?/);
  });

  test('does not wait for it', () => {
    const response = respond(spec(), without(silent(settledDirect, /^replica-/), /^secret-/));
    expect(Object.keys(entries(response)).filter((key) => key.startsWith('read-'))).toEqual([]);
    expect(response.conditions.ConnectionReady?.reason).toBe('Available');
  });

  test('waits for it where a template names it', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a template is written
    const wanted = spec({ secret: { format: 'Environment', keys: { READ_URL: '${read-uri}' } } });
    const response = respond(wanted, without(silent(settledDirect, /^replica-/), /^secret-/));
    expect(response.composed['secret-orders']).toBeUndefined();
    expect(response.conditions.ConnectionReady?.message).toContain('does not report address of replica "ro"');
  });

  test('keeps its last values while the address is unknown, and says so', () => {
    const response = respond(spec(), silent(settledDirect, /^replica-/));
    expect(entries(response)).toEqual(entries(respond(spec(), settledDirect)));
    expect(response.conditions.ConnectionReady).toMatchObject({ reason: 'CredentialsKept', status: 'TRUE' });
  });

  test('switches to another replica only when that is ready', () => {
    const wanted = spec({ readFrom: 'reports' });
    const before = entries(respond(spec(), settledDirect));
    expect(entries(respond(wanted, silent(settledDirect, /^replica-reports$/)))).toEqual(before);
    expect(entries(respond(wanted, settledDirect))['read-host']).toMatch(/^shop-orders-reports\./);
  });

  test('forgets a replica that is no longer one of the binding', () => {
    const gone = spec({}, { cluster: { engine: 'pg' } });
    const found = entries(respond(gone, settledDirect));
    expect(Object.keys(found).filter((key) => key.startsWith('read-'))).toEqual([]);
  });

  test('is there for mysql too', () => {
    const wanted = { cluster: { engine: 'mysql', replicas: [{ name: 'ro' }] } };
    const observed = settled('mysql', binding(wanted), POLICY);
    expect(entries(respond(wanted, observed))['read-uri']).toMatch(/^mysql:.*-ro\.db\..*\/orders\?ssl-mode=REQUIRED$/);
  });
});

test('clients read any password out of all three URIs', () => {
  const password = fc.oneof(fc.constant(NASTY_ENDPOINT.password), fc.string({ minLength: 1, unit: 'grapheme' }));
  holds(
    fc.property(password, (text) => {
      const user = { ...settledThrough['user-orders'], connectionDetails: { 'attribute.password': text } };
      const resource = asObject(settledThrough['user-orders']?.resource);
      const response = respond(through, { ...settledThrough, 'user-orders': { ...user, resource } });
      const { uri = '', 'direct-uri': direct = '', 'read-uri': read = '' } = entries(response);
      for (const each of [uri, direct, read]) expect(pgConnectionString.parse(each).password).toBe(text);
    }),
    150,
  );
});
