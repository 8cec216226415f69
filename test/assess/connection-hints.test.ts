import { describe, expect, test } from '@jest/globals';
import type { Engine } from '../../src/gen/binding.js';
import type { JsonObject } from '../../src/lib/json.js';
import { connected } from '../connection/connected.js';
import { CERTIFICATE } from '../support/certificate.js';
import { run } from '../support/run.js';

// What works, and is probably not what somebody wanted: said in the condition, without an event and without another reason.

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly engine: Engine;
  readonly connection?: JsonObject;
  readonly rest?: JsonObject;
  readonly want: string;
}

const POOLS = { connectionPools: [{ name: 'web', size: 5 }] };
const NO_CA = 'set caCertificate in spec.connection or in the policy';

const CASES: readonly Case[] = [
  {
    name: 'UnusedPool',
    reason: 'the Secret leads past the pool that was asked for',
    engine: 'pg',
    rest: POOLS,
    want: 'no Secret leads through pool "web": set connection.pool or users[].pool',
  },
  {
    name: 'UsedPool',
    reason: 'as it should be',
    engine: 'pg',
    rest: POOLS,
    connection: { pool: 'web' },
    want: '',
  },
  {
    name: 'UsedByAUser',
    reason: 'one user is enough',
    engine: 'pg',
    rest: { ...POOLS, users: [{ name: 'web', pool: 'web' }, { name: 'jobs' }] },
    want: '',
  },
  {
    name: 'KafkaWithoutCa',
    reason: 'no client connects without it',
    engine: 'kafka',
    want: `no CA certificate is in the Secrets, and clients of Kafka check the server against one: ${NO_CA}`,
  },
  {
    name: 'MongoWithoutCa',
    reason: 'the same',
    engine: 'mongodb',
    want: `no CA certificate is in the Secrets, and clients of MongoDB check the server against one: ${NO_CA}`,
  },
  {
    name: 'KafkaWithCa',
    reason: 'nothing is missing',
    engine: 'kafka',
    connection: { caCertificate: { inline: CERTIFICATE } },
    want: '',
  },
  { name: 'Valkey', reason: 'everybody trusts its certificate', engine: 'valkey', want: '' },
];

describe('a binding that is ready', () => {
  test.each(CASES)('$name: $reason', ({ engine, connection = {}, rest = {}, want }) => {
    const { conditions, results } = run(connected(engine, connection, rest));
    expect(conditions.ConnectionReady).toEqual({ status: 'TRUE', reason: 'Available', message: want });
    expect(results).toEqual([]);
  });
});
