import type { Choice } from '../api/binding.js';
import type { Refusal } from './refusal.js';

/** What is sent for a field of a running cluster, and why it is not what was asked for. */
export interface FieldChange<T> {
  readonly value: T | undefined;
  readonly refusals: readonly Refusal[];
}

/** A choice's value if somebody asked for it: defaults hold for new clusters only. */
export function askedFor<T>(choice: Choice<T> | undefined): T | undefined {
  return choice?.asked ? choice.value : undefined;
}
