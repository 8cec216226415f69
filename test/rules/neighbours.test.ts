import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { holds } from '../support/property.js';
import { run, type TestRequest } from '../support/run.js';
import { binding, POLICY } from '../support/states.js';
import { settled } from './scenario.js';

// What rule 25 says of several bindings of one namespace.

const NAMES = ['orders', 'orders-user-web', 'orders-user', 'orders-pool-web', 'orders-replica-ro', 'a', 'a-user-b'];
const USERS = ['web', 'web-cluster', 'a_b', 'a-b', 'App', 'app', 'b', 'b-user-b', 'user-web', 'cluster', '0a1b2c3d'];

const arbSome = (names: readonly string[], most: number): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: most });

/** A binding that is called so, and whose applications' Secrets meet no others. */
const arbBinding = (name: string): fc.Arbitrary<JsonObject> =>
  fc.tuple(arbSome(USERS, 5), arbSome(['web', 'cluster', 'web-cluster'], 2), fc.boolean()).map(([users, pools, ro]) => {
    const spec = {
      cluster: { engine: 'pg', size: 'db-s-4vcpu-8gb', replicas: ro ? [{ name: 'ro' }, { name: 'ro-cluster' }] : [] },
      users: users.map((user, i) => ({ name: user, secret: { name: `${name}.${i}` } })),
      connectionPools: pools.map((pool) => ({ name: pool, size: 2 })),
    };
    return { ...binding(spec), metadata: { name, namespace: 'shop', uid: `uid-of-${name}` } };
  });

const arbNeighbours = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 3 })
  .chain((names) => fc.tuple(...names.map(arbBinding)));

/** The connection Secrets of all that a binding has, once it is there. */
function secretsOf(request: TestRequest): readonly string[] {
  const { composed, fatal } = run(request);
  expect(fatal).toBeUndefined();
  return Object.values(composed).flatMap(
    ({ resource }) => asString(at(resource, 'spec', 'writeConnectionSecretToRef', 'name')) ?? [],
  );
}

describe('bindings of one namespace', () => {
  test('have no connection Secret in common', () =>
    holds(
      fc.property(arbNeighbours, (bindings) => {
        const names = bindings.flatMap((composite) =>
          secretsOf({ composite, policy: POLICY, observed: settled('pg', composite, POLICY) }),
        );
        expect(names.length).toBeGreaterThanOrEqual(2 * bindings.length);
        expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
      }),
      60,
    ));
});
