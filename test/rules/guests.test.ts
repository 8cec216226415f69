import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOfSql } from '../../simulation/provider-sql/provider-sql.js';
import { profileOf } from '../../src/engines/engines.js';
import { RUNNING_ENGINES, type RunningEngine } from '../../src/gen/binding.js';
import { asObject, asString, at, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { SharedCases } from '../support/property.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { CLUSTER_ID, clusterObserved, databaseReady, POLICY, userFree } from '../support/states.js';
import { EXTERNAL_NAME, mayDelete, policiesOf } from './resources.js';
import { provided } from './scenario.js';

// Rule 23: bindings of several namespaces that share a cluster. Whatever they write, what one makes is nobody else's.

interface Guest {
  readonly composite: JsonObject;
  readonly namespace: string;
}

interface Neighbours {
  readonly engine: RunningEngine;
  readonly policy: JsonObject;
  readonly guests: readonly Guest[];
}

/** Namespaces that could be read as one with a name, and such that are too long for the names of some engines. */
const NAMESPACES = ['a', 'a-b', 'a-b-c', 'billing', 'payments-production-europe', 'payments-production-europe-2'];
const BINDINGS = ['c', 'b-c', 'b.c', 'invoices', 'an-application-with-a-long-name-of-its-own'];
/** What others have, or would have if names were only put together. */
const NAMES = [
  'owner',
  'billing_invoices',
  'a_b-c',
  'a-b_c',
  'b-c',
  'b_c',
  'c',
  'payments-production-europe-2_c',
  '_payme_612f9529c3a0_c',
  'a_name_that_is_longer_than_mysql_takes',
].map((name) => name.slice(0, 32));

// biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
const TEMPLATES = [undefined, 'g_${namespace}_${name}'] as const;

const arbList: fc.Arbitrary<readonly Json[] | undefined> = fc.option(
  fc
    .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 })
    .map((names) => names.map((name) => ({ name }))),
  { nil: undefined },
);

const arbGuest = (engine: RunningEngine, namespace: string): fc.Arbitrary<Guest> => {
  const { users, databases, ownFields } = profileOf(engine);
  const some = (has: boolean): typeof arbList => (has ? arbList : fc.constant(undefined));
  return fc
    .record({
      name: fc.constantFrom(...BINDINGS),
      users: some(users.supported),
      databases: some(databases.supported),
      topics: some(ownFields.includes('topics')),
    })
    .map(({ name, ...contents }) => ({
      namespace,
      composite: {
        apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
        kind: 'DatabaseBinding',
        metadata: { name, namespace },
        spec: { clusterRef: { uuid: CLUSTER_ID }, ...compact(contents) },
      },
    }));
};

const arbNeighbours: fc.Arbitrary<Neighbours> = fc
  .record({
    engine: fc.constantFrom(...RUNNING_ENGINES.filter((engine) => profileOf(engine).users.supported)),
    template: fc.constantFrom(...TEMPLATES),
    namespaces: fc.uniqueArray(fc.constantFrom(...NAMESPACES), { minLength: 2, maxLength: 3 }),
  })
  .chain(({ engine, template, namespaces }) =>
    fc.tuple(...namespaces.map((namespace) => arbGuest(engine, namespace))).map((guests) => ({
      engine,
      guests,
      policy: {
        ...POLICY,
        references: compact({ uuids: ['*'], names: template }),
        sql: { provider: 'ProviderSql', clusters: [{ uuid: CLUSTER_ID, clusterProviderConfig: 'shared' }] },
      },
    })),
  );

type Answers = readonly TestResponse[];

/** What each guest asks for from the first look until all is there. */
function lives({ engine, policy, guests }: Neighbours): readonly Answers[] {
  return guests.map(({ composite }) => {
    const answers: TestResponse[] = [];
    let observed: Readonly<Record<string, ObservedState>> = { cluster: clusterObserved(engine) };
    // Rights come after users and databases, and Secrets after both.
    for (let round = 0; round < (profileOf(engine).rights.inSql ? 9 : 4); round += 1) {
      const answer = run({ composite, policy, observed });
      answers.push(answer);
      const next = Object.entries(answer.composed).map(
        ([key, { resource }]) =>
          [key, observed[key] ? advanced(engine, key, resource) : begun(engine, key, resource)] as const,
      );
      observed = { ...Object.fromEntries(next), cluster: clusterObserved(engine) };
    }
    return answers;
  });
}

const loginIn = (resource: JsonObject): string =>
  asString(at(resource, ...EXTERNAL_NAME))?.replace(/^[0-9a-f-]{36},/, '') ?? '';

/** What the provider finds first: every user's name is free. */
function begun(engine: RunningEngine, key: string, resource: JsonObject): ObservedState {
  if (key.startsWith('user-')) return userFree(loginIn(resource));
  return advanced(engine, key, resource);
}

function advanced(engine: RunningEngine, key: string, resource: JsonObject): ObservedState {
  if (key.startsWith('user-')) return provided(engine, `user-${loginIn(resource)}`, resource);
  const name = asString(at(resource, 'spec', 'forProvider', 'name')) ?? '';
  return resource.kind === 'DB'
    ? databaseReady(name, policiesOf(resource).map(String))
    : provided(engine, key, resource);
}

/** What an object that gives rights names on the server, beside the administrator who gives them. */
function namedInSql(resource: JsonObject): readonly string[] {
  if (resource.kind === 'ProviderConfig') return [`config ${at(resource, 'metadata', 'name')}`];
  const { database, role, memberOf, targetRole } = asObject(at(resource, 'spec', 'forProvider'));
  const roles = [role, memberOf, targetRole, resource.kind === 'Role' ? loginIn(resource) : undefined];
  return [
    ...(database === undefined ? [] : [`DB ${database}`]),
    ...roles.filter((name) => name !== undefined && name !== 'doadmin').map((name) => `role ${name}`),
  ];
}

/** What an answer names at DigitalOcean: the kind and the name. */
function namedIn({ composed }: TestResponse): readonly string[] {
  return Object.values(composed).flatMap(({ resource }) => {
    const { kind } = resource;
    if (kind === 'User') return [`user ${loginIn(resource)}`];
    if (kind === 'DB' || kind === 'KafkaTopic')
      return [`${kind} ${asString(at(resource, 'spec', 'forProvider', 'name'))}`];
    return isOfSql(resource) ? namedInSql(resource) : [];
  });
}

/** Whether an object is in another namespace, reads a Secret there, or holds an administrator's password. */
function isOthers(resource: JsonObject, namespace: string | undefined): boolean {
  const secret = at(resource, 'spec', 'credentials', 'connectionSecretRef', 'namespace');
  const username = Buffer.from(String(at(resource, 'data', 'username') ?? ''), 'base64').toString();
  const place = at(resource, 'metadata', 'namespace') ?? namespace;
  return secret !== undefined || username === 'doadmin' || place !== namespace;
}

const neighbours = new SharedCases(arbNeighbours, lives);
beforeAll(() => void neighbours.all, 300_000);

/** What two guests of different namespaces both name. */
function shared(answers: readonly Answers[], names: (answer: TestResponse) => readonly string[]): readonly string[] {
  const sets = answers.map((all) => new Set(all.flatMap(names)));
  return sets.flatMap((set, i) => sets.slice(i + 1).flatMap((other) => [...set].filter((name) => other.has(name))));
}

describe('rule 23: guests of several namespaces', () => {
  test('never name the same user, database or topic', () => neighbours.hold((_, answers) => shared(answers, namedIn)));

  test('would be found naming the same, if names were taken as they are written', () => {
    const written = ({ composed }: TestResponse): readonly string[] =>
      Object.keys(composed).filter((key) => /^(?:user|database|topic)-/.test(key));
    expect(neighbours.refute((_, answers) => shared(answers, written))).toBe(true);
  });

  test('would be found giving rights to one role, if roles were called after bindings alone', () => {
    const unprefixed = (answer: TestResponse): readonly string[] =>
      namedIn(answer).flatMap((name) => /^role .*_(?<rest>[^_]*-owner)$/.exec(name)?.groups?.rest ?? []);
    expect(neighbours.refute((_, answers) => shared(answers, unprefixed))).toBe(true);
  });

  test('never name what the owner has, or what comes with the cluster', () =>
    neighbours.hold((_, answers) =>
      answers.flatMap((all) => all.flatMap(namedIn).filter((name) => / (?:owner|doadmin|defaultdb|admin)$/.test(name))),
    ));

  test('give rights by what the platform team made, and hold no password but those of their own users', () =>
    neighbours.hold(({ guests }, answers) =>
      answers.flatMap((all, i) =>
        all.flatMap(({ composed }) =>
          Object.entries(composed)
            .filter(([key, { resource }]) => key.startsWith('sql-') && isOthers(resource, guests[i]?.namespace))
            .map(([key]) => key),
        ),
      ),
    ));

  test('come to rights in PostgreSQL, or those rules would show nothing', () => {
    const ends = neighbours.all.flatMap(([{ engine }, answers]) =>
      engine === 'pg' ? answers.map((all) => all.at(-1)) : [],
    );
    const owners = ends.filter((end) =>
      Object.keys(end?.composed ?? {}).some((key) => /^sql-grant-member:.*:owner$/.test(key)),
    );
    expect(owners.length).toBeGreaterThan(ends.length / 2);
  });

  test('may delete nothing that they only looked for', () =>
    neighbours.hold((_, answers) =>
      answers.flatMap(([first]) =>
        Object.entries(first?.composed ?? {})
          .filter(([key, { resource }]) => key.startsWith('user-') && mayDelete(resource))
          .map(([key]) => key),
      ),
    ));

  test('most come to a Secret, which has the real names, or the rules would show nothing', () => {
    const ends = neighbours.all.flatMap(([, answers]) => answers.flatMap((all) => all.at(-1) ?? []));
    const secrets = ends.flatMap((end) =>
      Object.entries(end.composed).flatMap(([key, { resource }]) => {
        const user = end.composed[key.replace('secret', 'user')]?.resource;
        const username = Buffer.from(String(at(resource, 'data', 'username') ?? ''), 'base64').toString();
        return key.startsWith('secret-') && user ? [[username, loginIn(user)] as const] : [];
      }),
    );
    expect(secrets.length).toBeGreaterThan(ends.length / 2);
    expect(secrets.filter(([username, login]) => username !== login)).toEqual([]);
  });

  test('are refused only where two names of one guest meet', () => {
    const fatal = neighbours.all.flatMap(([, answers]) =>
      answers.flatMap((all) => all.flatMap((one) => one.fatal ?? [])),
    );
    expect(fatal.filter((message) => !/would (?:be the same|share)/.test(message))).toEqual([]);
    const all = neighbours.all.flatMap(([, answers]) => answers.flat());
    expect(fatal.length).toBeLessThan(all.length / 4);
  });
});
