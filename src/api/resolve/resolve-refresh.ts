import type { PolicyRefresh } from '../../gen/policy.js';

/** How Crossplane learns of what changes in a binding that stands still. */
export interface Refresh {
  /** The time until it asks again, where the policy says one. */
  readonly steadySeconds: number | undefined;
  /** Whether it is to watch the provider's connection Secrets. */
  readonly watchSecrets: boolean;
}

const SECONDS = { m: 60, h: 3600 } as const;

/** How Crossplane learns of what changes, as the policy says. */
export function resolveRefresh({ steady, watchSecrets = false }: PolicyRefresh = {}): Refresh {
  return { steadySeconds: steady === undefined ? undefined : secondsIn(steady), watchSecrets };
}

/** The schema allows a number and one of the two units. */
function secondsIn(duration: string): number {
  return Number.parseInt(duration, 10) * (duration.endsWith('h') ? SECONDS.h : SECONDS.m);
}
