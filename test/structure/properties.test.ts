import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const TEST = join(import.meta.dirname, '..');
const HOME = 'support/property.ts';

test('every property has its seed and its number of cases from one place', () => {
  const files = readdirSync(TEST, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const running = files.filter((file) =>
    /\bfc\.(?:assert|check|sample)\b/.test(readFileSync(join(TEST, file), 'utf8')),
  );
  expect(running).toEqual([HOME]);
});
