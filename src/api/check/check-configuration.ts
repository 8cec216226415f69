import { configurationFields, configurationProblems } from '../../engines/configuration-problems.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import type { Report } from '../../lib/issue.js';
import { didYouMean } from '../schema/did-you-mean.js';
import { pathOf } from '../schema/location.js';
import type { Checked } from './checked.js';

/** Settings that the engine does not have, or values that it does not take. */
export function checkConfiguration(report: Report, { spec: { cluster } }: Checked, profile: EngineProfile): void {
  const { label, configuration } = profile;
  if (!cluster?.configuration || !configuration) return;
  const known = Object.keys(configurationFields(configuration));
  for (const { below, message } of configurationProblems(configuration, cluster.configuration)) {
    const hint = didYouMean(String(below.at(-1)), known, 3) || ', see the page on its configuration';
    report(
      pathOf('spec.cluster.configuration', below),
      message === 'unknown field' ? `${label} has no such field${hint}` : message,
    );
  }
}
