import { quote } from '../../api/quote.js';
import { didYouMean } from '../../api/schema/did-you-mean.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { factsOf, isBlock } from '../facts/fact-table.js';
import type { NamedFacts } from '../facts/named-facts.js';

/** A template's literal texts and the facts between them. */
type Part = { readonly text: string } | { readonly fact: string };

const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** What is wrong with a template, given the facts that it may name. */
export function templateProblem(template: string, known: readonly string[]): string | undefined {
  const parts = parse(template);
  const facts = templateFacts(template);
  const list = `(known: ${known.join(', ')})`;
  const unclosed = parts.some((part) => 'text' in part && part.text.includes('${'));
  if (unclosed) return `has a "\${" without a "}": write \${fact} ${list}`;
  if (facts.length === 0) return `names no fact: write at least one as \${fact} ${list}`;
  const unknown = facts.find((fact) => !known.includes(fact));
  if (unknown !== undefined)
    return unknown === ''
      ? `names no fact in \${} ${list}`
      : `unknown fact ${quote(unknown)}${didYouMean(unknown, known, 2)} ${list}`;
  const block = facts.find(isBlock);
  return block !== undefined && parts.length > 1
    ? `\${${block}} has several lines and cannot be part of a longer text: use it alone`
    : undefined;
}

/** The facts that a template names, each as often as it is named. */
export function templateFacts(template: string): readonly string[] {
  return parse(template).flatMap((part) => ('fact' in part ? [part.fact] : []));
}

/** A template filled in; `undefined` while one of its facts is not known. */
export function fillTemplate(profile: EngineProfile, template: string, facts: NamedFacts): string | undefined {
  let filled = '';
  for (const part of parse(template)) {
    const fact = 'fact' in part ? factsOf(profile).get(part.fact) : undefined;
    const text = 'text' in part ? part.text : fact && facts.text(fact);
    if (text === undefined) return undefined;
    filled += text;
  }
  return filled;
}

function parse(template: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    if (match.index > end) parts.push({ text: template.slice(end, match.index) });
    parts.push({ fact: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < template.length) parts.push({ text: template.slice(end) });
  return parts;
}
