import type { Command } from 'commander';
import type { ValidateOptions } from '../options.js';
import type { RunTool } from '../tools.js';
import { outputOption } from './output-option.js';

const EXAMPLES = `
Examples:
  $ function-database-binding validate binding.yaml
  $ function-database-binding validate bindings/ --composition composition.yaml
  $ kubectl get databasebindings -A -o yaml | function-database-binding validate -
  $ function-database-binding validate --output github --strict deploy/`;

/** `validate <file...>` */
export function declareValidate(program: Command, runTool: RunTool): void {
  program
    .command('validate')
    .description('say what is wrong with bindings, claims and policies; not in the image')
    .argument(
      '<file...>',
      'files or folders with bindings, claims, Compositions and EnvironmentConfigs, or - for standard input',
    )
    .option('--composition <file>', 'the Composition whose policy is used for all bindings')
    .addOption(outputOption(['text', 'json', 'yaml', 'github']))
    .option('--strict', 'end with 1 for warnings too', false)
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], options: ValidateOptions) => runTool('validate', paths, options));
}
