import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { settled } from '../../rules/scenario.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { sqlFailing } from '../../support/sql-provider.js';
import { type Observed, withValue } from '../../support/stages.js';
import { binding, POLICY } from '../../support/states.js';

// What is in a database outlives the list that it was on, and that is told once.

const SQL: JsonObject = { ...POLICY, sql: { provider: 'ProviderSql' } };
const EXTENSION = 'sql-extension-orders:pgcrypto';
const SCHEMA = 'sql-schema-orders:audit';

const withDatabases = (...databases: readonly JsonObject[]): JsonObject =>
  binding({
    cluster: { engine: 'pg' },
    databases,
    users: [{ name: 'orders' }, { name: 'reports', access: 'ReadOnly' }],
  });
const BEFORE = withDatabases({ name: 'orders', extensions: ['pgcrypto'], schemas: [{ name: 'audit' }] });
const AFTER = withDatabases({ name: 'orders' });
const there = settled('pg', BEFORE, SQL);

const told = ({ results }: TestResponse): readonly Json[] =>
  results
    .filter(({ reason }) => /Released$/.test(String(reason)))
    .map(({ severity = null, reason = null, message = null }) => [severity, reason, message]);
const warning = (message: string, reason = 'ContentReleased'): Json => ['SEVERITY_WARNING', reason, message];

const STAYS = [
  warning('extension "pgcrypto" in database "orders" is no longer managed; it stays at DigitalOcean'),
  warning('schema "audit" in database "orders" is no longer managed; it stays at DigitalOcean with its data'),
];

const as = (key: string, change: (state: ObservedState) => ObservedState): Observed => ({
  ...there,
  [key]: change(there[key] as ObservedState),
});
const policiesOf = ({ composed }: TestResponse, key: string): Json | undefined =>
  at(composed[key]?.resource, 'spec', 'managementPolicies');

describe('extensions and schemas that are taken off the list', () => {
  const response = run({ composite: AFTER, policy: SQL, observed: there });

  test('are left out, and a result says of each that it stays', () => {
    expect(response.composed).not.toHaveProperty([EXTENSION]);
    expect(response.composed).not.toHaveProperty([SCHEMA]);
    expect([...told(response)].sort()).toEqual(STAYS);
  });

  test('are not told of again, nor while they are on it', () => {
    const { [EXTENSION]: _extension, [SCHEMA]: _schema, ...rest } = there;
    expect(told(run({ composite: AFTER, policy: SQL, observed: rest }))).toEqual([]);
    expect(told(run({ composite: BEFORE, policy: SQL, observed: there }))).toEqual([]);
  });

  test.each([EXTENSION, SCHEMA])('lose the right to delete first, where somebody gave it: %s', (key) => {
    const observed = as(key, (state) => withValue(state, ['spec', 'managementPolicies'], ['*']));
    const first = run({ composite: AFTER, policy: SQL, observed });
    expect(policiesOf(first, key)).toEqual(['Observe', 'Create', 'Update']);
    expect(told(first)).toHaveLength(1);
  });

  test('do not take along what others may do in the schema', () => {
    const membership = 'sql-grant-member:reports:read:orders:audit';
    expect(there).toHaveProperty([membership]);
    let observed: Observed = there;
    for (let round = 0; round < 4; round++) {
      const answer = run({ composite: AFTER, policy: SQL, observed });
      expect(policiesOf(answer, membership) ?? []).not.toContain('Delete');
      observed = Object.fromEntries(Object.entries(observed).filter(([key]) => answer.composed[key] !== undefined));
    }
  });
});

test('an extension that never came about is not said to stay', () => {
  const observed = as(EXTENSION, ({ resource }) => sqlFailing(resource, 'create failed: permission denied'));
  expect(told(run({ composite: AFTER, policy: SQL, observed }))).toEqual(STAYS.slice(1));
});

test('a database that leaves is told of with all that it holds', () => {
  const observed = Object.fromEntries(
    Object.entries(there).map(([key, state]) => [
      key.replace('orders:', 'archive:').replace('database-orders', 'database-archive'),
      state,
    ]),
  );
  const answer = run({ composite: AFTER, policy: SQL, observed: { ...there, ...observed } });
  expect([...told(answer)].sort()).toEqual([
    ...STAYS,
    warning('database "archive" is no longer managed; it stays at DigitalOcean with its data', 'DatabaseReleased'),
  ]);
});

test('a policy without sql leaves them in the database, and says so', () => {
  const answer = run({ composite: binding({ cluster: { engine: 'pg' } }), policy: POLICY, observed: there });
  expect([...told(answer)].sort()).toEqual(STAYS);
});
