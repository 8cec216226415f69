import type { Choice } from '../api/binding.js';
import { asString, field } from '../lib/json.js';
import type { CreatedCluster } from '../observe/cluster-facts.js';
import { askedFor, type FieldChange } from './field-change.js';

/** The version of a running cluster: DigitalOcean upgrades only, one major version at a time. */
export function changeVersion(choice: Choice<string> | undefined, running: CreatedCluster): FieldChange<string> {
  const asked = askedFor(choice);
  if (asked === undefined || choice === undefined)
    return { value: asString(field(running.resource.forProvider, 'version')), refusals: [] };
  const cause = running.version === undefined ? undefined : whyNot(running.version, asked);
  if (cause === undefined) return { value: asked, refusals: [] };
  return {
    value: running.version,
    refusals: [{ reason: 'UnsupportedChange', path: choice.path, message: cause }],
  };
}

function whyNot(running: string, asked: string): string | undefined {
  if (compareVersions(asked, running) < 0)
    return `cannot go back from ${running} to ${asked}: DigitalOcean upgrades only; set it to ${running} or higher`;
  const next = majorOf(running) + 1;
  return majorOf(asked) > next
    ? `cannot upgrade from ${running} to ${asked} at once: one major version at a time; set it to ${next} first`
    : undefined;
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

/** Numeric parts one after the other; `8` and `8.0` are one version. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
