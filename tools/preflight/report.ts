import { oneLine, type Paint, type Style } from '../output/paint.js';
import type { Finding, Mark } from './finding.js';

/** What preflight has to say of a cluster. */
export interface Report {
  readonly context: string;
  readonly ready: boolean;
  readonly findings: readonly Finding[];
}

const SIGNS: Readonly<Record<Mark, { readonly sign: string; readonly style: Style }>> = {
  ok: { sign: '✓', style: 'green' },
  warning: { sign: '!', style: 'yellow' },
  problem: { sign: '✗', style: 'red' },
};

/** The findings of a cluster; every text has gone through `redact`. */
export function reportOf(context: string, findings: readonly Finding[], redact: (text: string) => string): Report {
  return {
    context,
    ready: findings.every(({ mark }) => mark !== 'problem'),
    findings: findings.map(({ message, remedy, ...rest }) => ({
      ...rest,
      message: oneLine(redact(message)),
      ...(remedy === undefined ? {} : { remedy: redact(remedy) }),
    })),
  };
}

/** A line for each finding, below it the command that mends it, and at the end what that means. */
export function reportLines({ context, ready, findings }: Report, paint: Paint): readonly string[] {
  const width = Math.max(0, ...findings.map(({ area }) => area.length));
  const lines = findings.flatMap(({ area, mark, message, remedy }, index) => {
    const { sign, style } = SIGNS[mark];
    const label = area === findings[index - 1]?.area ? '' : area;
    const line = `${paint(style, sign)} ${paint('bold', label.padEnd(width))}  ${message}`;
    return remedy === undefined ? [line] : [line, `  ${' '.repeat(width)}  ${paint('cyan', `$ ${remedy}`)}`];
  });
  const count = (mark: Mark): string =>
    `${findings.filter((finding) => finding.mark === mark).length} ${SIGNS[mark].sign}`;
  const verdict = ready
    ? paint('green', 'Bindings can work.')
    : paint('red', 'Bindings cannot work yet: mend what has ✗.');
  return [...lines, '', `${context}: ${count('ok')}  ${count('warning')}  ${count('problem')}. ${verdict}`];
}
