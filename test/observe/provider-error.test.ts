import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { providerError } from '../../src/observe/provider-error.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly message: string;
  readonly want: string;
}

const DESTROY =
  'Instance cannot be destroyed: Resource digitalocean_database_user.u-pg has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.';
const BASE = 'https://api.digitalocean.com/v2/databases';
const rejected = (request: string): string =>
  `create failed: apply failed: Error creating database cluster: POST ${BASE}: 422 (request "${request}") invalid region: `;

/** Messages as the real provider writes them. */
const recorded: readonly Case[] = [
  {
    name: 'RejectedRegion',
    reason: "steps, the request's address and its id tell a person nothing",
    message: rejected('23a86dc9-4a05-4b9b-a8a5-14a390cf7e09'),
    want: 'Error creating database cluster: 422 invalid region',
  },
  {
    name: 'RejectedRegionOfTheLastOperation',
    reason: 'the same error in another condition is the same line',
    message: rejected('23a86dc9-4a05-4b9b-a8a5-14a390cf7e09').replace('create failed: ', ''),
    want: 'Error creating database cluster: 422 invalid region',
  },
  {
    name: 'StuckUser',
    reason: 'all of the steps go, what comes after them stays',
    message: `observe failed: cannot run plan: plan failed: ${DESTROY}`,
    want: DESTROY,
  },
  {
    name: 'ImportByTheWrongName',
    reason: "Terraform's colours and frames go, and all stands on one line",
    message:
      'observe failed: cannot run import: \u001b[0m\u001b[1mdigitalocean_database_user.legacy-doadmin2: Importing from ID "doadmin"...\u001b[0m\n\u001b[31m\u001b[31m\u2577\u001b[0m\u001b[0m\n\u001b[31m\u2502\u001b[0m \u001b[0m\u001b[1m\u001b[31mError: \u001b[0m\u001b[0m\u001b[1mmust use the ID of the source database cluster and the name of the user joined with a comma (e.g. `id,name`)\u001b[0m\n\u001b[31m\u2502\u001b[0m \u001b[0m\n\u001b[31m\u2502\u001b[0m \u001b[0m\u001b[0m\n\u001b[31m\u2575\u001b[0m\u001b[0m\n\u001b[0m\u001b[0m\n: import failed',
    want: 'digitalocean_database_user.legacy-doadmin2: Importing from ID "doadmin"... Error: must use the ID of the source database cluster and the name of the user joined with a comma (e.g. `id,name`) : import failed',
  },
  {
    name: 'NameTaken',
    reason: 'what a person has to know stays',
    message: `create failed: async create failed: apply failed: Error creating database cluster: POST ${BASE}: 422 (request "1") cluster name is not available`,
    want: 'Error creating database cluster: 422 cluster name is not available',
  },
];

const made: readonly Case[] = [
  { name: 'Plain', reason: 'an ordinary sentence stays as it is', message: 'no such size', want: 'no such size' },
  { name: 'Empty', reason: 'nothing stays nothing', message: '', want: '' },
  { name: 'OnlySteps', reason: 'nothing but colons and space stays', message: ' \t: : \n', want: '' },
  { name: 'StepInside', reason: 'only leading steps go', message: 'a: plan failed: b', want: 'a: plan failed: b' },
  { name: 'Lines', reason: 'one line', message: 'a\r\nb\u2028c\td\u0000e', want: 'a b c d e' },
  {
    name: 'Long',
    reason: 'a page of output is cut',
    message: 'x'.repeat(5000),
    want: `${'x'.repeat(400)}…`,
  },
  { name: 'LongEnough', reason: 'what fits is whole', message: 'x'.repeat(400), want: 'x'.repeat(400) },
];

describe('providerError', () => {
  test.each([...recorded, ...made])('$name: $reason', ({ message, want }) => expect(providerError(message)).toBe(want));

  test('the same error of another request is the same line', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) =>
        expect(providerError(rejected(one))).toBe(providerError(rejected(other))),
      ),
    );
  });

  test('whatever comes in, one line of bounded length comes out, and stays the same if it comes in again', () => {
    const part = fc.constantFrom(
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
    fc.assert(
      fc.property(text, (message) => {
        const line = providerError(message);
        expect(['\r', '\n', '\u0000', '\u001b'].filter((character) => line.includes(character))).toEqual([]);
        expect(line.length).toBeLessThanOrEqual(401);
        expect(line).toBe(line.trim());
      }),
    );
  });

  // A condition must not change at each retry; the local port of a connection does.
  test('the same network error of another connection is the same line', () => {
    const message = (port: number): string =>
      `observe failed: Get "${BASE}/1": read tcp 10.244.0.5:${port}->104.16.181.15:443: read: connection reset by peer`;
    expect(providerError(message(50001))).toBe(providerError(message(50002)));
  });
});
