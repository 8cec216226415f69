import { type Command, InvalidArgumentError } from 'commander';
import type { KeyValue, RenderOptions } from '../options.js';
import type { RunTool } from '../tools.js';
import { outputOption } from './output-option.js';

const EXAMPLES = `
Examples:
  $ function-database-binding render binding.yaml composition.yaml
  $ kubectl get dbb orders -n shop -o yaml | function-database-binding render - composition.yaml -x
  $ function-database-binding render binding.yaml composition.yaml --observed observed/ -r`;

/** `render <binding> <composition>` */
export function declareRender(program: Command, runTool: RunTool): void {
  program
    .command('render')
    .description(
      'print what Crossplane would compose, offline: like "crossplane render" without Docker; not in the image',
    )
    .argument('<binding>', 'a file with composites and what stands beside them, - for standard input')
    .argument('<composition>', 'the file with the Composition')
    .option('--observed <path>', 'files or folders with what was composed before', collect, [])
    .option('-e, --required-resources <path>', 'files or folders with what else is in the cluster', collect, [])
    .option('--extra-resources <path>', 'the same', collect, [])
    .option('--context-files <key=file>', 'a value of the context; an EnvironmentConfig is its data', collectPair, [])
    .option('--context-values <key=json>', 'a value of the context', collectPair, [])
    .option('-x, --include-full-xr', "print all of the composite's spec and metadata", false)
    .option('-r, --include-function-results', 'print results too', false)
    .option('-c, --include-context', 'print the context too', false)
    .addOption(outputOption(['yaml', 'json']))
    .addHelpText('after', EXAMPLES)
    .action((binding: string, composition: string, flags: RenderFlags) =>
      runTool('render', [binding, composition], optionsOf(flags)),
    );
}

interface RenderFlags extends Omit<RenderOptions, 'fullXr' | 'functionResults' | 'context'> {
  readonly includeFullXr: boolean;
  readonly includeFunctionResults: boolean;
  readonly includeContext: boolean;
}

function optionsOf({ includeFullXr, includeFunctionResults, includeContext, ...rest }: RenderFlags): RenderOptions {
  return { ...rest, fullXr: includeFullXr, functionResults: includeFunctionResults, context: includeContext };
}

function collect(path: string, before: readonly string[]): readonly string[] {
  return [...before, path];
}

function collectPair(text: string, before: readonly KeyValue[]): readonly KeyValue[] {
  const end = text.indexOf('=');
  if (end <= 0) throw new InvalidArgumentError('It must be a key and a value with = between them.');
  return [...before, { key: text.slice(0, end), value: text.slice(end + 1) }];
}
