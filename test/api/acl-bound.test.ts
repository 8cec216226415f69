import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AclBound, commonEntry, defaultBound, isWithinBound, liesWithin } from '../../src/api/acl-bound.js';
import { PROFILES, profileOf } from '../../src/engines/engines.js';
import { ACL_PERMISSIONS, type AclPermission } from '../../src/gen/binding.js';
import { holds } from '../support/property.js';

describe('a pattern', () => {
  const CASES: readonly (readonly [inner: string, outer: string, within: boolean, reason: string])[] = [
    ['billing_a', 'billing_*', true, 'a name with the prefix'],
    ['billing_', 'billing_*', true, 'a star may stand for nothing'],
    ['billing_*', 'billing_*', true, 'the same pattern'],
    ['billing_a*', 'billing_*', true, 'a longer prefix'],
    ['billing_*x*', 'billing_*', true, 'stars behind the prefix'],
    ['billing*', 'billing_*', false, 'a shorter prefix meets "billings"'],
    ['billing', 'billing_*', false, 'the prefix is not all there'],
    ['*', 'billing_*', false, 'everything'],
    ['*billing_a', 'billing_*', false, 'a star before the prefix'],
    ['b*lling_a', 'billing_*', false, 'a star in the prefix'],
    ['other_billing_a', 'billing_*', false, 'the prefix is at the beginning'],
    ['Billing_a', 'billing_*', false, 'case counts'],
    ['*', '*', true, 'everything within everything'],
    ['a*', 'a', false, 'more than one name is not within one'],
    ['*', 'a', false, 'everything is not within one name'],
    ['a', 'a', true, 'the same name'],
    ['aba', 'ab*ba', false, 'what is before and behind the star may not overlap'],
    ['ab*ba', 'a*a', true, 'both ends are longer'],
    ['a.c', 'a*c', true, 'a dot is a character'],
    ['abc', 'a.c', false, 'a dot stands for itself'],
    ['a*b', 'a*c*b', false, 'the middle may be missing'],
    ['a*c*b', 'a*b', true, 'the middle is there for all'],
    ['a**b', 'a*b', true, 'two stars are one'],
    ['a*b', 'a**b', true, 'two stars are one'],
  ];

  test.each(CASES)('%s within %s: %s, for %s', (inner, outer, within) => {
    expect(liesWithin(inner, outer)).toBe(within);
  });

  const LETTERS = ['a', 'b', '_'] as const;
  /** All texts of up to six letters: `_` is in no pattern, so that a star has something of its own to stand for. */
  const TEXTS = texts(6);
  const arbPattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 6 });

  test('lies within another exactly if no text that it matches is missed by the other', () => {
    holds(
      fc.property(arbPattern, arbPattern, (inner, outer) => {
        const [small, large] = [matcher(inner), matcher(outer)];
        const isWithin = TEXTS.every((text) => !small.test(text) || large.test(text));
        expect(liesWithin(inner, outer)).toBe(isWithin);
      }),
    );
  });

  function texts(longest: number): readonly string[] {
    let last: readonly string[] = [''];
    const all: string[] = [];
    for (let length = 0; length <= longest; length += 1) {
      all.push(...last);
      last = last.flatMap((text) => LETTERS.map((letter) => text + letter));
    }
    return all;
  }

  function matcher(pattern: string): RegExp {
    return new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
  }
});

describe('an entry', () => {
  const bound: AclBound = [
    { topic: 'a_*', permission: 'consume' },
    { topic: 'a_x*', permission: 'produce' },
    { topic: 'b', permission: 'admin' },
  ];
  const CASES: readonly (readonly [topic: string, permission: AclPermission, within: boolean, reason: string])[] = [
    ['a_1', 'consume', true, 'allowed as it is'],
    ['a_1', 'produce', false, 'another permission'],
    ['a_x', 'produceconsume', true, 'two entries together allow it'],
    ['a_*', 'produceconsume', false, 'one half is allowed for less'],
    ['a_x', 'admin', false, 'both halves are not everything'],
    ['b', 'produceconsume', true, 'everything includes it'],
    ['b', 'admin', true, 'everything'],
    ['b*', 'consume', false, 'more names'],
    ['*', 'deny', true, 'it allows nothing'],
  ];

  test.each(CASES)('%s %s: %s, since %s', (topic, permission, within) => {
    expect(isWithinBound({ topic, permission }, bound)).toBe(within);
  });

  test('about topics is not within one about indices', () => {
    expect(isWithinBound({ topic: 'a', permission: 'admin' }, [{ index: '*', permission: 'admin' }])).toBe(false);
  });

  test.each(ACL_PERMISSIONS)('%s is within itself, and nothing but deny within an empty bound', (permission) => {
    const entry = { topic: 'a', permission };
    expect([isWithinBound(entry, [entry]), isWithinBound(entry, [])]).toEqual([true, permission === 'deny']);
  });
});

describe('what an entry and a permission have in common', () => {
  const profiles = Object.values(PROFILES).flatMap(({ acl }) => acl ?? []);
  const arbCase = fc
    .constantFrom(...profiles)
    .chain((acl) =>
      fc.tuple(fc.constant(acl), fc.constantFrom(...acl.permissions), fc.constantFrom(...acl.permissions)),
    );

  test('is allowed by both, and is all that both allow', () => {
    holds(
      fc.property(arbCase, ([acl, permission, most]) => {
        const about = (word: AclPermission) => ({ [acl.scope]: 'a', permission: word });
        const isByBoth = (word: AclPermission): boolean =>
          [permission, most].every((one) => isWithinBound(about(word), [about(one)]));
        const common = commonEntry(about(permission), most, acl);
        const words = acl.permissions.filter((word) => word !== 'deny' && isByBoth(word));
        expect(words.every((word) => isWithinBound(about(word), common ? [common] : []))).toBe(true);
        expect(common === undefined).toBe(words.length === 0 && permission !== 'deny');
        expect(common === undefined || isByBoth(common.permission)).toBe(true);
      }),
    );
  });

  test('keeps an entry that allows nothing: without it the others might allow more', () => {
    const { acl } = profileOf('opensearch');
    expect(acl && commonEntry({ index: 'a', permission: 'deny' }, 'read', acl)).toEqual({
      index: 'a',
      permission: 'deny',
    });
  });
});

describe('what a guest may do where the owner does not say', () => {
  test('is bounded for every engine with ACLs, never to everything', () => {
    for (const profile of Object.values(PROFILES)) {
      const bound = defaultBound('billing', profile);
      expect(bound === undefined).toBe(profile.acl === undefined);
      for (const permission of profile.acl?.permissions ?? [])
        if (permission !== 'deny')
          expect(isWithinBound({ [profile.acl?.scope ?? '']: '*', permission }, bound ?? [])).toBe(false);
    }
  });

  test('has nothing in common for two namespaces', () => {
    const arbNamespace = fc.stringMatching(/^[a-c-]{1,4}$/);
    const kafka = profileOf('kafka');
    holds(
      fc.property(arbNamespace, arbNamespace, fc.stringMatching(/^[a-c_-]{0,4}$/), (one, other, name) => {
        fc.pre(one !== other);
        const bound = defaultBound(other, kafka) ?? [];
        expect(isWithinBound({ topic: `${one}_${name}`, permission: 'consume' }, bound)).toBe(false);
      }),
    );
  });
});
