import { closestMatch } from 'leven';
import { configurationFields, configurationProblems } from '../engines/configuration-problems.js';
import { profileOf } from '../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine } from '../gen/binding.js';
import { type Issue, NO_ISSUES } from '../lib/issue.js';
import { pathOf } from './location.js';
import { quote } from './quote.js';

/** What of the configuration the engine does not know or take. */
export function checkConfiguration(
  { cluster }: DatabaseBindingSpec,
  engine: RunningEngine | undefined,
): readonly Issue[] {
  if (!cluster?.configuration || engine === undefined) return NO_ISSUES;
  const profile = profileOf(engine).configuration;
  if (!profile) return NO_ISSUES;
  const known = Object.keys(configurationFields(profile));
  return configurationProblems(profile, cluster.configuration).map(({ below, message }) => ({
    path: pathOf('spec.cluster.configuration', below),
    message: message === 'unknown field' ? unknown(profileOf(engine).label, String(below.at(-1)), known) : message,
  }));
}

function unknown(label: string, name: string, known: readonly string[]): string {
  const close = name.length > 64 ? undefined : closestMatch(name, [...known], { maxDistance: 3 });
  return `${label} has no such field${close === undefined ? `, see the page on its configuration` : `, did you mean ${quote(close)}?`}`;
}
