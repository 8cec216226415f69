// The end-to-end tests: one file, because all scenarios share one control plane.
import { readFileSync } from 'node:fs';

const { jest } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
// The real provider runs Terraform at each look at each resource.
const testTimeout = process.env.E2E_PROVIDER === undefined ? 300_000 : 1_500_000;

// Waiting for something is an assertion there: `eventually` fails where it does not come.
const setupFilesAfterEnv = [];

export default {
  ...jest,
  rootDir: '../..',
  testMatch: ['**/*.e2e.ts'],
  testTimeout,
  setupFilesAfterEnv,
  maxWorkers: 1,
};
