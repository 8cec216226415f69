import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FIELD_BEHAVIOR } from '../../src/gen/field-behavior.js';
import { APIS } from '../../src/kinds/kind.js';
import { KINDS, type KindName, MANAGED, MANAGED_NAMES, RIGHTS } from '../../src/kinds/kinds.js';
import { isOfKind, keyOf, kindOf, managedOf, nameOf } from '../../src/kinds/resource-keys.js';
import { at } from '../../src/lib/json.js';
import { holds } from '../support/property.js';
import { providerDefinitions, sqlDefinitions } from '../support/provider-schemas.js';

const NAMES = Object.keys(KINDS) as readonly KindName[];
const isFamily = (kind: KindName): boolean => KINDS[kind].key.endsWith('-');
const PROVIDED = new Set(
  [...providerDefinitions(), ...sqlDefinitions()].map(
    (it) => `${String(at(it, 'spec', 'group'))} ${String(at(it, 'spec', 'names', 'kind'))}`,
  ),
);
const arbName = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);

describe.each(NAMES)('%s', (kind) => {
  test('is told by its resource keys, and no other kind is', () =>
    holds(
      fc.property(arbName, (name) => {
        const own = isFamily(kind) ? name : '';
        const key = keyOf(kind, own);
        expect([kindOf(key), nameOf(kind, key)]).toEqual([kind, own]);
        expect(managedOf(key)).toBe(Object.hasOwn(MANAGED, kind) ? kind : undefined);
      }),
    ));

  test('is of its own API in every version, and of no other', () => {
    const [kubernetesKind = ''] = KINDS[kind].kinds;
    const versions = Object.values(APIS[KINDS[kind].api ?? 'provider']);
    for (const apiVersion of versions)
      expect([apiVersion, isOfKind(kind, apiVersion, kubernetesKind)]).toEqual([apiVersion, true]);
    expect(isOfKind(kind, 'example.org/v1', kubernetesKind)).toBe(false);
    expect(isOfKind(kind, versions[0] ?? '', 'Cheese')).toBe(false);
  });
});

test.each(MANAGED_NAMES)('%s is a kind of the provider, in both families', (kind) => {
  const wanted = MANAGED[kind].kinds.flatMap((it) =>
    Object.values(APIS.provider).map((api) => `${api.split('/')[0]} ${it}`),
  );
  expect(wanted.filter((it) => !PROVIDED.has(it))).toEqual([]);
});

test.each(Object.entries(RIGHTS).filter(([name]) => name !== 'sqlSecret'))(
  '%s is a kind of provider-sql, in both families',
  (_name, { kinds: [kind] }) => {
    const wanted = Object.values(APIS.postgresql).map((api) => `${api.split('/')[0]} ${kind}`);
    expect(wanted.filter((it) => !PROVIDED.has(it))).toEqual([]);
  },
);

test.each(['', 'clusters', 'cluster-', 'firewal', 'user', 'logsink-x', 'somebody-elses'])(
  '"%s" is no key of ours',
  (key) => expect(kindOf(key)).toBeUndefined(),
);

test.each(MANAGED_NAMES)('%s has its fields in the table of the provider', (kind) =>
  expect(MANAGED[kind].kinds.filter((it) => !Object.hasOwn(FIELD_BEHAVIOR, it))).toEqual([]),
);
