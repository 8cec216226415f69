import type { Choice } from '../../api/binding.js';
import type { Refusal } from '../refusal.js';

/** What is sent for a field of a running cluster, and why it is not what was asked for. */
export interface FieldChange<T> {
  readonly value: T | undefined;
  readonly refusals: readonly Refusal[];
}

/** A choice's value if somebody asked for it: defaults hold for new clusters only. */
export function askedFor<T>(choice: Choice<T> | undefined): T | undefined {
  return choice?.asked ? choice.value : undefined;
}

/** A value that is sent as it was asked for. */
export function accept<T>(value: T | undefined): FieldChange<T> {
  return { value, refusals: [] };
}

/** A change that DigitalOcean does not make: what runs stays. */
export function unsupported<T>(value: T, path: string, message: string): FieldChange<T> {
  return { value, refusals: [{ reason: 'UnsupportedChange', path, message }] };
}
