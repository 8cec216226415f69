import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRequest } from './run.js';

const FOLDER = join(import.meta.dirname, '../fixtures/cases');

/** A request that once got a wrong answer; the file says what is right. */
export function caseOf(name: string): TestRequest {
  const { right: _, ...request } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as TestRequest & {
    readonly right: string;
  };
  return request;
}
