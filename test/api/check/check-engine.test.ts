import { describe, expect, test } from '@jest/globals';
import { checkEngine } from '../../../src/api/check/check-engine.js';
import { profileOf } from '../../../src/engines/engines.js';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import { collectIssues } from '../../../src/lib/issue.js';
import type { Json, JsonObject } from '../../../src/lib/json.js';
import { checkedOf, sentence } from '../../support/stages.js';

/** The problems of a spec of this engine. */
function said(engine: Engine, spec: JsonObject, cluster: JsonObject = {}, policy: JsonObject = {}): readonly string[] {
  const checked = checkedOf({ spec: { ...spec, cluster: { engine, ...cluster } }, policy });
  return collectIssues((report) => checkEngine(report, checked, profileOf(engine))).map(sentence);
}

type Want<T> = Readonly<Record<Engine, T>>;
const ACCEPTED: readonly string[] = [];

const LABEL: Want<string> = {
  pg: 'PostgreSQL',
  mysql: 'MySQL',
  mongodb: 'MongoDB',
  valkey: 'Valkey',
  kafka: 'Kafka',
  opensearch: 'OpenSearch',
};

/** The node counts up to the most that the schema takes. */
const NODES: Want<{ readonly allowed: readonly number[]; readonly sentence: string }> = {
  pg: { allowed: [1, 2, 3], sentence: '1 to 3' },
  mysql: { allowed: [1, 2, 3], sentence: '1 to 3' },
  mongodb: { allowed: [1, 3], sentence: '1, 3' },
  valkey: { allowed: [1, 2, 3], sentence: '1 to 3' },
  kafka: { allowed: [3, 6, 9, 15], sentence: '3, 6, 9, 15' },
  opensearch: { allowed: Array.from({ length: 100 }, (_, i) => i + 1), sentence: '1 to 100' },
};

const EVICTION: Want<readonly string[]> = {
  ...refused('evictionPolicy', 'valkey'),
  valkey: ACCEPTED,
};
const SQL_MODE: Want<readonly string[]> = {
  ...refused('sqlMode', 'mysql'),
  mysql: ACCEPTED,
};

function refused(field: string, only: Engine): Want<readonly string[]> {
  const sentenceOf = (engine: Engine): readonly string[] => [
    `spec.cluster.${field}: not supported for ${LABEL[engine]}, only for engine ${only}: remove it`,
  ];
  return {
    pg: sentenceOf('pg'),
    mysql: sentenceOf('mysql'),
    mongodb: sentenceOf('mongodb'),
    valkey: sentenceOf('valkey'),
    kafka: sentenceOf('kafka'),
    opensearch: sentenceOf('opensearch'),
  };
}

const DATABASES: Want<readonly string[]> = {
  pg: ACCEPTED,
  mysql: ACCEPTED,
  mongodb: ACCEPTED,
  valkey: ['spec.databases: Valkey has no databases to create: remove them'],
  kafka: ['spec.databases: Kafka has no databases to create: remove them'],
  opensearch: ['spec.databases: OpenSearch has no databases to create: remove them'],
};

/** The database that comes with the cluster, if there is one. */
const DEFAULT_DATABASE: Want<string | undefined> = {
  pg: 'defaultdb',
  mysql: 'defaultdb',
  mongodb: 'admin',
  valkey: undefined,
  kafka: undefined,
  opensearch: undefined,
};

const USERS: Want<readonly string[]> = {
  pg: ACCEPTED,
  mysql: ACCEPTED,
  mongodb: ACCEPTED,
  valkey: ['spec.users: Valkey has only the user "default", which always gets a Secret: remove them'],
  kafka: ACCEPTED,
  opensearch: ACCEPTED,
};

const OBSERVED: Want<readonly string[]> = {
  ...USERS,
  mongodb: [
    'spec.users[0].mode: MongoDB shows a password only when it creates the user: use Manage, with a name of its own',
  ],
};

const ADMINISTRATOR: Want<readonly string[]> = {
  pg: administrator('pg'),
  mysql: administrator('mysql'),
  mongodb: administrator('mongodb'),
  valkey: USERS.valkey,
  kafka: administrator('kafka'),
  opensearch: administrator('opensearch'),
};

function administrator(engine: Engine): readonly string[] {
  const path = 'spec.users[0].name';
  return [
    `${path}: "doadmin" is the administrator every ${LABEL[engine]} cluster comes with: choose another name, or mode Observe`,
  ];
}

/** How long a user's name may be; the schema refuses longer ones. */
const LONGEST_USER: Want<number | undefined> = {
  pg: 63,
  mysql: 32,
  mongodb: 63,
  valkey: undefined,
  kafka: 63,
  opensearch: 63,
};

describe.each(ENGINES)('%s', (engine) => {
  const { allowed, sentence: nodes } = NODES[engine];

  test.each([1, 2, 3, 4, 6, 9, 12, 15, 99, 100])('%i nodes: a cluster has as many as the engine takes', (nodeCount) => {
    const want = `spec.cluster.nodeCount: unsupported value ${nodeCount} for ${LABEL[engine]} (supported: ${nodes})`;
    expect(said(engine, {}, { nodeCount })).toEqual(allowed.includes(nodeCount) ? ACCEPTED : [want]);
  });

  test("the problem of a class's node count has the path of the class", () => {
    const classes = { odd: { size: 'a', nodeCount: 17 } };
    const want = `policy.classes.odd.nodeCount: unsupported value 17 for ${LABEL[engine]} (supported: ${nodes})`;
    expect(said(engine, {}, { class: 'odd' }, { classes })).toEqual(allowed.includes(17) ? ACCEPTED : [want]);
  });

  test.each<{ name: string; reason: string; spec: JsonObject; cluster?: JsonObject; want: readonly string[] }>([
    { name: 'Nothing', reason: 'everything has a default', spec: {}, want: ACCEPTED },
    {
      name: 'EvictionPolicy',
      reason: "one engine's field would be ignored by the others",
      spec: {},
      cluster: { evictionPolicy: 'allkeys_lru' },
      want: EVICTION[engine],
    },
    {
      name: 'SqlMode',
      reason: "one engine's field would be ignored by the others",
      spec: {},
      cluster: { sqlMode: 'ANSI' },
      want: SQL_MODE[engine],
    },
    { name: 'Databases', reason: 'not every engine has them', spec: named('databases'), want: DATABASES[engine] },
    { name: 'NoDatabases', reason: 'an empty list asks for none', spec: { databases: [] }, want: ACCEPTED },
    { name: 'Users', reason: 'not every engine has them', spec: named('users'), want: USERS[engine] },
    {
      name: 'ObservedUser',
      reason: 'without its password there is no Secret',
      spec: { users: [{ name: 'web', mode: 'Observe' }] },
      want: OBSERVED[engine],
    },
    {
      name: 'Administrator',
      reason: 'it exists already, and would be deleted with the binding',
      spec: { users: [{ name: 'doadmin' }] },
      want: ADMINISTRATOR[engine],
    },
    {
      name: 'ObservedAdministrator',
      reason: 'it can be observed if its password can be read',
      spec: { users: [{ name: 'doadmin', mode: 'Observe' }] },
      want: OBSERVED[engine],
    },
  ])('$name: $reason', ({ spec, cluster, want }) => expect(said(engine, spec, cluster)).toEqual(want));

  const name = DEFAULT_DATABASE[engine];
  if (name !== undefined)
    test('the database that comes with the cluster is not created again', () => {
      const want = `spec.databases[1].name: "${name}" is the database every ${LABEL[engine]} cluster comes with: choose another name`;
      expect(said(engine, { databases: [{ name: 'web' }, { name }] })).toEqual([want]);
    });

  const most = LONGEST_USER[engine];
  if (most !== undefined)
    test("a user's name is as long as the engine allows", () => {
      const users = (length: number): JsonObject => ({ users: [{ name: 'a'.repeat(length) }] });
      expect(said(engine, users(most))).toEqual(ACCEPTED);
      const want = `spec.users[0].name: has ${most + 1} characters, ${LABEL[engine]} allows at most ${most}`;
      if (most < 63) expect(said(engine, users(most + 1))).toEqual([want]);
    });
});

function named(list: 'users' | 'databases'): Readonly<Record<string, Json>> {
  return { [list]: [{ name: 'web' }] };
}

test('a blank SQL mode is refused: the provider does not take it', () =>
  expect(said('mysql', {}, { sqlMode: ' ' })).toEqual([
    'spec.cluster.sqlMode: must not be blank: the provider refuses it; write it, or leave it out',
  ]));
