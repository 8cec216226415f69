// The end-to-end tests: one file, because all scenarios share one control plane.
import { readFileSync } from 'node:fs';

const { jest } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export default { ...jest, rootDir: '../..', testMatch: ['**/*.e2e.ts'], testTimeout: 300_000, maxWorkers: 1 };
