import { describe, expect, test } from '@jest/globals';
import { redactor, redactUrls } from '../../src/lib/redact.js';

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
