import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { percentEncode } from '../../src/lib/percent-encode.js';
import { redactor, redactUrls } from '../../src/lib/redact.js';
import { holds } from '../support/property.js';

describe('a URL', () => {
  test.each([
    { name: 'Plain', text: 'see postgres://u:secret@h/db now', told: 'see postgres://[redacted]@h/db now' },
    { name: 'SlashInIt', text: 'postgres://u:sec/ret@h', told: 'postgres://[redacted]@h' },
    { name: 'AtInIt', text: 'postgres://u:sec@ret@h', told: 'postgres://[redacted]@h' },
    { name: 'Two', text: 'a://u:secret@h b://v:secret@i', told: 'a://[redacted]@h b://[redacted]@i' },
    { name: 'NoPassword', text: 'see https://example.org/docs', told: 'see https://example.org/docs' },
    { name: 'NoUrl', text: 'mail x@example.org', told: 'mail x@example.org' },
  ])('$name: "$told"', ({ text, told }) => {
    expect(redactUrls(text)).toBe(told);
  });

  // Each character is read once: a megabyte of URL starts must not keep the server busy.
  test('a megabyte of URL starts without an end stays as it is', () => {
    const text = `${'://'.repeat(350_000)} @`;
    expect(redactUrls(text)).toBe(text);
  });
});

describe('a secret', () => {
  test('long ones are redacted first, short ones stay, and an empty text needs none', () => {
    const redact = redactor(() => ['password', 'password-longer', 'short']);
    expect(redact('password-longer password short')).toBe('[redacted] [redacted] short');
    const never = redactor(() => {
      throw new Error('gathered');
    });
    expect(never('')).toBe('');
  });
});

describe('a secret in the form of', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const FORMS: Readonly<Record<string, (secret: string) => string>> = {
    'a URI': percentEncode,
    JSON: (secret) => JSON.stringify(secret).slice(1, -1),
    'a password file': (secret) => secret.replace(/[\\:]/g, '\\$&'),
    base64,
    'base64 for URLs': (secret) => Buffer.from(secret).toString('base64url'),
  };
  // As long as the shortest one that is redacted, and longer.
  const arbSecret = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' });

  test.each(Object.entries(FORMS))('%s is removed', (_, form) =>
    holds(
      fc.property(arbSecret, (secret) =>
        expect(redactor(() => [secret])(`failed: ${form(secret)}, again`)).toBe('failed: [redacted], again'),
      ),
    ),
  );

  test('base64 of a longer text keeps at most the characters that it shares with its neighbours', () =>
    holds(
      fc.property(fc.string({ maxLength: 9 }), arbSecret, fc.string({ maxLength: 9 }), (before, secret, after) => {
        const told = redactor(() => [secret])(base64(`${before}${secret}${after}`));
        const left = [...told.split('[redacted]')].map((part) => Buffer.from(part, 'base64').toString());
        expect(told).toContain('[redacted]');
        expect(left.join('')).not.toContain(secret.slice(1, -1));
      }),
    ));
});
