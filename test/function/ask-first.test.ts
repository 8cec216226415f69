import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { profileOf } from '../../src/engines/engines.js';
import { RUNNING_ENGINES, type RunningEngine } from '../../src/gen/binding.js';
import type { Json, JsonObject } from '../../src/lib/json.js';
import { caseOf } from '../support/cases.js';
import { holds } from '../support/property.js';
import { run } from '../support/run.js';
import { binding, CLUSTER_ID, clusterReady, POLICY, userSettled } from '../support/states.js';

// A Fatal result carries no requirements, so what it says before anything was looked up can never be mended by looking.

const REFERENCES: Readonly<Record<string, readonly [JsonObject, readonly string[]]>> = {
  'a binding of the same namespace': [{ binding: { name: 'platform' } }, ['owner', 'owner-cluster']],
  'a binding of another namespace': [{ binding: { name: 'platform', namespace: 'data' } }, ['owner', 'owner-cluster']],
  'a Cluster resource': [{ cluster: { name: 'legacy' } }, ['cluster']],
};
const ALLOWING: JsonObject = { ...POLICY, references: { uuids: [CLUSTER_ID], clusters: true } };

/** What only one engine takes: wrong as soon as the engine is thought to be another one. */
const CONTENTS: Readonly<Record<RunningEngine, JsonObject>> = {
  pg: { users: [{ name: 'app' }], databases: [{ name: 'a' }], connection: { secret: { format: 'CloudNativePG' } } },
  mysql: { users: [{ name: 'app', mysqlAuthPlugin: 'mysql_native_password' }], databases: [{ name: 'a' }] },
  mongodb: { users: [{ name: 'app' }], databases: [{ name: 'a' }] },
  valkey: {},
  redis: {},
  kafka: { users: [{ name: 'app', acl: [{ topic: 'shop_*', permission: 'consume' }] }], topics: [{ name: 'shop_a' }] },
  opensearch: { users: [{ name: 'app', acl: [{ index: 'shop_*', permission: 'read' }] }] },
};

const arbJunk: fc.Arbitrary<Json> = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const arbStatus: fc.Arbitrary<Json> = fc.oneof(
  arbJunk,
  fc.record({
    cluster: fc.oneof(
      arbJunk,
      fc.record({
        engine: fc.oneof(fc.constantFrom<Json>(...RUNNING_ENGINES), arbJunk),
        id: arbJunk,
        privatePort: arbJunk,
      }),
    ),
    users: fc.oneof(arbJunk, fc.array(fc.record({ name: arbJunk, secret: arbJunk, extraSecrets: arbJunk }))),
    binding: arbJunk,
    conditions: arbJunk,
  }),
);

describe.each(Object.entries(REFERENCES))('before %s was looked up', (_name, [clusterRef, asked]) => {
  test('whatever the status holds, it is asked for, and nothing is refused', () => {
    holds(
      fc.property(fc.constantFrom(...RUNNING_ENGINES), arbStatus, (engine, status) => {
        const composite = { ...binding({ clusterRef, ...CONTENTS[engine] }), status };
        const { fatal, requirements } = run({ composite, policy: ALLOWING });
        expect([fatal, Object.keys(requirements).sort()]).toEqual([undefined, asked]);
      }),
      300,
    );
  });
});

test('An engine that only the status tells is no engine: the owner is asked for', () => {
  const { fatal, requirements } = run(caseOf('stale-engine-before-the-owner-is-looked-up'));
  expect([fatal, Object.keys(requirements).sort()]).toEqual([undefined, ['owner', 'owner-cluster']]);
});

test.each(RUNNING_ENGINES.filter((engine) => !profileOf(engine).users.supported))(
  'A status that says %s takes no user away, while nothing else tells the engine',
  (engine) => {
    const composite = { ...binding({ clusterRef: { uuid: CLUSTER_ID } }), status: { cluster: { engine } } };
    const { composed } = run({
      composite,
      policy: ALLOWING,
      observed: { 'user-shop_orders': userSettled('pg', 'shop_orders') },
    });
    expect(Object.keys(composed)).toContain('user-shop_orders');
  },
);

test('An engine that was looked up is believed: what it does not take is refused', () => {
  const composite = binding({ clusterRef: { uuid: CLUSTER_ID }, topics: [{ name: 'a' }] });
  expect(run({ composite, policy: ALLOWING, observed: { cluster: clusterReady('pg') } }).fatal).toContain(
    'spec.topics',
  );
});
