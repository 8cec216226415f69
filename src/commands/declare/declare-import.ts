import { Argument, type Command, Option } from 'commander';
import { IMPORT_SOURCES, type ImportOptions } from '../options.js';
import type { RunTool } from '../tools.js';
import { outputOption } from './output-option.js';

const EXAMPLES = `
Examples:
  $ function-database-binding import do-operator --from-cluster > bindings.yaml
  $ terraform show -json | function-database-binding import terraform --namespace shop > bindings.yaml
  $ kubectl get managed -n shop -o yaml | function-database-binding import provider --mode controlled > bindings.yaml`;

/** `import <source> [file...]` */
export function declareImport(program: Command, runTool: RunTool): void {
  program
    .command('import')
    .description('write bindings for databases that you have, with the steps to move there; not in the image')
    .addArgument(new Argument('<source>', 'where they come from').choices(IMPORT_SOURCES))
    .argument('[file...]', 'files or folders, - or nothing for standard input')
    .addOption(
      new Option('--mode <mode>', 'who controls the clusters afterwards').choices(['referenced', 'controlled']),
    )
    .option('-n, --namespace <namespace>', 'the namespace of bindings whose source has none', 'default')
    .option('--from-cluster', 'read a cluster instead of files, all its namespaces; not for terraform', false)
    .option('--context <name>', 'the context of the kubeconfig, by default the current one')
    .addOption(outputOption(['yaml', 'json']))
    .addHelpText('after', EXAMPLES)
    .action((source: string, files: string[], options: ImportOptions) =>
      runTool('import', [source, ...files], options),
    );
}
