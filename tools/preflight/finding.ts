import type { Answer } from '../kubernetes/cluster-reader.js';

/** Whether something is right, may be meant, or keeps bindings from working. */
export type Mark = 'ok' | 'warning' | 'problem';

/** What findings are about, in the order in which things are installed. */
export const AREAS = [
  'Crossplane',
  'Function',
  'Providers',
  'Kinds',
  'Definitions',
  'Compositions',
  'Credentials',
  'Rights of Crossplane',
  'Rights of tenants',
  'Certificates',
] as const;
export type Area = (typeof AREAS)[number];

/** One thing that was looked at. */
export interface Finding {
  readonly area: Area;
  readonly mark: Mark;
  /** What was found, in one line. */
  readonly message: string;
  /** The command that mends it; every problem has one. */
  readonly remedy?: string;
}

/** Makes the findings of one area. */
export interface Findings {
  ok(message: string): Finding;
  warning(message: string, remedy?: string): Finding;
  problem(message: string, remedy: string): Finding;
  /** What could not be looked at for want of rights. */
  unread(what: string, answer: Answer<unknown>): readonly Finding[];
}

/** How an area makes its findings. */
export function findingsOf(area: Area): Findings {
  return {
    ok: (message) => ({ area, mark: 'ok', message }),
    warning: (message, remedy) => ({ area, mark: 'warning', message, ...(remedy === undefined ? {} : { remedy }) }),
    problem: (message, remedy) => ({ area, mark: 'problem', message, remedy }),
    unread: (what, answer) =>
      answer.state === 'refused' ? [{ area, mark: 'warning', message: `you may not read ${what}: ${answer.why}` }] : [],
  };
}

/** Names in one line: the first few, and how many more there are. */
export function namesIn(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** A command that applies an object, to be pasted into a shell. */
export function applying(object: unknown): string {
  return `echo '${JSON.stringify(object)}' | kubectl apply -f -`;
}
