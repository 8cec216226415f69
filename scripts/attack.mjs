// Attacks the function: all of test/attack, or a part, or several times as much. Tells what was tried, how often, and how many breaches
// were found; ends with 1 if there was one.
//   --scale <number>   1 is the whole campaign, which takes an hour or so
//   --seed <integer>   tries the same again
//   --only <words>     only the attacks with these words in their names
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 100)) fail(`--scale ${values.scale}: give a number above 0, at most 100`);
if (values.seed !== undefined && !/^\d{1,10}$/.test(values.seed)) fail(`--seed ${values.seed}: give an integer`);

const only = values.only === undefined ? [] : ['-t', values.only];
const { status } = spawnSync(process.execPath, ['scripts/jest.mjs', 'test/attack/attack.test.ts', ...only], {
  stdio: 'inherit',
  env: { ...process.env, ATTACK_SCALE: String(scale), ...(values.seed === undefined ? {} : { SEED: values.seed }) },
});
process.exit(status ?? 1);

function fail(problem) {
  process.stderr.write(`cannot attack: ${problem}\n`);
  process.exit(1);
}
