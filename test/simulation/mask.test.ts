import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MASKED, maskEntry, maskJson, maskOf, noMask, secretsIn } from '../../simulation/mask.js';
import { holds } from '../support/property.js';

// A "secret" that is part of the mask itself, or of the words around it, cannot be told from them.
const secret = fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }).filter((text) => !/^[*\s]+$/.test(text));
const around = fc.constantFrom('', ' ', 'user=', 'https://a:b@c/', '\n', '%');

describe('maskOf', () => {
  test('no known secret survives, as it is or percent-encoded', () => {
    holds(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), around, around, (secrets, before, after) => {
        const mask = maskOf(secrets);
        for (const value of secrets) {
          const spellings = [value, encodeURIComponent(value), Buffer.from(value).toString('base64')];
          for (const text of spellings) {
            fc.pre(!`${before}${MASKED}${after}`.includes(text));
            expect(mask(`${before}${text}${after}`)).not.toContain(text);
          }
        }
      }),
    );
  });

  test('the password of any URI is masked, known or not', () => {
    const uri = 'postgresql://orders:hunter2@db.example.org:25060/orders?sslmode=require';
    expect(maskOf([])(uri)).toBe(`postgresql://orders:${MASKED}@db.example.org:25060/orders?sslmode=require`);
  });

  test('a secret that contains another goes as a whole', () => {
    expect(maskOf(['abcdef', 'abcdefgh'])('x abcdefgh y')).toBe(`x ${MASKED} y`);
  });

  test('the lines of a key are masked one by one, too', () => {
    const line = 'MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAA';
    const pem = `-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`;
    expect(maskOf([pem])(`{"key": "${line}"}`)).not.toContain(line);
  });
});

const ENTRIES = [
  { key: 'password', value: 'hunter22', want: MASKED },
  { key: 'private-key', value: 'pem', want: MASKED },
  { key: 'access.key', value: 'pem', want: MASKED },
  { key: 'attribute.ui_password', value: 'hunter22', want: MASKED },
  { key: 'host', value: 'db.example.org', want: 'db.example.org' },
  { key: 'password', value: '', want: '' },
];

test.each(ENTRIES)('The entry $key of a Secret is shown as $want', ({ key, value, want }) => {
  expect(maskEntry(maskOf([]), key, value)).toBe(want);
  expect(maskEntry(noMask, key, value)).toBe(value);
});

test('Secrets are found in the data of Secrets and masked anywhere in JSON', () => {
  const data = { password: Buffer.from('hunter22').toString('base64'), host: 'aG9zdA==' };
  const secrets = secretsIn([
    { kind: 'Secret', data },
    { kind: 'ConfigMap', data },
  ]);
  expect(secrets).toEqual(['hunter22']);
  expect(maskJson(maskOf(secrets), { list: ['is hunter22'], n: 1 })).toEqual({ list: [`is ${MASKED}`], n: 1 });
});
