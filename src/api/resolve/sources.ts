import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import type { Access } from '../access.js';
import type { Composite, Reference } from '../binding.js';
import type { RoleEnding } from '../names.js';

/** What a binding is resolved from. */
export interface Sources {
  readonly composite: Composite;
  readonly spec: DatabaseBindingSpec;
  readonly policy: BindingPolicy;
  readonly known: Known;
}

/** The name and namespace that the application team chose: the binding's, or the claim's. */
export interface Named {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** What is known about a binding beyond its spec and policy. */
export interface Known {
  /** The engine of the cluster that exists. */
  readonly runningEngine: RunningEngine | undefined;
  /** Whether there is a Cluster resource, even if DigitalOcean has no cluster for it yet. */
  readonly hasCluster: boolean;
  /** What a reference to a cluster that lives elsewhere means now. */
  accessBy(reference: Reference, namespace: string | undefined, template: string | undefined): Access;
  /** The UUIDs of the cluster that the binding controls, and of the lost one that it replaces. */
  readonly ownClusters: readonly string[];
  /** Whether a cluster whose Cluster resource is gone is looked for: nothing is created meanwhile. */
  readonly isReturning: boolean;
  /** The UUIDs of the network and the project that the Cluster resource was sent to. */
  placedIn(): readonly string[];
  readonly existing: Existing;
  /** False if invalid parts of spec or policy were left out: then a missing value is no problem. */
  readonly complete: boolean;
}

/** The names in the spec of the users, databases and topics that exist. */
export interface Existing {
  readonly users: readonly string[];
  readonly databases: readonly string[];
  readonly topics: readonly string[];
  /** The name at DigitalOcean of the user that the binding created for a name in the spec. */
  loginOf(user: string): string | undefined;
  /** Whether that name is noted on the user's resource, so that nobody else wrote it there. */
  isNoted(user: string): boolean;
  /** The name at DigitalOcean that the resource of a database or topic has, by its name in the spec. */
  calledOf(kind: 'database' | 'topic', name: string): string | undefined;
  /** The role in PostgreSQL that owns what the binding's users create, if there is one. */
  readonly ownerRole: string | undefined;
  /** The role for the schema "public" of a database, by the database's name in the spec. */
  schemaRoleOf(database: string, ending: RoleEnding): string | undefined;
}
