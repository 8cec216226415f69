import { join } from 'node:path';
import { expect, test } from '@jest/globals';
// @ts-expect-error The scripts are plain JavaScript.
import ReportSkips from '../../scripts/report-skips.mjs';

const rootDir = join(import.meta.dirname, '../..');

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly config: { readonly ci: boolean; readonly testNamePattern?: string };
  readonly skipped: readonly [file: string, test: string];
  readonly want: string | undefined;
  /** What is told in any case. */
  readonly told?: string;
}

const CASES: readonly Case[] = [
  {
    name: 'Unexplained',
    reason: 'nobody would notice',
    config: { ci: true },
    skipped: ['test/observe/facts.test.ts', 'facts are gathered'],
    want: 'skipped: test/observe/facts.test.ts facts are gathered',
  },
  {
    name: 'AnotherTestOfTheFile',
    reason: 'a reason may be for one test only',
    config: { ci: true },
    skipped: ['test/contract/function-specification.test.ts', 'packaging MUST be a package of kind Function'],
    want: 'skipped: test/contract/function-specification.test.ts packaging MUST be a package of kind Function',
  },
  {
    name: 'Explained',
    reason: 'the list says why',
    config: { ci: true },
    skipped: ['test/clients/mysql.test.ts', 'logs in'],
    want: undefined,
    told: 'skipped 1 tests: MariaDB is not installed',
  },
  {
    name: 'NotInCI',
    reason: 'a tool may be missing on the way to a change',
    config: { ci: false },
    skipped: ['test/observe/facts.test.ts', 'facts are gathered'],
    want: undefined,
    told: 'skipped 1 tests: test/observe/facts.test.ts gives no reason',
  },
  {
    name: 'NotInCIWithReason',
    reason: 'whoever sees the number wants to know what would run them',
    config: { ci: false },
    skipped: ['test/clients/postgres.test.ts', 'logs in'],
    want: undefined,
    told: 'skipped 1 tests: PostgreSQL is not installed',
  },
  {
    name: 'AskedFor',
    reason: 'a pattern of names leaves out all others',
    config: { ci: true, testNamePattern: 'decoded' },
    skipped: ['test/observe/facts.test.ts', 'facts are gathered'],
    want: undefined,
  },
];

test.each(CASES)('$name: $reason', ({ config, skipped: [file, fullName], want, told }) => {
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const reporter = new ReportSkips({ rootDir, ...config }, { write });
  const testResults = [
    { status: 'passed', fullName: 'something else' },
    { status: 'pending', fullName },
  ];
  reporter.onRunComplete([], { testResults: [{ testFilePath: join(rootDir, file), testResults }] });
  expect(
    written
      .split('\n')
      .find((line) => line.startsWith('  '))
      ?.trim(),
  ).toBe(want);
  if (told !== undefined) expect(written).toBe(`${told}\n`);
  else if (want === undefined) expect(written).toBe('');
  expect(reporter.getLastError() === undefined).toBe(want === undefined);
});
