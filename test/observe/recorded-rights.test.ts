import { describe, expect, test } from '@jest/globals';
import { asList, at, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { recordedSql, SQL_RECORDINGS } from '../support/recorded-states.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { observedResource, withConditions } from '../support/stages.js';
import { binding, POLICY } from '../support/states.js';

// What the function makes of each state that the real provider-sql left, in the place of an object of a binding that is ready.

const SQL: JsonObject = { ...POLICY, sql: { provider: 'ProviderSql' } };
const COMPOSITE = binding({
  cluster: { engine: 'pg' },
  databases: [{ name: 'orders', extensions: ['cube'], schemas: [{ name: 'appdel' }] }],
});
const there = settled('pg', COMPOSITE, SQL);

const GRANT = 'sql-grant-owner:orders:public';
const MEMBERSHIP = 'sql-grant-member:orders:owner';
const OWNER = 'sql-role-owner';
const SESSION = 'sql-role-session:orders';
const EXTENSION = 'sql-extension-orders:cube';
const SCHEMA = 'sql-schema-orders:appdel';
const SECRET = 'secret-orders';

const CONNECT = 'connect failed: cannot get server version';
const RIGHTS = 'rights in database "orders"';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly state: ObservedState;
  /** Where it is observed. */
  readonly key: string;
  readonly health: 'ready' | 'waiting' | 'failing';
  /** The reason and the message of UsersReady. */
  readonly told: readonly [reason: string, message: string];
  /** What is not made as long as this lasts. */
  readonly waiting: readonly string[];
}

const ready = (name: string, key: string, reason: string): Case => ({
  name,
  reason,
  state: recordedSql(name),
  key,
  health: 'ready',
  told: ['Available', ''],
  waiting: [],
});
const failing = (name: string, reason: string, message: string): Case => ({
  name,
  reason,
  state: recordedSql(name),
  key: GRANT,
  health: 'failing',
  told: ['ProviderError', `${RIGHTS}: ${message}`],
  waiting: [MEMBERSHIP, SECRET],
});

const RECORDED: readonly Case[] = [
  ready('grant-ready', GRANT, 'in effect'),
  ready('extension-ready', EXTENSION, 'there; its version was filled in'),
  ready('schema-ready', SCHEMA, 'there'),
  ready('role-ready', SESSION, 'the setting of the user is in force'),
  ready('role-ready', OWNER, 'what the provider fills in is no difference'),
  {
    name: 'grant-creating',
    reason: 'granted, and not looked at again',
    state: recordedSql('grant-creating'),
    key: GRANT,
    health: 'waiting',
    told: ['WaitingForRights', `${RIGHTS}: not in effect yet`],
    waiting: [MEMBERSHIP, SECRET],
  },
  failing(
    'grant-failing-database-missing',
    'it came too early',
    `${CONNECT}: pq: database "notyet" does not exist (3D000)`,
  ),
  failing(
    'grant-failing-password',
    'the password was changed by somebody',
    `${CONNECT}: pq: password authentication failed for user "doadmin" (28P01)`,
  ),
  failing(
    'grant-failing-role-missing',
    'somebody dropped it',
    'cannot create grant: pq: role "ghost" does not exist (42704)',
  ),
  failing(
    'grant-failing-secret-missing',
    'somebody deleted it',
    'connect failed: cannot get credentials Secret: Secret "admin" not found',
  ),
  failing(
    'grant-failing-unreachable',
    'the provider is no trusted source, or the server is gone',
    `${CONNECT}: dial tcp: connect: connection refused`,
  ),
];

/** The conditions of one recording, or one of them. */
const conditionsOf = (name: string, type?: string): readonly JsonObject[] =>
  asList(at(recordedSql(name).resource, 'status', 'conditions')).filter(
    (it): it is JsonObject => type === undefined || at(it, 'type') === type,
  );
const refusal = 'cannot create extension: pq: permission denied to create extension "dblink" (42501)';

/** States that were seen, made of recorded ones. */
const COMBINED: readonly Case[] = [
  {
    name: 'a ready one whose server is gone',
    reason: 'Ready stays True',
    state: withConditions(
      recordedSql('grant-ready'),
      ...conditionsOf('grant-ready', 'Ready'),
      ...conditionsOf('grant-failing-unreachable', 'Synced'),
    ),
    key: GRANT,
    health: 'failing',
    told: ['ProviderError', `${RIGHTS}: ${CONNECT}: dial tcp: connect: connection refused`],
    waiting: [MEMBERSHIP, SECRET],
  },
  {
    name: 'an extension that the server refuses',
    reason: 'its own words are told, and nothing waits for it',
    state: withConditions(
      recordedSql('extension-ready'),
      ...conditionsOf('grant-failing-role-missing', 'Ready'),
      ...conditionsOf('grant-failing-role-missing', 'Synced').map((it) => ({
        ...it,
        observedGeneration: 2,
        message: `create failed: ${refusal}`,
      })),
    ),
    key: EXTENSION,
    health: 'failing',
    told: ['ProviderError', `extension "cube" in database "orders": ${refusal}`],
    waiting: [],
  },
];

function answer(key: string, state: ObservedState, without: readonly string[] = []): TestResponse {
  const others = Object.entries(there).filter(([name]) => !without.includes(name));
  return run({ composite: COMPOSITE, policy: SQL, observed: { ...Object.fromEntries(others), [key]: state } });
}

test('every recording has its place', () => {
  expect([...new Set(RECORDED.map(({ name }) => name))].sort()).toEqual([...SQL_RECORDINGS].sort());
});

describe.each([...RECORDED, ...COMBINED])('$name as $key: $reason', ({ state, key, health, told, waiting }) => {
  test(`is ${health}`, () => {
    expect(observedResource(state).health.state).toBe(health);
  });

  test(`is told as ${told[0]}`, () => {
    const { conditions } = answer(key, state);
    const status = told[0] === 'Available' ? 'TRUE' : 'FALSE';
    expect(conditions.UsersReady).toMatchObject({ status, reason: told[0], message: told[1] });
  });

  test('takes nothing away from what is there', () => {
    const { composed } = answer(key, state);
    expect(Object.keys(there).filter((name) => composed[name] === undefined)).toEqual([]);
  });

  test('lets nothing be given for which it is too early', () => {
    const { composed } = answer(key, state, [MEMBERSHIP, SECRET]);
    expect([MEMBERSHIP].filter((name) => composed[name] === undefined)).toEqual(
      waiting.filter((name) => name === MEMBERSHIP),
    );
    const { composed: later } = answer(key, state, [SECRET]);
    expect([SECRET].filter((name) => later[name] === undefined)).toEqual(waiting.filter((name) => name === SECRET));
  });
});
