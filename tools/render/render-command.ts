import type { Call } from '../../simulation/crossplane/run-function.js';
import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import type { RenderOptions } from '../../src/commands/options.js';
import type { JsonObject } from '../../src/lib/json.js';
import type { Streams } from '../output/streams.js';
import { structured } from '../output/structured.js';
import { titleOf } from './observed.js';
import { printYaml, renderedDocuments } from './print-rendered.js';
import { type RenderFiles, readRenderInput } from './read-render-input.js';
import { renderComposite } from './render-composite.js';

/** Renders every composite of a file. Resolves to 0 where all could be composed, 1 where one could not, 2 for bad input. */
export async function renderFiles(
  [binding = '', composition = '']: readonly string[],
  options: RenderOptions,
  call: Call,
  streams: Streams,
): Promise<ExitCode> {
  const read = readRenderInput(binding, composition, options, once(streams.readIn));
  if (!read.ok) {
    for (const { path, message } of read.issues) streams.err.write(`cannot render: ${path}: ${message}\n`);
    return EXIT.usedWrongly;
  }
  tellSkipped(read.value, streams);
  const documents: JsonObject[] = [];
  let failed = false;
  for (const composite of read.value.composites) {
    const rendered = await renderComposite(call, { ...read.value, composite });
    documents.push(...renderedDocuments(rendered, options));
    if (rendered.failure === undefined) continue;
    failed = true;
    streams.err.write(`cannot render ${titleOf(composite)}: ${rendered.failure}\n`);
  }
  streams.out.write(options.output === 'json' ? structured('json', documents) : printYaml(documents));
  return failed ? EXIT.notRight : EXIT.right;
}

// What other functions would do is not known here; people have to hear that it is missing.
function tellSkipped({ skipped }: RenderFiles, { err }: Streams): void {
  for (const { name, functionName } of skipped)
    err.write(
      `step "${name}" is left out: it calls ${functionName}; give what it puts into the context with --context-files\n`,
    );
}

/** Standard input can be read only once, whoever asks for it. */
function once(readIn: () => string): () => string {
  let text: string | undefined;
  return () => {
    text ??= readIn();
    return text;
  };
}
