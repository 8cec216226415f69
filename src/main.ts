import module from 'node:module';
import { createProgram } from './commands/program.js';
import { StartupError } from './server/startup-error.js';

// Compiled code is kept for the next start where Node.js can and there is a place to write (22.1 and newer); without, it only takes longer.
const enableCompileCache: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof enableCompileCache === 'function') enableCompileCache();

const program = createProgram({
  async serve(options) {
    const { serve } = await import('./commands/serve.js');
    process.exitCode = await serve(options);
  },
  async simulate(paths, options) {
    const { simulate } = await import('./commands/simulate.js');
    process.exitCode = await simulate(paths, options);
  },
});

try {
  await program.parseAsync();
} catch (thrown) {
  // A StartupError's message is all a person needs; anything else is a bug and shows where it comes from.
  const text = thrown instanceof StartupError ? thrown.message : thrown instanceof Error ? thrown.stack : thrown;
  process.stderr.write(`function-database-binding: ${text}\n`);
  process.exitCode = 1;
}
