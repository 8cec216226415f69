import type { Command } from 'commander';
import type { SimulateOptions } from '../options.js';
import type { RunTool } from '../tools.js';
import { outputOption } from './output-option.js';

const EXAMPLES = `
Examples:
  $ function-database-binding simulate binding.yaml
  $ function-database-binding simulate bindings/ --composition composition.yaml --output json`;

/** `simulate <binding...>` */
export function declareSimulate(program: Command, runTool: RunTool): void {
  program
    .command('simulate')
    .description(
      'run bindings against stand-ins of Crossplane and the provider, from creation to deletion; not in the image',
    )
    .argument('<binding...>', 'files or folders with DatabaseBindings, or - for standard input')
    .option('--composition <file>', 'the Composition whose policy is used')
    .addOption(outputOption(['text', 'json']))
    .option('--show-secrets', 'print passwords instead of masking them', false)
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], options: SimulateOptions) => runTool('simulate', paths, options));
}
