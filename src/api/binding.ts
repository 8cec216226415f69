import type {
  AclEntry,
  DeletionPolicy,
  Engine,
  EvictionPolicy,
  LogSinkSpec,
  MaintenanceWindow,
  MysqlAuthPlugin,
  PoolMode,
  PrivateNetwork,
  ReplicaSpec,
  RestoreSpec,
  RunningEngine,
  SchemaSpec,
  SharingSpec,
  TopicSpec,
  UserMode,
} from '../gen/binding.js';
import type { OnLoss, ProviderFamily } from '../gen/policy.js';
import type { JsonObject } from '../lib/json.js';
import type { Access } from './access.js';
import type { AclLevel } from './acl-bound.js';
import type { Connection } from './connection.js';
import type { Refresh } from './resolve/resolve-refresh.js';
import type { TrustedSources } from './resolve/resolve-trusted-sources.js';
import type { Rights } from './rights.js';

/** An accepted DatabaseBinding: the spec with the policy's classes and defaults applied. Complete, so no later stage has defaults. */
export interface Binding {
  /** The name that the application team chose: the binding's, or the claim's. */
  readonly name: string;
  /** The application's namespace: the binding's, or the claim's. */
  readonly namespace: string;
  readonly composite: Composite;
  readonly provider: Provider;
  readonly target: Target;
  /** Undefined until a cluster that lives elsewhere has been observed. */
  readonly engine: RunningEngine | undefined;
  readonly databases: readonly DatabaseIntent[];
  /** Empty for an engine that has only its default user. */
  readonly users: readonly UserIntent[];
  readonly connection: Connection;
  /** What its users may do in its databases; `undefined` where that need not be given, or the engine is not known. */
  readonly rights: Rights | undefined;
  /** Whether deleting the binding deletes what DigitalOcean holds. */
  readonly deletionPolicy: DeletionPolicy;
  readonly topics: readonly TopicIntent[];
  readonly schemas: readonly SchemaSpec[];
  readonly pools: readonly PoolIntent[];
  /** Whether users, databases and Secrets follow to the empty cluster or database that replaces a lost one. */
  readonly onLoss: OnLoss;
  /** Whether Kubernetes refuses to delete the binding and its cluster. */
  readonly deletionProtection: boolean;
  readonly refresh: Refresh;
}

/** The composite resource: the binding itself or, cluster-scoped, what stands behind a claim. */
export interface Composite {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string;
  /** Undefined for a cluster-scoped composite. */
  readonly namespace: string | undefined;
  readonly claim: { readonly name: string; readonly namespace: string } | undefined;
}

/** A binding whose engine is known, which is needed to connect. */
export interface EngineBinding extends Binding {
  readonly engine: RunningEngine;
}

/** Whether the engine of a binding is known. */
export function hasEngine(binding: Binding): binding is EngineBinding {
  return binding.engine !== undefined;
}

/** The cluster: the binding's own, or one that lives elsewhere. */
export type Target = Controlled | Referenced;

/** The binding creates, changes and deletes the cluster, or adopts one that exists. */
export interface Controlled {
  readonly architecture: 'Controlled';
  readonly cluster: ClusterIntent;
  readonly adoption: { readonly uuid: string; readonly confirmed: boolean } | undefined;
  /** Who else may use the cluster. */
  readonly sharing: SharingSpec | undefined;
  /** Whether the policy allows any UUID, so that adoption is possible. */
  readonly mayAdopt: boolean;
  /** Only a cluster that lives elsewhere has it. */
  readonly access?: undefined;
}

/** Somebody else controls the cluster: the binding only observes it. */
export interface Referenced {
  readonly architecture: 'Referenced';
  readonly reference: Reference;
  readonly expectedEngine: RunningEngine | undefined;
  /** What the reference resolves to now. */
  readonly access: Access;
}

/** How a cluster that lives elsewhere is named. */
export type Reference =
  | { readonly via: 'uuid'; readonly uuid: string }
  /** A Cluster resource of the provider. */
  | { readonly via: 'cluster'; readonly name: string; readonly namespace: string | undefined }
  /** A binding that controls its cluster; `foreign` if it lies in another namespace. */
  | { readonly via: 'binding'; readonly name: string; readonly namespace: string; readonly foreign: boolean };

/** Whether another namespace shares the cluster: its passwords are not ours to read. */
export function isForeign(target: Target): boolean {
  return target.architecture === 'Referenced' && target.reference.via === 'binding' && target.reference.foreign;
}

/** What all managed resources of the provider have in common. */
export interface Provider {
  readonly family: ProviderFamily;
  readonly configRef: { readonly kind: string; readonly name: string };
  /** Whether what exists follows another configuration, which leads to the same account. */
  readonly mayMigrate: boolean;
  /** The namespace of the managed resources, where it does not follow from the composite. */
  readonly resourceNamespace: string | undefined;
  /** The namespace of the provider's connection Secrets; `undefined` is the binding's own. */
  readonly secretNamespace: string | undefined;
}

/** A value of the cluster and where it comes from. */
export interface Choice<T> {
  readonly value: T;
  /** Where a person changes it: `spec.cluster.size`, `policy.classes.small.size`. */
  readonly path: string;
  /** False for a default, which is for new clusters: one that runs keeps its own value. */
  readonly asked: boolean;
}

/** The desired cluster. */
export interface ClusterIntent {
  readonly engine: RunningEngine;
  /** The engine in the spec; refused if another one runs. */
  readonly askedEngine: Engine;
  /** The name of a new cluster at DigitalOcean. */
  readonly name: string;
  readonly version: Choice<string> | undefined;
  readonly size: Choice<string> | undefined;
  readonly region: Choice<string> | undefined;
  readonly nodeCount: Choice<number>;
  /** MiB. */
  readonly storageSizeMib: Choice<number> | undefined;
  readonly privateNetwork: Choice<PrivateNetwork> | undefined;
  readonly projectId: Choice<string> | undefined;
  readonly maintenanceWindow: MaintenanceWindow | undefined;
  readonly evictionPolicy: EvictionPolicy | undefined;
  readonly sqlMode: string | undefined;
  readonly tags: readonly string[];
  readonly replicas: readonly ReplicaSpec[];
  readonly logSinks: readonly LogSinkSpec[];
  readonly trustedSources: TrustedSources;
  /** The backup that a new cluster starts from. */
  readonly restoreFrom: RestoreSpec | undefined;
  /** Settings of the engine; may be empty. */
  readonly configuration: JsonObject;
}

/** A user of the cluster: created by the binding, or only observed. */
export interface UserIntent {
  /** The name in the spec, which resource keys and Secrets use. */
  readonly name: string;
  /** The name at DigitalOcean, which applications log in with. */
  readonly login: string;
  readonly mode: UserMode;
  /** Set when the user is created; cannot be changed. */
  readonly mysqlAuthPlugin?: MysqlAuthPlugin | undefined;
  readonly acl?: readonly AclEntry[] | undefined;
  /** The level that `acl` was written for, where the spec has one instead of an ACL. */
  readonly level?: AclLevel | undefined;
}

/** A database of the cluster. */
export interface DatabaseIntent {
  /** The name in the spec, which resource keys use. */
  readonly name: string;
  /** The name at DigitalOcean. */
  readonly called: string;
}

/** A topic of the cluster. */
export interface TopicIntent extends TopicSpec, DatabaseIntent {}

/** A connection pool. */
export interface PoolIntent {
  readonly name: string;
  readonly mode: PoolMode;
  readonly size: number;
  /** The name at DigitalOcean. */
  readonly database: string;
  /** The name at DigitalOcean; undefined where each client connects as itself. */
  readonly user: string | undefined;
}
