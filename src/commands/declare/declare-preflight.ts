import type { Command } from 'commander';
import type { PreflightOptions } from '../options.js';
import type { RunTool } from '../tools.js';
import { outputOption } from './output-option.js';

const EXAMPLES = `
Examples:
  $ function-database-binding preflight
  $ function-database-binding preflight --composition composition.yaml --context production
  $ function-database-binding preflight --output json | jq '.findings[] | select(.mark == "problem")'`;

/** `preflight` */
export function declarePreflight(program: Command, runTool: RunTool): void {
  program
    .command('preflight')
    .description(
      'ask a cluster whether all that bindings need is there, and say what mends it; only reads, and is not in the image',
    )
    .option('--composition <file>', 'a Composition to look at, instead of those in the cluster; - for standard input')
    .option('--context <name>', 'the context of the kubeconfig, by default the current one')
    .addOption(outputOption(['text', 'json', 'yaml']))
    .allowExcessArguments(false)
    .addHelpText('after', EXAMPLES)
    .action((options: PreflightOptions) => runTool('preflight', [], options));
}
