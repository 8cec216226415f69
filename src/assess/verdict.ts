import { joinSentences } from '../lib/sentences.js';

/** What a condition says: a stable reason for machines, and a sentence for people. */
export interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason: Reason;
  readonly message: string;
}

/** The conditions this function sets. */
export const CONDITION_TYPES = ['SpecAccepted', 'ClusterReady', 'UsersReady', 'ConnectionReady'] as const;
export type ConditionType = (typeof CONDITION_TYPES)[number];

/**
 * Every reason, and which event on the binding it deserves when it appears. Reasons are part of the API: people and alerts
 * match them.
 */
export const REASONS = {
  Accepted: 'quiet',
  InvalidSpec: 'warning',
  InvalidPolicy: 'warning',
  Conflict: 'warning',
  ImmutableField: 'warning',
  UnsupportedChange: 'warning',
  EngineMismatch: 'warning',
  AlreadyManaged: 'warning',
  AlreadyExists: 'warning',
  HandoverPending: 'warning',
  AdoptionPending: 'normal',
  OwnerNotFound: 'warning',
  OwnerNotReady: 'quiet',
  OwnerIsReferenced: 'warning',
  NotShared: 'warning',
  ClusterNotFound: 'warning',
  WaitingForReference: 'quiet',
  Available: 'normal',
  Creating: 'quiet',
  CreationFailed: 'warning',
  NameNotAvailable: 'warning',
  NotReady: 'quiet',
  ClusterLost: 'warning',
  ClusterForgotten: 'warning',
  DataLost: 'warning',
  UserLost: 'warning',
  ProviderError: 'warning',
  WaitingForCluster: 'quiet',
  WaitingForRights: 'quiet',
  RightsNotGiven: 'warning',
  WaitingForUsers: 'quiet',
  WaitingForDatabases: 'quiet',
  WaitingForConnectionDetails: 'quiet',
  WaitingForCaCertificate: 'warning',
  NameTaken: 'warning',
  CredentialsKept: 'warning',
  DefaultUserOnly: 'quiet',
  WaitingForContents: 'quiet',
  PartsNotReady: 'quiet',
  TrustedSourcesKept: 'warning',
  OpenToInternet: 'warning',
  AllDataShared: 'warning',
  Configuring: 'quiet',
  Upgrading: 'normal',
  Migrating: 'normal',
  Resizing: 'normal',
  ClassChanged: 'normal',
  ChangeFailed: 'warning',
  ConfigurationKept: 'warning',
} as const satisfies Record<string, 'quiet' | 'normal' | 'warning'>;
export type Reason = keyof typeof REASONS;

/** The longest message of a condition that a person still reads. */
export const LONGEST = 2000;

/** The condition holds. */
export function holds(reason: Reason, message = ''): Verdict {
  return { status: 'True', reason, message };
}

/** Nothing is wrong: the usual verdict. */
export const AVAILABLE: Verdict = holds('Available');

/** The condition does not hold. */
export function fails(reason: Reason, message: string): Verdict {
  return { status: 'False', reason, message };
}

// What a person must know first, the worst at the top. What DigitalOcean might still delete comes before all else.
const GRAVE: readonly Reason[] = [
  'HandoverPending',
  'AdoptionPending',
  'EngineMismatch',
  'ClusterLost',
  'ClusterForgotten',
  'DataLost',
  'UserLost',
  'AlreadyExists',
  'ImmutableField',
  'ProviderError',
  'ChangeFailed',
  'RightsNotGiven',
];

/** Whether a reason means more than waiting. */
export function isGrave({ reason }: { readonly reason: Reason }): boolean {
  return GRAVE.includes(reason);
}

/** The worst of several problems; if all only wait, the first. */
export function worstOf<T extends { readonly reason: Reason }>(problems: readonly T[]): T | undefined {
  for (const grave of GRAVE) {
    const found = problems.find(({ reason }) => reason === grave);
    if (found) return found;
  }
  return problems[0];
}

/**
 * One verdict for all that is to be told of a condition: the worst decides the status and the reason and is told first, then
 * come the others. What does not hold is worse than what does. If there is nothing to tell, `usual` holds.
 */
export function fold(told: readonly Verdict[], usual: Verdict): Verdict {
  const failing = told.filter(({ status }) => status === 'False');
  const worst = worstOf(failing.length > 0 ? failing : told);
  if (!worst) return usual;
  const others = told.filter((verdict) => verdict !== worst);
  return {
    ...worst,
    message: joinSentences(
      [worst, ...others].map(({ message }) => message),
      LONGEST,
    ),
  };
}
