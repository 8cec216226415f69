import type { Command } from 'commander';
import type { StatusOptions } from '../options.js';
import type { RunTool } from '../tools.js';
import { outputOption } from './output-option.js';

const EXAMPLES = `
Examples:
  $ function-database-binding status orders -n shop
  $ function-database-binding status orders -n shop --watch
  $ function-database-binding status -A
  $ kubectl databasebinding orders -n shop       # where kubectl-databasebinding is on the PATH`;

/** `status [binding]` */
export function declareStatus(program: Command, runTool: RunTool): void {
  program
    .command('status')
    .description(
      'say what of a binding or a claim is ready, what waits for what, and what to do next; only reads, and is not in the image',
    )
    .argument('[binding]', 'its name; without it, all of the namespace in one line each')
    .option('-n, --namespace <name>', "the namespace, by default the context's")
    .option('-A, --all-namespaces', 'all bindings and claims of the cluster, in one line each', false)
    .option('-w, --watch', 'look again every two seconds, until interrupted', false)
    .option('--context <name>', 'the context of the kubeconfig, by default the current one')
    .addOption(outputOption(['text', 'json', 'yaml']))
    .allowExcessArguments(false)
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined, options: StatusOptions) =>
      runTool('status', name === undefined ? [] : [name], options),
    );
}
