import type { Issue } from '../lib/issue.js';

/** A change that DigitalOcean cannot make: it is not sent, the rest of the spec is. */
export interface Refusal extends Issue {
  readonly reason:
    | 'InvalidSpec'
    | 'ImmutableField'
    | 'UnsupportedChange'
    | 'EngineMismatch'
    | 'AdoptionPending'
    | 'AlreadyManaged'
    | 'AlreadyExists'
    | 'NotShared'
    | 'TrustedSourcesKept';
}

/** Collects the refusals of one call, in the order in which a person reads them. */
export type Refusals = Refusal[];

/** An immutable field that the spec would change. */
export function immutable(path: string, running: string, asked: string): Refusal {
  return {
    reason: 'ImmutableField',
    path,
    message: `cannot change from "${running}" to "${asked}": DigitalOcean fixes it at creation; set it back, or make a new binding`,
  };
}

/** A change in a direction that DigitalOcean does not support. */
export function unsupported(path: string, message: string): Refusal {
  return { reason: 'UnsupportedChange', path, message };
}

/** A change of storage to less than there is. */
export function shrinking(path: string, running: number, asked: number): Refusal {
  return unsupported(
    path,
    `cannot shrink from ${running} to ${asked} MiB: storage only grows; set it to ${running} or more, or take it out`,
  );
}
