import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/lib/json.js';
import { run, type TestRequest } from '../support/run.js';
import { condition, withConditions, withDetails, withValue } from '../support/stages.js';
import {
  applied,
  binding,
  clusterCreating,
  clusterReady,
  databaseReady,
  POLICY,
  userFree,
  userSettled,
} from '../support/states.js';

const SPEC = { cluster: { engine: 'pg' } };
const SECRET = ['spec', 'writeConnectionSecretToRef'] as const;
const cluster = withValue(clusterReady('pg'), SECRET, { name: 'orders-cluster-conn' });
const user = withValue(userSettled('pg', 'orders'), SECRET, { name: 'orders-user-orders-conn' });
const CONTENTS = { cluster, 'database-orders': databaseReady('orders'), 'user-orders': user };

/** A call about a binding that has all it asks for, the Secret included. */
function settled(policy: JsonObject = {}, contents: TestRequest['observed'] = CONTENTS): TestRequest {
  const request = { composite: binding(SPEC), policy: { ...POLICY, ...policy }, observed: contents };
  const { composed } = run(request);
  const secret = composed['secret-orders']?.resource;
  return secret ? { ...request, observed: { ...contents, 'secret-orders': applied(secret) } } : request;
}

describe('the time until the next call', () => {
  test.each<{ name: string; reason: string; request: TestRequest; seconds: number }>([
    { name: 'Steady', reason: 'what is composed is watched', request: settled(), seconds: 600 },
    {
      name: 'Watched',
      reason: 'passwords are watched too',
      request: settled({ refresh: { watchSecrets: true } }),
      seconds: 3600,
    },
    { name: 'Asked', reason: 'the policy decides', request: settled({ refresh: { steady: '5m' } }), seconds: 300 },
    {
      name: 'AskedAndWatched',
      reason: 'the policy decides',
      request: settled({ refresh: { steady: '24h', watchSecrets: true } }),
      seconds: 86_400,
    },
    {
      name: 'New',
      reason: 'what was looked up is not watched by every Crossplane',
      request: { composite: binding(SPEC), policy: POLICY },
      seconds: 10,
    },
    {
      name: 'Creating',
      reason: 'takes minutes, and its resource is watched',
      request: settled({}, { cluster: clusterCreating('pg') }),
      seconds: 30,
    },
    {
      name: 'PasswordAwaited',
      reason: 'the Secret with the password is not watched',
      request: settled({}, { ...CONTENTS, 'user-orders': withDetails(user, {}) }),
      seconds: 10,
    },
    {
      name: 'UserAwaited',
      reason: 'its password may be there at any moment',
      request: settled({}, { ...CONTENTS, 'user-orders': userFree('orders') }),
      seconds: 10,
    },
    {
      name: 'PasswordGone',
      reason: 'the binding can be used, and its password may come back',
      request: { ...settled(), observed: { ...settled().observed, 'user-orders': withDetails(user, {}) } },
      seconds: 60,
    },
    {
      name: 'ProviderError',
      reason: 'a person has to change something first',
      request: settled(
        {},
        {
          ...CONTENTS,
          'database-orders': withConditions(
            databaseReady('orders'),
            condition('Synced', 'False', 'create failed: 422 name is reserved'),
          ),
        },
      ),
      seconds: 60,
    },
    {
      name: 'Fatal',
      reason: 'a person has to change something first',
      request: { composite: binding({ cluster: { engine: 'pg', size: '?' } }), policy: POLICY },
      seconds: 60,
    },
  ])('$name: $reason', ({ request, seconds }) => {
    expect(run(request).ttl).toBe(`${seconds}.000s`);
  });

  test('a binding with more Secrets than are watched is asked about as if none was', () => {
    const users = Array.from({ length: 50 }, (_, index) => ({ name: `user-${index}` }));
    const settledUsers = users.map(({ name }) => [`user-${name}`, userSettled('pg', name)] as const);
    const request: TestRequest = {
      composite: binding({ ...SPEC, users }),
      policy: { ...POLICY, refresh: { watchSecrets: true } },
      observed: { ...CONTENTS, ...Object.fromEntries(settledUsers) },
    };
    const { composed, requirements } = run(request);
    expect(Object.keys(requirements)).not.toContain('connection-secret-orders-cluster-conn');
    const secrets = Object.entries(composed).filter(([key]) => key.startsWith('secret-'));
    const observed = {
      ...request.observed,
      ...Object.fromEntries(secrets.map(([key, { resource }]) => [key, applied(resource)])),
    };
    expect(run({ ...request, observed }).ttl).toBe('600.000s');
  });
});

describe('watched Secrets', () => {
  const request = settled({ refresh: { watchSecrets: true } });
  const { requirements } = run(request);

  test('are looked up by the names that the provider writes', () => {
    expect(Object.keys(requirements).sort()).toEqual([
      'connection-secret-orders-cluster-conn',
      'connection-secret-orders-user-orders-conn',
    ]);
    expect(requirements['connection-secret-orders-user-orders-conn']).toMatchObject({
      apiVersion: 'v1',
      kind: 'Secret',
      matchName: 'orders-user-orders-conn',
      namespace: 'shop',
    });
  });

  test('are asked for again whatever the answer was, and change nothing else', () => {
    const required = Object.fromEntries(
      Object.keys(requirements).map((name) => [
        name,
        [
          {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: name.slice('connection-secret-'.length), namespace: 'shop' },
            data: { 'attribute.password': 'QVZOUw==' },
          },
        ],
      ]),
    );
    expect(run({ ...request, required }).json).toEqual(run(request).json);
  });
});
