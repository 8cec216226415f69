import { stringify } from 'yaml';
import { redactUrls } from '../../src/lib/redact.js';
import { oneLine } from '../output/paint.js';
import type { Note, Plan, PlannedBinding, Step } from './plan.js';

/** What Kubernetes' tools read: a time such as 02:00:00 without quotes may be a number there. */
const YAML_1_1 = { version: '1.1', lineWidth: 0 } as const;

/** A plan as a file of bindings: what a person has to know and do is in comments. */
export function printPlan({ bindings, notes, steps }: Plan): string {
  const head = [
    ...comment(steps.length === 0 ? [] : ['How to move, in this order:', '', ...steps.flatMap(stepLines)]),
    ...comment(notes.length === 0 ? [] : ['What became part of no binding:', ...notes.map(noteLine)]),
  ];
  return [head.join(''), ...bindings.map(printBinding)].join('');
}

function printBinding({ binding, notes }: PlannedBinding): string {
  const told = comment(
    notes.length === 0 ? [] : ['What this binding does not have as it was, and why:', ...notes.map(noteLine)],
  );
  return `---\n${told.join('')}${stringify(binding, YAML_1_1)}`;
}

function stepLines({ title, why, commands }: Step, index: number): readonly string[] {
  const reason = why === undefined ? [] : [`   (${why})`];
  return [`${index + 1}. ${title}`, ...reason, ...commands.map((command) => `     ${command}`)];
}

function noteLine(note: Note): string {
  return `- ${sentenceOf(note)}`;
}

/** A note in one line. */
export function sentenceOf({ source, field, message }: Note): string {
  return oneLine(redactUrls(`${source}: ${field === undefined ? '' : `${field}: `}${message}`));
}

function comment(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '#\n' : `# ${oneComment(line)}\n`));
}

// A line break in a name of the source would end the comment.
function oneComment(line: string): string {
  return line.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ');
}
