import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bounded,
  clusterName,
  defaultName,
  firstSecretName,
  furtherSecretName,
  mayBeReserved,
  replicaName,
} from '../../src/api/names.js';
import { holds } from '../support/property.js';

// A changed name is a new resource: no expectation here changes without a migration.

const CLUSTER_NAME = /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/;
const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
/** Names that the schemas allow for databases and for users. */
const DATABASE_NAME = /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$/;

const a = (length: number): string => 'a'.repeat(length);
// biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
const [NAME, SPACE] = ['${name}', '${namespace}'];

describe('clusterName', () => {
  test.each<[want: string, reason: string, template: string | undefined, namespace: string | undefined, name: string]>([
    ['shop-orders', 'namespace and binding', undefined, 'shop', 'orders'],
    ['orders', 'cluster-scoped, without a claim', undefined, undefined, 'orders'],
    ['shop-o-v1-39667511', 'DigitalOcean takes no dots', undefined, 'shop', 'o.v1'],
    ['shop-or-ders-1452ddd9', 'lower case, and nothing but a-z0-9-', undefined, 'Shop', 'Or_ders'],
    ['db-1st-orders-8a6dee01', 'a letter comes first', undefined, '1st', 'orders'],
    ['db-a-6a50dc85', 'at least three characters', undefined, undefined, 'a'],
    ['db-ab-8396752f', 'at least three characters', undefined, undefined, 'ab'],
    ['abc', 'three are enough', undefined, undefined, 'abc'],
    ['db-cluster-8a5edab2', 'nothing at all', undefined, undefined, ''],
    ['db-cluster-ff24f666', 'no character that can stay', undefined, undefined, '---'],
    ['a---b-2f201d59', 'no hyphen at either end', undefined, '-a-', '-b-'],
    ['team-a-shop-6b3e3555', 'team/a-shop reads the same', undefined, 'team-a', 'shop'],
    ['team-a-shop-4e4d724b', 'team-a/shop reads the same', undefined, 'team', 'a-shop'],
    ['shop-1a2b3c4d', 'a hash has two words before it', undefined, 'shop', '1a2b3c4d'],
    ['shop--orders', 'any text with a hyphen keeps two words apart', `${SPACE}--${NAME}`, 'shop', 'orders'],
    ['shopxorders-644f7b8c', 'nothing keeps them apart', `${SPACE}x${NAME}`, 'shop', 'orders'],
    ['prod-a-b', 'the platform team says that the name is enough', `prod-${NAME}`, 'shop', 'a-b'],
    ['prod-shop-orders', "the policy's template", `prod-${SPACE}-${NAME}`, 'shop', 'orders'],
    ['orders-fc7d0552', 'a placeholder without a value', `${NAME}-${SPACE}`, undefined, 'orders'],
    [
      'db-1----1-9ce057af',
      "the name is not read as a pattern of JavaScript's replace",
      `${NAME}-${NAME}`,
      'shop',
      '$&$1',
    ],
    ['db-9-orders-644f7b8c', 'a template that starts with a digit', `9-${NAME}`, 'shop', 'orders'],
    [`${a(31)}-${a(31)}`, '63 characters stay whole', undefined, a(31), a(31)],
    [`${a(31)}-${a(22)}-d88bf95e`, '64 are cut and closed with a hash', undefined, a(31), a(32)],
    [`${a(53)}-db62f19b`, 'a hyphen at the cut goes', undefined, a(53), a(32)],
    [`${a(54)}-8c16cae2`, 'the longest there can be', undefined, a(63), a(253)],
  ])('%s: %s', (want, _reason, template, namespace, name) => {
    expect(clusterName(template, namespace, name)).toBe(want);
  });
});

describe('defaultName', () => {
  test.each<[want: string, reason: string, name: string, most: number]>([
    ['orders', "the binding's", 'orders', 63],
    ['o-v1-eu', 'databases have no dots', 'o.v1.eu', 63],
    ['1st', 'a digit may come first', '1st', 63],
    [a(32), 'as long as MySQL allows', a(32), 32],
    [`${a(23)}-852785c8`, 'longer than MySQL allows', a(33), 32],
    [a(63), 'as long as PostgreSQL allows', a(63), 63],
    [`${a(54)}-ffe054fe`, 'longer than PostgreSQL allows', a(64), 63],
    [`${a(54)}-32859a3a`, 'the longest binding', a(253), 63],
  ])('%s: %s', (want, _reason, name, most) => expect(defaultName(name, most)).toBe(want));
});

describe('replicaName', () => {
  test.each<[want: string, reason: string, cluster: string, name: string]>([
    ['shop-orders-ro', "the cluster's, and its own", 'shop-orders', 'ro'],
    ['shop-orders-eu-ro-8d352025', 'a replica ro of shop-orders-eu reads the same', 'shop-orders', 'eu-ro'],
    ['shop-0a1b2c3d-d50eb4ec', 'it reads like a hash', 'shop', '0a1b2c3d'],
    [`${a(54)}-722d35c6`, 'too long', a(63), 'ro'],
  ])('%s: %s', (want, _reason, cluster, name) => expect(replicaName(cluster, name)).toBe(want));
});

describe('Secret names', () => {
  test.each<[want: string, reason: string, name: string]>([
    ['orders-credentials', 'the first user has the short name', firstSecretName('orders')],
    ['o.v1-credentials', 'a dot may stay', firstSecretName('o.v1')],
    ['orders-web-credentials', 'further users are named', furtherSecretName('orders', 'web')],
    ['orders-web-2-credentials', 'users may have upper case and underscores', furtherSecretName('orders', 'Web_2')],
    ['orders--a-credentials', 'hyphens inside may stay', furtherSecretName('orders', '_a')],
    ['orders-a.b-credentials', 'no empty label', furtherSecretName('orders', 'a..b')],
    ['orders-a.b-credentials', 'a label starts and ends with a letter or digit', furtherSecretName('orders', 'a-.-b')],
    ['orders---proto---credentials', 'a name like any other', furtherSecretName('orders', '__proto__')],
    [`${a(241)}-credentials`, '253 characters stay whole', firstSecretName(a(241))],
    [`${a(242)}-c-a8dcfeae`, '254 are cut and closed with a hash', firstSecretName(a(242))],
    [`${a(244)}-e9de4ecf`, 'the longest binding', firstSecretName(a(253))],
    [`${a(243)}-1f9e2007`, 'a hyphen at the cut goes', furtherSecretName(a(243), 'web')],
  ])('%s: %s', (want, _reason, name) => expect(name).toBe(want));
});

const arbName = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abzABZ019.-_'), minLength: 1, maxLength: 253 }),
  fc.string({ maxLength: 60 }),
  fc.constantFrom('', '-', '.', '..', '__proto__', 'constructor', a(253), '9'.repeat(253), '.-'.repeat(126)),
);
const arbBinding = fc.oneof(
  fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?){0,4}$/),
  fc.integer({ min: 1, max: 253 }).map(a),
);
const arbUser = fc.stringMatching(/^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9_])?$/);

describe('for any input', () => {
  test('a cluster gets a name that DigitalOcean takes', () => {
    holds(
      fc.property(fc.option(arbName, { nil: undefined }), arbName, (namespace, name) => {
        expect(clusterName(undefined, namespace, name)).toMatch(CLUSTER_NAME);
        expect(clusterName(`${SPACE}--${NAME}-`, namespace, name)).toMatch(CLUSTER_NAME);
      }),
    );
  });

  test('a database or user gets a name that its engine takes', () => {
    holds(
      fc.property(arbBinding, fc.constantFrom(32, 63), (binding, most) => {
        expect(defaultName(binding, most)).toMatch(DATABASE_NAME);
        expect(defaultName(binding, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('a Secret gets a name that Kubernetes takes', () => {
    holds(
      fc.property(arbBinding, arbUser, (binding, user) => {
        const names = [firstSecretName(binding), furtherSecretName(binding, user)];
        for (const name of names) {
          expect(name).toMatch(SUBDOMAIN);
          expect(name.length).toBeLessThanOrEqual(253);
        }
      }),
    );
  });

  test('two clusters never get one name', () => {
    const arbWord = fc.constantFrom('a', 'b', 'a-b', 'db', 'db-a', '1', 'a.b', '0a1b2c3d', a(30), a(40));
    const arbPart = fc.array(arbWord, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'));
    const arbPairs = fc.uniqueArray(
      fc.tuple(
        arbPart.map((it) => it.replaceAll('.', '-')),
        arbPart,
      ),
      {
        minLength: 2,
        maxLength: 20,
        selector: String,
      },
    );
    const arbTemplate = fc.constantFrom(undefined, `prod-${SPACE}-${NAME}`, `${SPACE}x${NAME}`, `${NAME}-x${SPACE}`);
    holds(
      fc.property(arbTemplate, arbPairs, (template, pairs) => {
        const names = pairs.map(([namespace, name]) => clusterName(template, namespace, name));
        expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
      }),
    );
  });

  test('two replicas never get one name', () => {
    const arbPart = fc.array(fc.constantFrom('a', 'b', 'ro', '0a1b2c3d', a(30)), { minLength: 1, maxLength: 4 });
    const arbPair = fc.tuple(arbPart, arbPart).map(([cluster, name]) => [cluster.join('-'), name.join('-')] as const);
    holds(
      fc.property(fc.uniqueArray(arbPair, { minLength: 2, maxLength: 20, selector: String }), (pairs) => {
        const names = pairs.map(([cluster, name]) => replicaName(cluster, name));
        expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
      }),
    );
  });

  test('two long names stay different', () => {
    const long = fc.tuple(fc.stringMatching(/^[a-z0-9]{0,30}$/), fc.nat(200)).map(([end, more]) => a(60 + more) + end);
    holds(
      fc.property(fc.uniqueArray(long, { minLength: 2, maxLength: 20 }), (names) => {
        for (const name of [(it: string) => bounded(it, 63), (it: string) => clusterName(undefined, 'shop', it)])
          expect(new Set(names.map(name)).size).toBe(names.length);
      }),
    );
  });

  test('a short name has no hash', () => {
    holds(fc.property(fc.string({ maxLength: 63 }), (name) => expect(bounded(name, 63)).toBe(name)));
  });
});

test.each([
  ['orders-credentials', false],
  ['orders-batch-credentials', false],
  ['orders-cluster-conn', true],
])('mayBeReserved(%s): %s', (name, want) => expect(mayBeReserved(name)).toBe(want));
