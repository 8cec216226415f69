import type { Issue } from '../lib/issue.js';

/** A change that DigitalOcean cannot make: it is not sent, everything else of the spec is. */
export interface Refusal extends Issue {
  readonly reason:
    | 'ImmutableField'
    | 'UnsupportedChange'
    | 'EngineMismatch'
    | 'AdoptionPending'
    | 'AlreadyManaged'
    | 'AlreadyExists'
    | 'TrustedSourcesKept';
}

/** An immutable field that the spec would change. */
export function immutable(path: string, running: string, asked: string): Refusal {
  return {
    reason: 'ImmutableField',
    path,
    message: `cannot change from "${running}" to "${asked}": DigitalOcean fixes it at creation; set it back, or make a new binding`,
  };
}
