import { existsSync } from 'node:fs';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { ToolName, Tools } from './tools.js';

/** What the bundle of a tool exports: tools/<name>/<name>.ts. */
interface Tool<Options> {
  run(args: readonly string[], options: Options): Promise<ExitCode>;
}

/** Runs the tool bundled in a folder. Resolves to its exit code; without a bundle, prints why and resolves to 2. */
export async function runTool<Name extends ToolName>(
  folder: URL,
  name: Name,
  args: readonly string[],
  options: Tools[Name],
): Promise<ExitCode> {
  const entry = new URL(`${name}.js`, folder);
  if (!existsSync(entry)) {
    process.stderr.write(
      `cannot ${name}: this image does not contain the tools; run it from a checkout or the package\n`,
    );
    return EXIT.usedWrongly;
  }
  const tool: Tool<Tools[Name]> = await import(entry.href);
  return tool.run(args, options);
}
