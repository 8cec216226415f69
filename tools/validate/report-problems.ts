import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import type { ValidateOptions } from '../../src/commands/options.js';
import { type Paint, paintFor } from '../output/paint.js';
import type { Streams } from '../output/streams.js';
import { structured } from '../output/structured.js';
import type { Problem } from './problem.js';

/** Writes problems in a format, nothing where there are none and people read it, and says how the command ends. */
export function reportProblems(
  problems: readonly Problem[],
  { output, strict }: Pick<ValidateOptions, 'output' | 'strict'>,
  { out, noColor }: Streams,
): ExitCode {
  if (output === 'json' || output === 'yaml') out.write(structured(output, problems));
  else {
    const paint = paintFor(out, noColor);
    const line = output === 'github' ? annotation : (problem: Problem) => textOf(problem, paint);
    for (const problem of problems) out.write(`${line(problem)}\n`);
  }
  const counts = problems.filter(({ severity }) => strict || severity === 'error');
  return counts.length > 0 ? EXIT.notRight : EXIT.right;
}

/** `file:line:column: path: what is wrong`, which editors can jump to. */
export function textOf(problem: Problem, paint: Paint): string {
  const { file, line, column, severity } = problem;
  const place = paint('bold', `${file}:${line}:${column}:`);
  return `${place} ${severity === 'warning' ? paint('yellow', 'warning: ') : ''}${sentence(problem)}`;
}

/** A workflow command of GitHub Actions: it shows the problem beside the line. */
function annotation(problem: Problem): string {
  const { file, line, column, severity } = problem;
  const properties = Object.entries({ file, line, col: column, title: problem.path || 'not readable' });
  const written = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${severity} ${written}::${escapeData(sentence(problem))}`;
}

function sentence({ path, message }: Problem): string {
  return path === '' ? message : `${path}: ${message}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
