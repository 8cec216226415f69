import type { RunningEngine } from '../../gen/binding.js';
import { isConcerned } from '../../provider/field-behavior.js';

/** Why a cluster cannot be created without a version; `undefined` for an engine that needs none. */
export function versionRequired(engine: RunningEngine): string | undefined {
  return isConcerned('Cluster', 'version', 'requiredAtCreation', engine)
    ? `required: set one that DigitalOcean offers, or give the policy a default (defaults.versions.${engine})`
    : undefined;
}
