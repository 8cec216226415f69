// Changes the code a little at a time and tells which changes no test notices: `npm run mutate [-- <file or folder>…]`.
// It takes hours for all of it, so it stands outside the gate.
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const { jest } = JSON.parse(readFileSync('package.json', 'utf8'));
const asked = process.argv.slice(2);
const folders = asked.length > 0 ? asked : ['src/compose', 'src/connection', 'src/kinds'];

const stryker = new Stryker({
  mutate: folders.map((path) => (statSync(path).isDirectory() ? `${path}/**/*.ts` : path)),
  // What a change of a string alone does is mostly a message's wording.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['.tools', '.git', 'dist', 'docs', 'bench', 'reports'],
  // The compiler here has no interface for programs; nothing has to be rewritten either.
  tsconfigFile: 'none.json',
  tempDirName: '.tools/mutate',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  coverageAnalysis: 'perTest',
  // The tests nearest to these folders: a mutant that only slower ones notice is told too.
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      ...jest,
      reporters: [],
      roots: ['compose', 'connection', 'golden', 'assess'].map((name) => `<rootDir>/test/${name}`),
    },
  },
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: 'node_modules/.cache/mutation.json' },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  allowEmpty: false,
  dryRunTimeoutMinutes: 30,
});
await stryker.runMutationTest();
