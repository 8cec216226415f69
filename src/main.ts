import module from 'node:module';
import { createProgram } from './commands/program.js';

// Node.js 22.1 and newer can keep compiled code for the next start, if it finds a place to write; otherwise starts are slower.
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
  // The message of a StartupError is all a person needs; anything else is a bug and prints its stack.
  process.stderr.write(`function-database-binding: ${textOf(thrown)}\n`);
  process.exitCode = 1;
}

function textOf(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  // By name: the simulation's bundle has its own class.
  return thrown.name === 'StartupError' ? thrown.message : thrown.stack;
}
