import { describe, expect, test } from '@jest/globals';
import { redactor, redactUrls } from '../../src/lib/redact.js';

describe('what is told of a URL', () => {
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

  // One look at each character: a megabyte of beginnings must not keep the server busy.
  test('a megabyte of beginnings without an end stays as it is', () => {
    const text = `${'://'.repeat(350_000)} @`;
    expect(redactUrls(text)).toBe(text);
  });
});

describe('what is told of a secret', () => {
  test('the longer goes first, short ones stay, and nothing is gathered for an empty text', () => {
    const redact = redactor(() => ['password', 'password-longer', 'short']);
    expect(redact('password-longer password short')).toBe('[redacted] [redacted] short');
    const never = redactor(() => {
      throw new Error('gathered');
    });
    expect(never('')).toBe('');
  });
});
