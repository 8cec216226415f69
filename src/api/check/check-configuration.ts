import { configurationFields, configurationProblems } from '../../engines/configuration-problems.js';
import { profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { didYouMean } from '../schema/did-you-mean.js';
import { pathOf } from '../schema/location.js';

/** What of the configuration the engine does not know or take. */
export function checkConfiguration(
  report: Report,
  { cluster }: DatabaseBindingSpec,
  engine: RunningEngine | undefined,
): void {
  if (!cluster?.configuration || engine === undefined) return;
  const { label, configuration: profile } = profileOf(engine);
  if (!profile) return;
  const known = Object.keys(configurationFields(profile));
  for (const { below, message } of configurationProblems(profile, cluster.configuration)) {
    const hint = didYouMean(String(below.at(-1)), known, 3) || ', see the page on its configuration';
    report(
      pathOf('spec.cluster.configuration', below),
      message === 'unknown field' ? `${label} has no such field${hint}` : message,
    );
  }
}
