import type { ObservedCondition } from '../observe/observed-condition.js';
import { type Result, Severity, Target } from '../wire/response.js';
import type { Assessment } from './assess.js';
import { CONDITION_TYPES, REASONS } from './verdict.js';

/**
 * An event for every condition whose change is worth reporting. It compares with the condition that the composite already
 * shows, so an old Crossplane that does not store conditions gets no events, rather than one a minute.
 */
export function transitions(
  observed: ReadonlyMap<string, ObservedCondition>,
  assessment: Assessment,
): readonly Result[] {
  const events: Result[] = [];
  for (const type of CONDITION_TYPES) {
    const before = observed.get(type);
    const now = assessment[type];
    if (!before || (before.status === now.status && before.reason === now.reason)) continue;
    const kind = REASONS[now.reason];
    if (kind === 'quiet') continue;
    events.push({
      severity: kind === 'warning' ? Severity.Warning : Severity.Normal,
      reason: now.reason,
      message: `${type}: ${now.message || 'available'}`,
      target: Target.CompositeAndClaim,
    });
  }
  return events;
}
