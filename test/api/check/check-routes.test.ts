import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/lib/json.js';
import { run } from '../../support/run.js';
import { binding, POLICY } from '../../support/states.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly spec: JsonObject;
  readonly want: string;
}

const pools = (...list: JsonObject[]): JsonObject => ({ connectionPools: list });
const web = { name: 'web', size: 5 };
const pg = { cluster: { engine: 'pg' } };
const elsewhere = { clusterRef: { uuid: '66bd85d7-5f57-428b-a009-7ac6d0506aad' }, users: [{ name: 'a' }] };

const CASES: readonly Case[] = [
  {
    name: 'UnknownPool',
    reason: 'a Secret would wait forever',
    spec: { ...pg, ...pools(web, { name: 'jobs', size: 1 }), connection: { pool: 'wbe' } },
    want: 'spec.connection.pool: no pool "wbe" in spec.connectionPools (known: web, jobs)',
  },
  {
    name: 'NoPools',
    reason: 'the same, with nothing to list',
    spec: { ...pg, connection: { pool: 'web' } },
    want: 'spec.connection.pool: no pool "web" in spec.connectionPools',
  },
  {
    name: 'UnknownPoolOfAUser',
    reason: 'the problem has the path of the user',
    spec: { ...pg, ...pools(web), users: [{ name: 'a' }, { name: 'b', pool: 'x' }] },
    want: 'spec.users[1].pool: no pool "x" in spec.connectionPools (known: web)',
  },
  {
    name: 'AnotherUsersPool',
    reason: 'it connects as its own user, whatever password a client has',
    spec: {
      ...pg,
      ...pools({ ...web, user: 'a' }),
      users: [{ name: 'a' }, { name: 'b' }],
      connection: { pool: 'web' },
    },
    want: 'spec.connection.pool: pool "web" connects as user "a" and cannot serve "b": choose a pool without a user, or set users[].pool',
  },
  {
    name: 'AnotherUsersPoolByName',
    reason: 'the same for the pool of one user',
    spec: { ...pg, ...pools({ ...web, user: 'a' }), users: [{ name: 'a' }, { name: 'b', pool: 'web' }] },
    want: 'spec.users[1].pool: pool "web" connects as user "a" and cannot serve "b"',
  },
  {
    name: 'AdministratorsPool',
    reason: 'a binding without a list of users still has one',
    spec: { ...pg, ...pools({ ...web, user: 'doadmin' }), connection: { pool: 'web' } },
    want: 'spec.connection.pool: pool "web" connects as user "doadmin" and cannot serve "orders"',
  },
  {
    name: 'PoolOfMysql',
    reason: 'only PostgreSQL has any',
    spec: { cluster: { engine: 'mysql' }, connection: { pool: 'web' } },
    want: 'spec.connection.pool: not supported for MySQL, only for engine pg: remove it',
  },
  {
    name: 'PoolElsewhere',
    reason: 'pools belong to the binding that controls the cluster',
    spec: { ...elsewhere, connection: { pool: 'web' } },
    want: 'spec.connection.pool: not possible with clusterRef, only in a cluster that the binding controls: remove it',
  },
  {
    name: 'UnknownReplica',
    reason: 'nothing to read from',
    spec: { cluster: { engine: 'mysql', replicas: [{ name: 'ro' }] }, connection: { readFrom: 'rw' } },
    want: 'spec.connection.readFrom: no replica "rw" in spec.cluster.replicas (known: ro)',
  },
  {
    name: 'ReplicaOfKafka',
    reason: 'only two engines have any',
    spec: { cluster: { engine: 'kafka', nodeCount: 3 }, connection: { readFrom: 'ro' } },
    want: 'spec.connection.readFrom: not supported for Kafka, only for engine pg, mysql: remove it',
  },
  {
    name: 'ReplicaElsewhere',
    reason: 'replicas belong to the binding that controls the cluster',
    spec: { ...elsewhere, connection: { readFrom: 'ro' } },
    want: 'spec.connection.readFrom: not possible with clusterRef, only in a cluster that the binding controls: remove it',
  },
  {
    name: 'TemplateWithoutReplica',
    reason: 'a Secret would wait forever',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a template is written
    spec: { ...pg, connection: { secret: { keys: { READ_URL: '${read-uri}' } } } },
    want: 'spec.connection.secret.keys["READ_URL"]: unknown fact "read-uri" (known: ',
  },
  {
    name: 'KeyOfAFact',
    reason: "the replica's address is read back from it",
    spec: {
      cluster: { engine: 'pg', replicas: [{ name: 'ro' }] },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a template is written
      connection: { secret: { keys: { 'read-public-host': '${host}' } } },
    },
    want: 'spec.connection.secret.keys["read-public-host"]: is a key of the format ServiceBinding',
  },
];

describe('a route that Secrets cannot take', () => {
  test.each(CASES)('$name: $reason', ({ spec, want }) => {
    const { fatal, composed } = run({
      composite: binding(spec),
      policy: { ...POLICY, references: { uuids: ['*'] } },
    });
    expect(fatal).toContain(want);
    expect(composed).toEqual({});
  });
});

test('a pool of one user serves that user', () => {
  const spec = { ...pg, ...pools({ ...web, user: 'orders' }), connection: { pool: 'web' } };
  expect(run({ composite: binding(spec), policy: POLICY }).fatal).toBeUndefined();
});
