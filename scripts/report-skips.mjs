// A jest reporter: tells why tests were skipped, by the reasons in test/skips.json, each under the beginning of "<file> <test>".
// In CI every skipped test needs a reason there.
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
    if (testNamePattern) return;
    const known = JSON.parse(readFileSync(join(rootDir, 'test/skips.json'), 'utf8'));
    const reasons = Object.keys(known);
    const skipped = testResults.flatMap(({ testFilePath, testResults: tests }) =>
      tests
        .filter(({ status }) => status === 'pending' || status === 'todo')
        .map(({ fullName }) => `${relative(rootDir, testFilePath)} ${fullName}`),
    );
    this.#tell(skipped, known);
    if (!ci) return;
    const problems = [
      ...skipped.filter((test) => !reasons.some((start) => test.startsWith(start))).map((test) => `skipped: ${test}`),
      ...reasons.filter((start) => !existsSync(join(rootDir, start.split(' ')[0]))).map((start) => `gone: ${start}`),
    ];
    if (problems.length === 0) return;
    this.#error = new Error(`cannot pass in CI, see test/skips.json:\n  ${problems.join('\n  ')}`);
    this.#write(`${this.#error.message}\n`);
  }

  /** One line for each reason, with the number of tests; the file where there is no reason. */
  #tell(skipped, known) {
    const told = new Map();
    for (const test of skipped) {
      const start = Object.keys(known).find((each) => test.startsWith(each));
      const why = start === undefined ? `${test.split(' ')[0]} gives no reason` : known[start];
      told.set(why, (told.get(why) ?? 0) + 1);
    }
    for (const [why, count] of told) this.#write(`skipped ${count} tests: ${why}\n`);
  }

  /** An error here fails the run. */
  getLastError() {
    return this.#error;
  }
}
