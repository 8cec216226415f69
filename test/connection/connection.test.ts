// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how templates are written
import { describe, expect, test } from '@jest/globals';
import { ENGINES } from '../../src/gen/binding.js';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { run, type TestRequest } from '../support/run.js';
import { PASSWORDS } from '../support/states.js';
import { connected, entriesWith, secretOf, unconnected } from './connected.js';

const data = (request: TestRequest, key: string): JsonObject => asObject(run(request).composed[key]?.resource.data);

describe('the endpoint', () => {
  test.each([...ENGINES])('of %s decides about the main keys, and both are there under their own names', (engine) => {
    const [open, inside] = [entriesWith(engine, {}), entriesWith(engine, { endpoint: 'Private' })];
    expect([open.host, inside.host]).toEqual(['public-host', 'private-host']);
    expect([open.uri, inside.uri]).toEqual([open['public-uri'], inside['private-uri']]);
    expect([open['private-uri'], open['public-uri']]).toEqual([inside['private-uri'], inside['public-uri']]);
  });
});

describe('templates', () => {
  test('hold any of the facts, encoded where that is asked for', () => {
    const secret = {
      format: 'Environment',
      keys: {
        SQLALCHEMY_URL: 'postgresql+psycopg://${encoded-username}:${encoded-password}@${host}:${port}/${database}',
        DB_URL: '${uri}&application_name=shop',
        INSIDE: '${private-uri}',
      },
    };
    const entries = entriesWith('pg', { secret });
    expect(entries.SQLALCHEMY_URL).toBe('postgresql+psycopg://orders:AVNS_user-P%40ss%2Fword@public-host:25060/orders');
    expect(entries.DB_URL).toBe(`${entries.DATABASE_URL}&application_name=shop`);
    expect(entries.INSIDE).toContain('@private-host:');
  });

  test('have no prefix before their keys', () => {
    expect(entriesWith('pg', { secret: { prefix: 'X_', keys: { A: '${uri}' } } })).toHaveProperty('A');
  });

  test('take the place of what the format derives', () => {
    const secret = { format: 'Environment', keys: { DATABASE_URL: '${private-uri}' } };
    expect(entriesWith('pg', { secret }).DATABASE_URL).toContain('@private-host:');
  });

  test('make a Secret wait for a fact that the format could do without', () => {
    const request = unconnected('pg', { secret: { keys: { CA: '${ca.crt}' } } });
    expect(run(request).composed['secret-orders']).toBeUndefined();
  });
});

describe('labels and annotations', () => {
  test("are on the Secret, beside the function's own", () => {
    const secret = { labels: { team: 'shop' }, annotations: { 'reloader.example.com/match': 'true' }, prefix: 'X_' };
    expect(run(unconnected('pg', { secret })).composed['secret-orders']?.resource.metadata).toEqual({
      name: 'orders-credentials',
      namespace: 'shop',
      labels: { team: 'shop' },
      annotations: {
        'reloader.example.com/match': 'true',
        'databasebinding.fn.crossplane.io/format': 'ServiceBinding',
        'databasebinding.fn.crossplane.io/prefix': 'X_',
      },
    });
  });

  test('are no less while nothing is told', () => {
    const request = connected('pg', { secret: { format: 'Operator', labels: { team: 'shop' } } });
    const observed = Object.fromEntries(
      Object.entries(request.observed ?? {}).filter(([key]) => key === 'secret-orders'),
    );
    expect(run({ ...request, observed }).composed['secret-orders']?.resource).toEqual(
      request.observed?.['secret-orders']?.resource,
    );
  });
});

describe('the type of a Secret', () => {
  test.each([
    ['ServiceBinding', 'servicebinding.io/postgresql'],
    ['Operator', 'Opaque'],
    ['Environment', 'Opaque'],
    ['CloudNativePG', 'kubernetes.io/basic-auth'],
  ])('of the format %s is %s, and with a prefix none that promises keys', (format, type) => {
    expect(run(unconnected('pg', { secret: { format } })).composed['secret-orders']?.resource.type).toBe(type);
    const prefixed = run(unconnected('pg', { secret: { format, prefix: 'X_' } }));
    expect(prefixed.composed['secret-orders']?.resource.type).toBe('Opaque');
  });
});

describe('several users', () => {
  const users = [
    { name: 'app', extraSecrets: [{ format: 'Environment' }] },
    { name: 'reports', secret: { name: 'reports-db', format: 'Operator' } },
    { name: 'jobs' },
  ];
  const request = unconnected('pg', { secret: { name: 'app-db', labels: { team: 'shop' } } }, { users });

  test('have each their own Secrets, and the first one has the name for the binding', () => {
    const names = Object.entries(run(request).composed).flatMap(([key, { resource }]) =>
      resource.kind === 'Secret' ? [[key, at(resource, 'metadata', 'name')]] : [],
    );
    expect(names).toEqual([
      ['secret-app:app-db', 'app-db'],
      ['secret-app:orders-credentials-environment', 'orders-credentials-environment'],
      ['secret-reports:reports-db', 'reports-db'],
      ['secret-jobs', 'orders-jobs-credentials'],
    ]);
  });

  test('share what the connection says, unless they say it themselves', () => {
    const { composed } = run(request);
    expect(at(composed['secret-jobs']?.resource, 'metadata', 'labels')).toEqual({ team: 'shop' });
    expect(Object.keys(secretOf(run(request), 'secret-reports:reports-db'))).toContain('private_uri');
  });

  test('stand in the status with all their Secrets', () => {
    expect(run(request).status).toMatchObject({
      binding: { name: 'app-db' },
      users: [
        { name: 'app', secret: 'app-db', extraSecrets: ['orders-credentials-environment'], ready: true },
        { name: 'reports', secret: 'reports-db', ready: true },
        { name: 'jobs', secret: 'orders-jobs-credentials', ready: true },
      ],
    });
  });
});

describe('the administrator', () => {
  test("is handed out in a Secret of its own, with the cluster's password", () => {
    const response = run(unconnected('pg', { defaultUser: true }));
    const entries = secretOf(response, 'secret-doadmin');
    expect([entries.username, entries.password]).toEqual(['doadmin', PASSWORDS.cluster]);
    expect(at(response.composed['secret-doadmin']?.resource, 'metadata', 'name')).toBe('orders-doadmin-credentials');
    expect(response.composed).not.toHaveProperty('user-doadmin');
  });

  test('of Kafka has no certificate, and waits for none', () => {
    const entries = secretOf(run(unconnected('kafka', { defaultUser: true })), 'secret-doadmin');
    expect(entries.password).toBe(PASSWORDS.cluster);
    expect(entries).not.toHaveProperty(['access.crt']);
  });
});

describe('ConfigMaps', () => {
  test.each([...ENGINES])('of %s have no credentials in them, in any format', (engine) => {
    for (const format of ['ServiceBinding', 'Environment', 'Operator']) {
      const { composed } = run(unconnected(engine, { secret: { format }, configMap: true }));
      const maps = Object.entries(composed).filter(([key]) => key.startsWith('configmap-'));
      expect(maps.length).toBeGreaterThan(0);
      const text = JSON.stringify(maps);
      for (const secret of Object.values(PASSWORDS)) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/%40ss|PRIVATE KEY|"username"|USER/);
      expect(text).toContain('public-host');
    }
  });

  test("have the Secret's keys", () => {
    const request = unconnected('pg', { secret: { format: 'Environment', prefix: 'X_' }, configMap: true });
    expect(data(request, 'configmap-connection')).toEqual({
      X_PGHOST: 'public-host',
      X_PGPORT: '25060',
      X_PGDATABASE: 'orders',
      X_PGSSLMODE: 'require',
    });
  });

  test('of the Operator format come unasked, as do-operator makes them', () => {
    const request = unconnected('pg', { secret: { format: 'Operator' } });
    const rest = { port: '25060', ssl: 'true', database: 'orders' };
    expect(data(request, 'configmap-connection')).toEqual({ host: 'public-host', ...rest });
    expect(data(request, 'configmap-private-connection')).toEqual({ host: 'private-host', ...rest });
    expect(at(run(request).composed['configmap-connection']?.resource, 'metadata', 'name')).toBe('orders-connection');
  });

  test('stay as they are while the cluster tells nothing', () => {
    const request = connected('pg', { configMap: true });
    const observed = Object.fromEntries(Object.entries(request.observed ?? {}).filter(([key]) => key !== 'cluster'));
    const before = request.observed?.['configmap-connection']?.resource.data;
    expect(before).toMatchObject({ host: 'public-host' });
    expect(data({ ...request, observed }, 'configmap-connection')).toEqual(before);
  });
});

describe('a workload', () => {
  const workload = { kind: 'Deployment', name: 'web' };

  test('has the Secret mounted by a ServiceBinding', () => {
    expect(run(unconnected('pg', { workload })).composed.workload?.resource).toEqual({
      apiVersion: 'servicebinding.io/v1',
      kind: 'ServiceBinding',
      metadata: { namespace: 'shop' },
      spec: {
        name: 'orders',
        service: { apiVersion: 'v1', kind: 'Secret', name: 'orders-credentials' },
        workload: { apiVersion: 'apps/v1', ...workload },
      },
    });
  });

  test('gets the Secret in the format of the specification, whichever it is', () => {
    const response = run(
      unconnected('pg', { workload, secret: { format: 'Environment' }, extraSecrets: [{ name: 'bound' }] }),
    );
    expect(at(response.composed.workload?.resource, 'spec', 'service', 'name')).toBe('bound');
    expect(response.status.binding).toEqual({ name: 'bound' });
  });

  test('is ready when its controller says so, and holds the binding back until then', () => {
    const request = connected('pg', { workload });
    const state = request.observed?.workload;
    expect(run(request).composed.workload?.ready).toBe(false);
    const status = { conditions: [{ type: 'Ready', status: 'True', reason: 'ServiceBound' }] };
    const observed = { ...request.observed, workload: { resource: { ...state?.resource, status } } };
    expect(run({ ...request, observed }).composed.workload?.ready).toBe(true);
  });

  test('is bound to nothing before there is a Secret', () => {
    expect(run({ ...unconnected('pg', { workload }), observed: {} }).composed).not.toHaveProperty('workload');
  });
});

describe("a legacy composite's connection details", () => {
  // The recorded states are of the namespaced family, so that is the one the policy wants.
  const legacy = (request: TestRequest): TestRequest => ({
    ...request,
    policy: { ...request.policy, providerFamily: 'Namespaced' },
    composite: {
      ...request.composite,
      metadata: { name: 'orders-x7k2p', uid: 'b' },
      spec: { ...asObject(request.composite.spec), claimRef: { name: 'orders', namespace: 'shop' } },
    },
  });

  test('have the keys of the Secret, so that a claim can have them written to one', () => {
    const response = run(legacy(unconnected('pg', { secret: { format: 'Environment' } })));
    expect(response.connectionDetails).toEqual(secretOf(response, 'secret-orders'));
    expect(response.connectionDetails.PGPASSWORD).toBe(PASSWORDS.user);
  });

  test('are none while there is no Secret', () => {
    expect(run(legacy({ ...unconnected('pg', {}), observed: {} })).connectionDetails).toEqual({});
  });

  test('are not told of a composite with a namespace, which has none', () => {
    expect(run(unconnected('pg', {})).connectionDetails).toEqual({});
  });
});

describe('what Crossplane is asked for', () => {
  const NEW = ['CAPABILITY_CAPABILITIES', 'CAPABILITY_REQUIRED_RESOURCES'];

  test('is whether a name is free, until the Secret is there', () => {
    const { requirements } = run(unconnected('pg', { secret: { name: 'db' } }));
    expect(requirements).toMatchObject({
      'existing-secret-db': { apiVersion: 'v1', kind: 'Secret', matchName: 'db', namespace: 'shop' },
    });
    expect(run(connected('pg', { secret: { name: 'db' } })).requirements).not.toHaveProperty('existing-secret-db');
  });

  test.each([
    ['an old Crossplane', []],
    ['a new Crossplane', NEW],
  ])('is nothing with a namespace in the deprecated field, with %s', (_name, capabilities) => {
    const { json } = run({ ...unconnected('pg', { configMap: true }), capabilities });
    expect(at(json, 'requirements', 'extraResources') ?? {}).toEqual({});
  });

  test('is the same whatever was answered, so that the questions end', () => {
    const request = unconnected('pg', { caCertificate: { configMapRef: { name: 'ca' } }, configMap: true });
    const { requirements } = run(request);
    const absent = Object.fromEntries(Object.keys(requirements).map((name) => [name, []]));
    expect(run({ ...request, required: absent }).requirements).toEqual(requirements);
  });
});
