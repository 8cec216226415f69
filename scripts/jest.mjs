// Runs jest with native ES modules; arguments are passed on to jest. All properties of a run have one seed, which SEED sets.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const SEED = process.env.SEED || String(randomInt(2 ** 31));
process.stderr.write(`properties: SEED=${SEED}\n`);
const { status } = spawnSync(process.execPath, [...flags, jest, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, SEED },
});
process.exit(status ?? 1);
