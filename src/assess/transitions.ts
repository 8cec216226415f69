import type { ObservedCondition } from '../observe/observed-condition.js';
import { type Result, Severity, Target } from '../wire/response.js';
import type { Assessment } from './assess.js';
import { CONDITION_TYPES, REASONS, type Verdict } from './verdict.js';

/**
 * An event for every condition that changes to something worth telling. It compares with the condition the composite
 * already shows, so an old Crossplane that does not store conditions gets none, rather than one a minute.
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
    if (kind !== 'quiet') events.push(event(kind, type, now));
  }
  return events;
}

function event(kind: 'normal' | 'warning', type: string, { reason, message }: Verdict): Result {
  return {
    severity: kind === 'warning' ? Severity.Warning : Severity.Normal,
    reason,
    message: `${type}: ${message || 'available'}`,
    target: Target.CompositeAndClaim,
  };
}
