import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { providerError } from '../../src/observe/provider-error.js';
import { holds } from '../support/property.js';
import { RECORDED, type Recorded } from './provider-messages.js';

const BASE = 'https://api.digitalocean.com/v2/databases';
const rejected = (request: string): string =>
  `create failed: apply failed: Error creating database cluster: POST ${BASE}: 422 (request "${request}") invalid region: `;

/** Messages of our own making. */
const MADE: readonly Recorded[] = [
  { name: 'Plain', reason: 'an ordinary sentence stays as it is', message: 'no such size', want: 'no such size' },
  { name: 'Empty', reason: 'nothing stays nothing', message: '', want: '' },
  { name: 'OnlySteps', reason: 'nothing but colons and space stays', message: ' \t: : \n', want: '' },
  { name: 'StepInside', reason: 'only leading steps go', message: 'a: plan failed: b', want: 'a: plan failed: b' },
  { name: 'Lines', reason: 'one line', message: 'a\r\nb\u2028c\td\u0000e', want: 'a b c d e' },
  {
    name: 'TwoErrors',
    reason: 'all errors are told, no warning is',
    message: '╷\n│ Warning: old\n│ \n│ why\n╵\n╷\n│ Error: one\n│ \n│ why\n│ so\n╵\n╷\n│ Error: two\n╵\n',
    want: 'one: why so; two',
  },
  {
    name: 'WithAddress',
    reason: 'nobody sees the configuration that it names',
    message:
      '╷\n│ Error: one\n│ \n│   with a.b,\n│   on main.tf.json line 1, in resource.a.b:\n│    1: {}\n│ \n│ why\n╵',
    want: 'one: why',
  },
  {
    name: 'CutInTheFrame',
    reason: 'what is there of an error is told',
    message: '╷\n│ Error: one\n│ \n│ why',
    want: 'one: why',
  },
  {
    name: 'OnlyAWarning',
    reason: 'better than nothing',
    message: '╷\n│ Warning: old\n╵\n',
    want: 'Warning: old',
  },
  {
    name: 'NoLog',
    reason: "what Terraform's log has instead of an entry is told",
    message:
      'observe failed: cannot run refresh: readObjectStart: expect { or n, but found E, error found in #1 byte of ...|Error: Fai|..., bigger context ...|Error: Failed to load plugin schemas|...: refresh failed',
    want: 'Terraform wrote "Error: Failed to load plugin schemas…"',
  },
  {
    name: 'Errors',
    reason: 'a list is one line',
    message: 'plan failed: 2 errors occurred:\n\t* a\n\t* b\n\n: ',
    want: 'a; b',
  },
  {
    name: 'StillRunning',
    reason: 'when it started differs at each retry',
    message:
      'update failed: apply operation that started at 2026-11-29 14:26:34.123 +0000 UTC m=+12.5 is still running',
    want: 'apply operation is still running',
  },
  {
    name: 'Socket',
    reason: 'the file of a socket differs with each process',
    message: 'observe failed: dial unix /tmp/plugin3920112: connect: connection refused',
    want: 'dial unix /tmp/plugin: connect: connection refused',
  },
  {
    name: 'Long',
    reason: 'a page of output is cut',
    message: 'x'.repeat(5000),
    want: `${'x'.repeat(400)}…`,
  },
  { name: 'LongEnough', reason: 'what fits is whole', message: 'x'.repeat(400), want: 'x'.repeat(400) },
];

describe('providerError', () => {
  test.each([...RECORDED, ...MADE])('$name: $reason', ({ message, want }) => expect(providerError(message)).toBe(want));

  test('the same error of another request is the same line', () => {
    holds(
      fc.property(fc.uuid(), fc.uuid(), (one, other) =>
        expect(providerError(rejected(one))).toBe(providerError(rejected(other))),
      ),
    );
  });

  test('whatever comes in, one line of bounded length comes out, and stays the same if it comes in again', () => {
    const part = fc.constantFrom(
      '╷\n│ Error: ',
      '│ \n│ ',
      '╵',
      ', bigger context ...|',
      'Stack trace from the ',
      '\npanic: ',
      '\u001b[31m',
      '│',
      '\n',
      'GET https://a.b/c: ',
      '(request "x") ',
      'plan failed: ',
      'x',
    );
    const text = fc.oneof(
      fc.string({ maxLength: 600 }),
      fc.array(part, { maxLength: 40 }).map((it) => it.join('')),
    );
    holds(
      fc.property(text, (message) => {
        const line = providerError(message);
        expect(['\r', '\n', '\u0000', '\u001b'].filter((character) => line.includes(character))).toEqual([]);
        expect(line.length).toBeLessThanOrEqual(401);
        expect(line).toBe(line.trim());
      }),
    );
  });

  // A condition must not change at each retry; the local port of a connection does, and of addresses there are several.
  test('the same network error of another connection is the same line', () => {
    const message = (port: number, host: number): string =>
      `observe failed: Get "${BASE}/1": read tcp 10.244.0.5:${port}->104.16.${host}.15:443: read: connection reset by peer`;
    expect(providerError(message(50001, 181))).toBe(providerError(message(50002, 182)));
  });

  // No pattern is tried on all of a stack trace that is longer than the rest of a request.
  test('of a text without end only the beginning is looked at', () => {
    const start = `observe failed: cannot run import: ╷\n│ Error: 503${' \n'.repeat(10_000)}`;
    expect(providerError(`${start}tail`)).toBe('503');
  });
});
