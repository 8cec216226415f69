// A jest reporter for CI: every skipped test needs a reason in test/skips.json, under the beginning of "<file> <test>".
// Elsewhere tools may be missing, and no reason is needed.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export default class ReportSkips {
  #config;
  #write;
  #error;

  constructor(config, { write = (text) => process.stderr.write(text) } = {}) {
    this.#config = config;
    this.#write = write;
  }

  onRunComplete(_contexts, { testResults }) {
    const { ci, rootDir, testNamePattern } = this.#config;
    // A pattern skips everything it does not match.
    if (!ci || testNamePattern) return;
    const reasons = Object.keys(JSON.parse(readFileSync(join(rootDir, 'test/skips.json'), 'utf8')));
    const skipped = testResults.flatMap(({ testFilePath, testResults: tests }) =>
      tests
        .filter(({ status }) => status === 'pending' || status === 'todo')
        .map(({ fullName }) => `${relative(rootDir, testFilePath)} ${fullName}`),
    );
    const problems = [
      ...skipped.filter((test) => !reasons.some((start) => test.startsWith(start))).map((test) => `skipped: ${test}`),
      ...reasons.filter((start) => !existsSync(join(rootDir, start.split(' ')[0]))).map((start) => `gone: ${start}`),
    ];
    if (problems.length === 0) return;
    this.#error = new Error(`cannot pass in CI, see test/skips.json:\n  ${problems.join('\n  ')}`);
    this.#write(`${this.#error.message}\n`);
  }

  /** An error here fails the run. */
  getLastError() {
    return this.#error;
  }
}
