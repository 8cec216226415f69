import module from 'node:module';
import { createProgram } from './commands/program.js';

// Compiled code is kept for the next start where Node.js can and there is a place to write (22.1 and newer); without, it only takes longer.
const enableCompileCache: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof enableCompileCache === 'function') enableCompileCache();

/** Built beside this file, see scripts/build.mjs. */
const SIMULATION = new URL('./simulation/simulate.js', import.meta.url);

const program = createProgram({
  async serve(options) {
    const { serve } = await import('./commands/serve.js');
    process.exitCode = await serve(options);
  },
  async simulate(paths, options) {
    const { simulate } = await import('./commands/simulate.js');
    process.exitCode = await simulate(SIMULATION, paths, options);
  },
});

try {
  await program.parseAsync();
} catch (thrown) {
  // A StartupError's message is all a person needs; anything else is a bug and shows where it comes from.
  process.stderr.write(`function-database-binding: ${textOf(thrown)}\n`);
  process.exitCode = 1;
}

function textOf(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  // By its name: the simulation's bundle has a class of its own.
  return thrown.name === 'StartupError' ? thrown.message : thrown.stack;
}
