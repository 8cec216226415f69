import { describe, expect, test } from '@jest/globals';
import type { Engine } from '../../../src/gen/binding.js';
import { at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { run, type TestResponse } from '../../support/run.js';
import { binding, clusterReady, POLICY, userFree, userSettled, userYoung } from '../../support/states.js';

const spec = (engine: Engine, user: JsonObject): JsonObject =>
  binding({ cluster: { engine }, users: [{ name: 'app', ...user }] });
const sent = ({ composed }: TestResponse): Json | undefined =>
  at(composed['user-app']?.resource, 'spec', 'forProvider');

interface Case {
  readonly engine: Engine;
  readonly asked: JsonObject;
  readonly other: JsonObject;
  readonly settings: JsonObject;
  readonly path: string;
}

const CASES: readonly Case[] = [
  {
    engine: 'kafka',
    asked: { acl: [{ topic: 'orders.*', permission: 'produceconsume' }] },
    other: { acl: [{ topic: '*', permission: 'admin' }] },
    settings: { settings: [{ acl: [{ topic: 'orders.*', permission: 'produceconsume' }] }] },
    path: 'spec.users[0].acl',
  },
  {
    engine: 'opensearch',
    asked: { acl: [{ index: 'logs-*', permission: 'read' }] },
    other: { acl: [{ index: 'logs-*', permission: 'admin' }] },
    settings: { settings: [{ opensearchAcl: [{ index: 'logs-*', permission: 'read' }] }] },
    path: 'spec.users[0].acl',
  },
  {
    engine: 'mysql',
    asked: { mysqlAuthPlugin: 'mysql_native_password' },
    other: { mysqlAuthPlugin: 'caching_sha2_password' },
    settings: { mysqlAuthPlugin: 'mysql_native_password' },
    path: 'spec.users[0].mysqlAuthPlugin',
  },
];

describe.each(CASES)('what a user of $engine is created with', ({ engine, asked, other, settings, path }) => {
  const cluster = clusterReady(engine);
  const settled = { cluster, 'user-app': userSettled(engine, 'app', 'AVNS_password', settings) };

  test('is sent when it is created, and not while it is looked for', () => {
    const looking = run({ composite: spec(engine, asked), policy: POLICY, observed: { cluster } });
    expect(Object.keys(Object(sent(looking)))).toEqual(['clusterId']);
    const observed = { cluster, 'user-app': userFree('app') };
    expect(sent(run({ composite: spec(engine, asked), policy: POLICY, observed }))).toMatchObject(settings);
  });

  test('can be corrected until then', () => {
    const observed = { cluster, 'user-app': userYoung('app') };
    const response = run({ composite: spec(engine, asked), policy: POLICY, observed });
    expect(sent(response)).toMatchObject(settings);
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  test('stays as it is afterwards', () => {
    const response = run({ composite: spec(engine, asked), policy: POLICY, observed: settled });
    expect(sent(response)).toMatchObject(settings);
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  test('cannot be changed: a change is refused with an alternative, and not sent', () => {
    const response = run({ composite: spec(engine, other), policy: POLICY, observed: settled });
    expect(sent(response)).toMatchObject(settings);
    expect(response.conditions.SpecAccepted).toMatchObject({
      reason: 'ImmutableField',
      message: expect.stringMatching(/add a user of another name with it, move over/),
    });
    expect(response.conditions.SpecAccepted?.message).toContain(`${path}: `);
  });
});

test.each<[engine: Engine, reason: string, settings: JsonObject, told: string]>([
  [
    'mysql',
    'the provider would send another plugin',
    { mysqlAuthPlugin: 'mysql_native_password' },
    'spec.users[0].mysqlAuthPlugin: not set, so mysql_native_password stays: add a user of another name without it, move over, then take this one off the list',
  ],
  ['mysql', 'that is what a user without it has', { mysqlAuthPlugin: 'caching_sha2_password' }, ''],
  [
    'kafka',
    'nobody knows what DigitalOcean makes of an empty list',
    { settings: [{ acl: [{ topic: 'orders.*', permission: 'consume' }] }] },
    'spec.users[0].acl: not set, so orders.* consume stays: add a user of another name without it, move over, then take this one off the list',
  ],
  [
    'opensearch',
    'a long list is not told',
    {
      settings: [{ opensearchAcl: Array.from({ length: 20 }, (_, i) => ({ index: `logs-${i}`, permission: 'read' })) }],
    },
    'spec.users[0].acl: not set, so the last value stays: add a user of another name without it, move over, then take this one off the list',
  ],
])('what a user of %s was created with stays when it is taken out: %s', (engine, _reason, settings, told) => {
  const observed = { cluster: clusterReady(engine), 'user-app': userSettled(engine, 'app', 'AVNS_password', settings) };
  const response = run({ composite: spec(engine, {}), policy: POLICY, observed });
  expect(sent(response)).toMatchObject(settings);
  expect(response.conditions.SpecAccepted).toEqual({
    status: 'TRUE',
    reason: told === '' ? 'Accepted' : 'ConfigurationKept',
    message: told,
  });
});

test('the order of an access list means nothing', () => {
  const [a, b] = [
    { topic: 'a', permission: 'consume' },
    { topic: 'b', permission: 'produce' },
  ];
  const user = userSettled('kafka', 'app', 'AVNS_password', { settings: [{ acl: [a, b] }] });
  const observed = { cluster: clusterReady('kafka'), 'user-app': user };
  const response = run({ composite: spec('kafka', { acl: [b, a] }), policy: POLICY, observed });
  expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
});

describe('refused', () => {
  test.each<[name: string, engine: Engine, user: JsonObject, message: string]>([
    [
      'an access list where there are none',
      'pg',
      { acl: [{ topic: 'a', permission: 'read' }] },
      'spec.users[0].acl: not supported for PostgreSQL, only for engine kafka, opensearch: remove it',
    ],
    [
      'an index in kafka',
      'kafka',
      { acl: [{ index: 'a', permission: 'admin' }] },
      'spec.users[0].acl[0].topic: required but missing; spec.users[0].acl[0].index: not supported for Kafka, where an entry has topic: remove it',
    ],
    [
      'a permission of the other engine',
      'opensearch',
      { acl: [{ index: 'a', permission: 'consume' }] },
      'spec.users[0].acl[0].permission: unsupported value "consume" for OpenSearch (supported: admin, deny, read, readwrite, write)',
    ],
    [
      'a plugin where there are none',
      'kafka',
      { mysqlAuthPlugin: 'mysql_native_password' },
      'spec.users[0].mysqlAuthPlugin: not supported for Kafka, only for engine mysql: remove it',
    ],
    [
      'settings of a user that exists already',
      'mysql',
      { mode: 'Observe', mysqlAuthPlugin: 'mysql_native_password' },
      'spec.users[0].mysqlAuthPlugin: is set when a user is created',
    ],
  ])('%s', (_name, engine, user, message) => {
    expect(run({ composite: spec(engine, user), policy: POLICY }).fatal).toContain(message);
  });
});
