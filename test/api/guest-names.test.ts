import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { guestName } from '../../src/api/guest-names.js';
import { holds } from '../support/property.js';

// A changed name is a new user, database or topic: no expectation here changes without a migration.

const a = (length: number): string => 'a'.repeat(length);
// biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
const [NAMESPACE, NAME] = ['${namespace}', '${name}'];
const TEMPLATES = [undefined, `${NAMESPACE}_${NAME}`, `g_${NAMESPACE}_${NAME}`, `x-y${NAMESPACE}_-_${NAME}`] as const;

interface Case {
  readonly want: string;
  readonly reason: string;
  readonly namespace?: string | undefined;
  readonly template?: string;
  readonly name: string;
  readonly longest?: number;
}

const LONG = 'payments-production-europe';

const CASES: readonly Case[] = [
  { want: 'shop_web', reason: 'the namespace goes before it', name: 'web' },
  { want: 'shop_web', reason: 'once', name: 'shop_web' },
  { want: 'shop_billing_web', reason: 'another namespace is only part of the name', name: 'billing_web' },
  { want: 'shop_shopweb', reason: 'the same letters are no namespace yet', name: 'shopweb' },
  { want: 'shop_shop-web', reason: 'a hyphen does not end the namespace', name: 'shop-web' },
  { want: 'shop_Web.2', reason: 'everything else stays as it is', name: 'Web.2' },
  { want: 'web', reason: 'there is no namespace', namespace: undefined, name: 'web' },
  { want: 'a-b_c', reason: 'no other namespace begins like this', namespace: 'a-b', name: 'c' },
  { want: 'a_b-c', reason: 'nor like this', namespace: 'a', name: 'b-c' },
  { want: 'g_shop_web', reason: 'as the policy wants it', template: `g_${NAMESPACE}_${NAME}`, name: 'web' },
  { want: 'g_shop_web', reason: 'also with the namespace once', template: `g_${NAMESPACE}_${NAME}`, name: 'shop_web' },
  { want: 'shop_u-web', reason: 'something between the two', template: `${NAMESPACE}_u-${NAME}`, name: 'web' },
  { want: `shop_${a(27)}`, reason: 'as long as MySQL allows', name: a(27), longest: 32 },
  { want: `shop_${a(18)}-9c547cb8`, reason: 'longer than MySQL allows', name: a(28), longest: 32 },
  { want: 'shop_-9808c5c9', reason: 'the namespace is never cut off', name: '_'.repeat(28), longest: 32 },
  {
    want: `${a(19)}_web`,
    reason: 'the longest namespace that stays whole',
    namespace: a(19),
    name: 'web',
    longest: 32,
  },
  { want: '_payme_612f9529c3a0_web', reason: 'a cut one is marked', namespace: LONG, name: 'web', longest: 32 },
  { want: `${LONG}_web`, reason: 'other engines take it whole', namespace: LONG, name: 'web' },
];

describe('guestName', () => {
  test.each(CASES)('$want: $reason', ({ want, template, name, longest = 63, ...rest }) => {
    const namespace = 'namespace' in rest ? rest.namespace : 'shop';
    expect(guestName({ namespace, template }, name, longest)).toBe(want);
  });

  const arbNamespace = fc.oneof(
    fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
    fc.constantFrom('a', 'a-b', 'a-b-c', LONG, `${LONG}-2`, LONG.slice(0, 5), a(63), `${a(62)}b`),
  );
  const arbName = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9_])?$/),
    fc.constantFrom('b_c', '_', '__', 'a_b', 'payme_612f9529c3a0_web', '_'.repeat(63)),
  );
  const arbLongest = fc.constantFrom(32, 63, 249);
  const arbTemplate = fc.constantFrom(...TEMPLATES);

  test('never means the same in two namespaces, whatever they write', () => {
    holds(
      fc.property(
        fc.tuple(arbNamespace, arbNamespace),
        fc.tuple(arbName, arbName),
        arbTemplate,
        arbLongest,
        fc.boolean(),
        ([one, other], [name, theirs], template, longest, imitates) => {
          fc.pre(one !== other);
          const mine = guestName({ namespace: one, template }, name, longest);
          // Whatever the other one tries: the very name, or what comes after what both begin with.
          for (const tried of imitates ? [mine, ...tailsOf(mine)] : [theirs])
            expect(guestName({ namespace: other, template }, tried, longest)).not.toBe(mine);
        },
      ),
    );
  });

  test('is a name that every engine takes, and no longer than it may be', () => {
    holds(
      fc.property(arbNamespace, arbName, arbTemplate, arbLongest, (namespace, name, template, longest) => {
        const made = guestName({ namespace, template }, name, longest);
        expect(made).toMatch(/^[a-z0-9_][A-Za-z0-9_.-]*$/);
        expect(made.length).toBeLessThanOrEqual(longest);
      }),
    );
  });
});

/** The ends of a name that begin after a `_` or a `-`. */
function tailsOf(name: string): readonly string[] {
  return [...name.matchAll(/[_-]/g)].map(({ index }) => name.slice(index + 1)).filter((tail) => tail !== '');
}
