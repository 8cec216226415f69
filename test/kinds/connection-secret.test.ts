import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayBeReserved } from '../../src/api/names.js';
import { connectionSecretName, otherConnectionSecretName } from '../../src/kinds/connection-secret.js';
import { holds } from '../support/property.js';

// A changed name is a new Secret: no expectation here changes without a migration.

const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const a = (length: number): string => 'a'.repeat(length);

describe('connectionSecretName', () => {
  test.each<[want: string, reason: string, owner: string, key: string]>([
    ['orders-cluster-conn', 'nothing else is called so', 'orders', 'cluster'],
    ['orders-user-orders-conn', 'nothing else is called so', 'orders', 'user-orders'],
    ['team-a-orders-user-web-conn', 'hyphens alone confuse nothing', 'team-a-orders', 'user-web'],
    ['o.v1-pool-web.2-conn', 'dots may stay', 'o.v1', 'pool-web.2'],
    ['cluster-user-web-conn', 'a key needs an owner before it', 'cluster', 'user-web'],
    ['orders-user-a-b-conn', 'a plain name', 'orders', 'user-a-b'],
    ['orders-user-a-b-a0434606-conn', 'an underscore is written like a hyphen', 'orders', 'user-a_b'],
    ['orders-user-app-conn', 'a plain name', 'orders', 'user-app'],
    ['orders-user-app-e2c15bc8-conn', 'upper case is written like lower case', 'orders', 'user-App'],
    [
      'orders-user-web-cluster-3bbef1e3-conn',
      'the cluster of orders-user-web reads the same',
      'orders',
      'user-web-cluster',
    ],
    ['orders-user-web-cluster-c79849e2-conn', 'a user of orders reads the same', 'orders-user-web', 'cluster'],
    ['orders-user-0a1b2c3d-543c095d-conn', 'it ends like a hash', 'orders', 'user-0a1b2c3d'],
    [`${a(200)}-user-${a(30)}-conn`, 'a long one that fits', a(200), `user-${a(30)}`],
    [`${a(239)}-b38c1c0b-conn`, 'too long', a(250), `user-${a(30)}`],
  ])('%s: %s', (want, _reason, owner, key) => expect(connectionSecretName(owner, key)).toBe(want));
});

const arbWord = fc.constantFrom(
  'a',
  'b',
  'a-b',
  'a_b',
  'A',
  'App',
  'web',
  'user',
  'cluster',
  'pool',
  'conn',
  '0a1b2c3d',
);
const arbName = fc.array(arbWord, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'));
const arbOwner = fc.oneof(
  arbName.map((name) => name.toLowerCase().replaceAll('_', '.')),
  fc.constantFrom('orders', 'orders-user-web', 'orders-pool-web', a(253), `${a(244)}-user-a`),
);
const arbKey = fc.oneof(
  fc.constant('cluster'),
  arbName.map((name) => `user-${name}`),
  arbName.map((name) => `pool-${name.toLowerCase().replaceAll('_', '.')}`),
  arbName.map((name) => `replica-${name}`),
);

describe('for any owners and keys', () => {
  test('no two have one name, and nothing has the other name of something else', () => {
    const arbPairs = fc.uniqueArray(fc.tuple(arbOwner, arbKey), { minLength: 2, maxLength: 20, selector: String });
    holds(
      fc.property(arbPairs, (pairs) => {
        const names = pairs.map(([owner, key]) => [
          connectionSecretName(owner, key),
          otherConnectionSecretName(owner, key),
        ]);
        const all = names.flatMap((own) => [...new Set(own)]);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test('Kubernetes takes the name, and it is known for one of the provider', () => {
    holds(
      fc.property(
        arbOwner,
        fc.oneof(
          arbKey,
          fc.string().map((text) => `user-${text}`),
        ),
        (owner, key) => {
          for (const name of [connectionSecretName(owner, key), otherConnectionSecretName(owner, key)]) {
            expect(name).toMatch(SUBDOMAIN);
            expect(name.length).toBeLessThanOrEqual(253);
            expect(mayBeReserved(name)).toBe(true);
          }
        },
      ),
    );
  });
});
