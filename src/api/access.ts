import type { RunningEngine } from '../gen/binding.js';
import type { AclBound } from './acl-bound.js';

/** Whether the binding may add users and databases to a cluster that lives elsewhere. */
export type Access =
  | {
      readonly state: 'granted';
      /** The cluster's UUID. */
      readonly id: string;
      /** `undefined` if nothing tells it yet. */
      readonly engine: RunningEngine | undefined;
      /** The port of the private address, which only the owner knows. */
      readonly privatePort: number | undefined;
      /** Names that the owner manages itself. */
      readonly taken: TakenByOwner;
      /** What users may do at most; `undefined` if nothing bounds them. */
      readonly bound: AclBound | undefined;
    }
  | { readonly state: 'withheld'; readonly reason: WithheldReason; readonly message: string };

export type WithheldReason =
  | 'OwnerNotFound'
  | 'OwnerNotReady'
  | 'OwnerIsReferenced'
  | 'NotShared'
  | 'ClusterNotFound'
  | 'WaitingForReference';

/** Names in a cluster that its owner manages, by kind. */
export type TakenByOwner = Readonly<Record<'user' | 'database' | 'topic', readonly string[]>>;
