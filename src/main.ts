import module from 'node:module';
import { basename } from 'node:path';
import { EXIT } from './commands/exit-codes.js';
import { createProgram } from './commands/program.js';

// Node.js 22.1 and newer can keep compiled code for the next start, if it finds a place to write; otherwise starts are slower.
const enableCompileCache: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof enableCompileCache === 'function') enableCompileCache();

// A reader that has seen enough (`| head`) ends the command without a complaint: with the exit code that there is, or cut short.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  setImmediate(() => process.exit(process.exitCode ?? EXIT.cutShort));
});

/** Built beside this file, see scripts/build.mjs. */
const TOOLS = new URL('./tools/', import.meta.url);

const program = createProgram({
  async serve(options) {
    const { serve } = await import('./commands/serve.js');
    process.exitCode = await serve(options);
  },
  async runTool(name, args, options) {
    const { runTool } = await import('./commands/run-tool.js');
    process.exitCode = await runTool(TOOLS, name, args, options);
  },
});

try {
  await program.parseAsync(
    isPlugin() ? [...process.argv.slice(0, 2), 'status', ...process.argv.slice(2)] : process.argv,
  );
} catch (thrown) {
  process.exitCode = end(thrown);
}

/** Whether kubectl found this under the name that makes it a plugin: `kubectl databasebinding` tells the status. */
function isPlugin(): boolean {
  return basename(process.argv[1] ?? '').startsWith('kubectl-databasebinding');
}

/** The exit code for what was thrown, after saying what that was. */
function end(thrown: unknown): number {
  // commander has printed its own errors; the help and the version come the same way.
  if (isCommanderError(thrown)) return thrown.exitCode === 0 ? EXIT.right : EXIT.usedWrongly;
  // The message of a StartupError is all a person needs; anything else is a bug and prints its stack.
  process.stderr.write(`function-database-binding: ${textOf(thrown)}\n`);
  return EXIT.notRight;
}

function textOf(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  // By name: the bundle of the tools has its own class.
  return thrown.name === 'StartupError' ? thrown.message : thrown.stack;
}

function isCommanderError(thrown: unknown): thrown is { readonly exitCode: number } {
  return (
    thrown instanceof Error && 'exitCode' in thrown && String(Reflect.get(thrown, 'code')).startsWith('commander.')
  );
}
