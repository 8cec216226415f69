import type { Report } from '../../lib/issue.js';
import type { Checked } from './checked.js';

/** Two names that mean one thing at DigitalOcean: both would create it, and deleting either would delete it for both. */
export function checkSameNames(report: Report, { binding: { users, databases, topics } }: Checked): void {
  const logins = users.map(({ name, login }) => ({ name, called: login }));
  const lists = { user: logins, database: databases, topic: topics };
  for (const [kind, list] of Object.entries(lists)) {
    const names = new Map<string, string>();
    for (const [i, { name, called }] of list.entries()) {
      const other = names.get(called);
      if (other === undefined) names.set(called, name);
      else
        report(
          `spec.${kind}s[${i}].name`,
          `"${name}" and "${other}" would be the same ${kind} at DigitalOcean, "${called}": choose another name`,
        );
    }
  }
}
