import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { type Issue, NO_ISSUES } from '../../lib/issue.js';
import type { Target } from '../binding.js';

/** Whether the binding and its cluster are kept from being deleted; what lives elsewhere is not ours to protect. */
export function resolveProtection(
  { deletionProtection }: DatabaseBindingSpec,
  { architecture }: Target,
  { defaults }: BindingPolicy,
): boolean {
  return architecture === 'Controlled' && (deletionProtection ?? defaults?.deletionProtection ?? false);
}

/** Protection that is asked for where there is nothing to protect. */
export function checkProtection(
  { deletionProtection }: DatabaseBindingSpec,
  { architecture }: Target,
): readonly Issue[] {
  return deletionProtection && architecture === 'Referenced'
    ? [
        {
          path: 'spec.deletionProtection',
          message: "the cluster's life is somebody else's, only the binding that controls it can protect it: remove it",
        },
      ]
    : NO_ISSUES;
}
