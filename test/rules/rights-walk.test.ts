import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOfSql } from '../../simulation/provider-sql/provider-sql.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { holds } from '../support/property.js';
import { type ObservedState, run } from '../support/run.js';
import { binding, clusterReady, POLICY, userFree } from '../support/states.js';
import { mayDelete } from './resources.js';
import { provided } from './scenario.js';

// Rule 28: whatever levels users go through, there is no moment in which a right is missing that they had before and have
// after, and in the end they have no other.

const LEVELS = ['ReadOnly', 'ReadWrite', 'Owner'] as const;
const USERS = ['reports', 'worker'] as const;
const DATABASES = ['orders', 'archive'] as const;
const POLICIES: readonly JsonObject[] = [
  { ...POLICY, sql: { provider: 'ProviderSql' } },
  { ...POLICY, sql: { provider: 'ProviderSql', isolate: true } },
];

interface Entry {
  readonly access: (typeof LEVELS)[number];
  readonly databases: readonly string[];
}

/** What the further users may do, one entry for each, and for how many rounds that is asked for. */
interface Step {
  readonly users: readonly Entry[];
  readonly rounds: number;
}

const arbEntry: fc.Arbitrary<Entry> = fc.record({
  access: fc.constantFrom(...LEVELS),
  databases: fc.subarray([...DATABASES], { minLength: 1 }),
});
const arbStep: fc.Arbitrary<Step> = fc.record({
  users: fc.tuple(...USERS.map(() => arbEntry)),
  rounds: fc.integer({ min: 1, max: 4 }),
});

function compositeOf(entries: readonly Entry[]): JsonObject {
  const users = USERS.map((name, i): JsonObject => {
    const { access = 'ReadOnly', databases = [] } = entries[i] ?? {};
    return access === 'Owner' ? { name, access } : { name, access, databases: [...databases] };
  });
  return binding({
    cluster: { engine: 'pg' },
    databases: DATABASES.map((name) => ({ name })),
    users: [{ name: 'orders' }, ...users],
  });
}

/** A small world: what is desired is there, and what the server was told it keeps, until it may be taken away. */
class Server {
  observed: Readonly<Record<string, ObservedState>> = {};
  /** `<role> <member>` */
  readonly members = new Set<string>();

  round(composite: JsonObject, policy: JsonObject): void {
    const { composed, fatal } = run({ composite, policy, observed: this.observed });
    expect(fatal).toBeUndefined();
    for (const [key, { resource }] of Object.entries(this.observed)) {
      const membership = membershipOf(resource);
      if (membership !== undefined && composed[key] === undefined && mayDelete(resource))
        this.members.delete(membership);
    }
    const next = Object.entries(composed).map(([key, { resource }]) => [key, this.stateOf(key, resource)] as const);
    this.observed = Object.fromEntries(next);
    for (const [, { resource }] of next) {
      const membership = membershipOf(resource);
      if (membership !== undefined) this.members.add(membership);
    }
  }

  private stateOf(key: string, resource: JsonObject): ObservedState {
    if (key === 'cluster') return clusterReady('pg');
    if (key.startsWith('user-') && !this.observed[key]) return userFree(key.slice('user-'.length));
    return isOfSql(resource) || !this.observed[key] || key.startsWith('user-')
      ? provided('pg', key, resource)
      : this.observed[key];
  }

  /** What a user may do in a database: nothing, read, write, own. */
  level(user: string, database: string): number {
    const levels = [`${database}-read`, `${database}-write`, 'orders-owner'];
    return levels.findLastIndex((role) => this.members.has(`${role} ${user}`)) + 1;
  }
}

function membershipOf(resource: JsonObject): string | undefined {
  const { memberOf, role } = asObject(at(resource, 'spec', 'forProvider'));
  return memberOf === undefined ? undefined : `${asString(memberOf)} ${asString(role)}`;
}

/** What an entry asks for in a database, as a number. */
function asked({ access, databases }: Entry, database: string): number {
  return access === 'Owner' || databases.includes(database) ? LEVELS.indexOf(access) + 1 : 0;
}

/** What every user may do, in every database. */
const all = <T>(by: (user: string, i: number, database: string) => T): readonly T[] =>
  USERS.flatMap((user, i) => DATABASES.map((database) => by(user, i, database)));

const numbersOf = (entries: readonly Entry[]): readonly number[] =>
  all((_user, i, database) => asked(entries[i] ?? { access: 'ReadOnly', databases: [] }, database));

describe('a walk of levels', () => {
  const arbWalk = fc.tuple(
    fc.array(arbStep, { minLength: 2, maxLength: 5 }),
    fc.constantFrom<JsonObject>(...POLICIES),
    fc.boolean(),
  );

  test('leaves nobody without what is asked for before and after, and ends with that alone', () =>
    holds(
      fc.property(arbWalk, ([steps, policy, isBack]) => {
        const server = new Server();
        const [first] = steps;
        if (!first) return;
        const walk = isBack ? [...steps, { ...first, rounds: 1 }] : steps;
        const live = (entries: readonly Entry[], least: readonly number[], rounds: number): void => {
          for (let round = 0; round < rounds; round++) {
            server.round(compositeOf(entries), policy);
            const now = all((user, _, database) => server.level(user, database));
            expect(now.map((level, i) => Math.min(level, least[i] ?? 0))).toEqual(least);
          }
        };
        live(
          first.users,
          all(() => 0),
          16,
        );
        // What has been asked for all the time since the last moment in which it was given.
        let least = numbersOf(first.users);
        for (const { users, rounds } of walk) {
          least = numbersOf(users).map((level, i) => Math.min(level, least[i] ?? 0));
          live(users, least, rounds);
        }
        const last = walk.at(-1)?.users ?? [];
        live(last, least, 16);
        expect(all((user, _, database) => server.level(user, database))).toEqual(numbersOf(last));
        const settled = run({ composite: compositeOf(last), policy, observed: server.observed });
        expect(settled.conditions.UsersReady?.status).toBe('TRUE');
        const deleting = Object.entries(settled.composed).filter(
          ([key, { resource }]) =>
            key.startsWith('sql-grant') &&
            asList(at(resource, 'spec', 'managementPolicies') as Json).includes('Delete'),
        );
        expect(deleting).toEqual([]);
      }),
      30,
    ));
});
