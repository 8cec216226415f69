import { Command } from 'commander';
import { closestMatch } from 'leven';
import { version } from '../version.js';
import { declareCompletion } from './declare/declare-completion.js';
import { declareImport } from './declare/declare-import.js';
import { declarePreflight } from './declare/declare-preflight.js';
import { declareRender } from './declare/declare-render.js';
import { declareServe } from './declare/declare-serve.js';
import { declareSimulate } from './declare/declare-simulate.js';
import { declareStatus } from './declare/declare-status.js';
import { declareValidate } from './declare/declare-validate.js';
import { EXIT } from './exit-codes.js';
import type { ServeOptions } from './options.js';
import type { RunTool } from './tools.js';

/** What the commands do, each loaded only when it runs. */
export interface Commands {
  serve(options: ServeOptions): Promise<void>;
  readonly runTool: RunTool;
}

/** The commands that a tool stands behind, in the order of the help. */
const TOOLS = [
  declareValidate,
  declareSimulate,
  declareRender,
  declarePreflight,
  declareStatus,
  declareImport,
  declareCompletion,
];

const COMMAND_DISTANCE = 3;

/** The command line: `serve`, which is the default, and the tools. Throws commander's errors, see main.ts. */
export function createProgram({ serve, runTool }: Commands): Command {
  const program = new Command('function-database-binding')
    .description('A Crossplane composition function: a DatabaseBinding becomes a database, its users and a Secret.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('(see --help)')
    .exitOverride();
  const serving = declareServe(program, serve);
  for (const declare of TOOLS) declare(program, runTool);
  return program
    .hook('preSubcommand', (_, command) => refuseUnknown(program, command === serving))
    .addHelpText('after', () => `\nWithout a command it serves:\n\n${serving.helpInformation()}`);
}

/** Without this the default command takes every misspelt one for an argument of its own. */
function refuseUnknown(program: Command, serves: boolean): void {
  const [first = ''] = program.args;
  if (!serves || first === '' || first === 'serve' || first.startsWith('-')) return;
  const known = program.createHelp().visibleCommands(program);
  const close = closestMatch(
    first.slice(0, 64),
    known.map((command) => command.name()),
    { maxDistance: COMMAND_DISTANCE },
  );
  program.error(`error: unknown command '${first}'${close === undefined ? '' : `, did you mean ${close}?`}`, {
    exitCode: EXIT.usedWrongly,
    code: 'commander.unknownCommand',
  });
}
