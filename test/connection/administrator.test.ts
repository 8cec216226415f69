import { describe, expect, test } from '@jest/globals';
import { compose } from '../../src/compose/compose.js';
import { composeConnection } from '../../src/connection/compose-connection.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { arrived } from '../support/secrets.js';
import { factsOf, NOTHING_LOST, resolve, resolved, sentences } from '../support/stages.js';
import { CLUSTER_ID, clusterObserved, PASSWORDS, POLICY } from '../support/states.js';

const connection = { defaultUser: true };
const policy: JsonObject = { ...POLICY, references: { uuids: [CLUSTER_ID], clusters: true } };

const OWN: readonly (readonly [string, JsonObject])[] = [
  ['a UUID', { uuid: CLUSTER_ID }],
  ['a Cluster resource', { cluster: { name: 'theirs' } }],
  ['a binding of the same namespace', { binding: { name: 'platform' } }],
];

describe.each(OWN)('a cluster named by %s', (_way, clusterRef) => {
  const given = (asked: JsonObject) => resolved({ spec: { clusterRef, connection: asked }, policy, running: 'pg' });
  const detailsOf = (asked: JsonObject) =>
    at(
      Object.fromEntries(compose(given(asked), factsOf({ cluster: clusterObserved('pg') })).objects),
      'cluster',
      'spec',
      'writeConnectionSecretToRef',
    );

  test("tells the administrator's password where it is asked for, and nowhere else", () => {
    expect(detailsOf(connection)).toBeDefined();
    expect(detailsOf({})).toBeUndefined();
  });

  test.each([
    [true, 'orders-doadmin-credentials'],
    [false, undefined],
  ])('which is written only if the binding may use the cluster (%p)', (open, want) => {
    const cluster = { ...clusterObserved('pg'), connectionDetails: { 'attribute.password': PASSWORDS.cluster } };
    const binding = resolved({ spec: { clusterRef, connection, databases: [] }, policy, running: 'pg' });
    const { secrets } = composeConnection(binding, factsOf({ cluster }), { open, ...NOTHING_LOST });
    const administrator = secrets.find(({ user }) => user === 'doadmin');
    expect(administrator?.object && at(arrived(administrator.object), 'metadata', 'name')).toBe(want);
  });
});

describe("a cluster of another namespace's binding", () => {
  const spec = { clusterRef: { binding: { name: 'platform', namespace: 'platform' } }, connection };
  const sentence =
    "spec.connection.defaultUser: another namespace shares its cluster, but not the administrator's password: remove it";

  test.each<Engine | undefined>([undefined, ...ENGINES])('(%s) has no administrator to hand out', (running) =>
    expect(sentences(resolve(running ? { spec, policy, running } : { spec, policy }))).toEqual([sentence]),
  );

  test('gives its connection details to nobody, switch or not', () => {
    const binding = resolved({ spec: { ...spec, connection: {} }, policy, running: 'pg' });
    const { objects } = compose(binding, factsOf({ cluster: clusterObserved('pg') }));
    expect(at(Object.fromEntries(objects), 'cluster', 'spec', 'writeConnectionSecretToRef')).toBeUndefined();
  });
});

test('valkey has no other user, whose Secret needs no switch', () =>
  expect(
    sentences(resolve({ spec: { clusterRef: { uuid: CLUSTER_ID }, connection }, policy, running: 'valkey' })),
  ).toEqual([
    'spec.connection.defaultUser: Valkey has only the user "default", which always gets a Secret: remove it',
  ]));
