import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../shells.js';
import type { RunTool } from '../tools.js';

const EXAMPLES = `
Examples:
  $ source <(function-database-binding completion bash)
  $ source <(function-database-binding completion zsh)
  $ function-database-binding completion fish > ~/.config/fish/completions/function-database-binding.fish`;

/** `completion <shell>` */
export function declareCompletion(program: Command, runTool: RunTool): void {
  program
    .command('completion')
    .description('print a script with which a shell completes this command line; not in the image')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell) => runTool('completion', [shell], {}));
}
