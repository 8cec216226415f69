import type { Report } from '../../lib/issue.js';
import type { Checked } from './checked.js';

/** Two names that mean one thing at DigitalOcean: both would create it, and deleting either would delete it for both. */
export function checkSameNames(report: Report, { binding: { users, databases, topics } }: Checked): void {
  checkList(report, 'user', users, ({ login }) => login);
  checkList(report, 'database', databases, ({ called }) => called);
  checkList(report, 'topic', topics, ({ called }) => called);
}

function checkList<T extends { readonly name: string }>(
  report: Report,
  kind: string,
  list: readonly T[],
  calledOf: (it: T) => string,
): void {
  if (list.length < 2) return;
  const names = new Map<string, string>();
  for (const [i, it] of list.entries()) {
    const called = calledOf(it);
    const other = names.get(called);
    if (other === undefined) names.set(called, it.name);
    else
      report(
        `spec.${kind}s[${i}].name`,
        `"${it.name}" and "${other}" would be the same ${kind} at DigitalOcean, "${called}": choose another name`,
      );
  }
}
