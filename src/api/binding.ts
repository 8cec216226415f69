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
  TopicSpec,
  UserMode,
} from '../gen/binding.js';
import type { OnLoss, ProviderFamily } from '../gen/policy.js';
import type { JsonObject } from '../lib/json.js';
import type { Access } from './access.js';
import type { Connection } from './connection.js';
import type { TrustedSources } from './resolve/resolve-trusted-sources.js';

/**
 * A DatabaseBinding that was accepted: the spec, with the policy's classes and defaults applied. Closed and complete, so
 * that no later stage has to ask what was left out.
 */
export interface Binding {
  /** The name the application team gave: the binding's, or the claim's. */
  readonly name: string;
  /** Where the application lives: the binding's namespace, or the claim's. */
  readonly namespace: string;
  readonly composite: Composite;
  readonly provider: Provider;
  readonly target: Target;
  /** The engine, as soon as it is known: a cluster that lives elsewhere has to be looked at first. */
  readonly engine: RunningEngine | undefined;
  readonly databases: readonly string[];
  /** Empty for an engine that has its default user only. */
  readonly users: readonly UserIntent[];
  /** How applications connect. */
  readonly connection: Connection;
  /** Whether deleting the binding deletes what DigitalOcean holds. */
  readonly deletionPolicy: DeletionPolicy;
  readonly topics: readonly TopicSpec[];
  readonly schemas: readonly SchemaSpec[];
  readonly pools: readonly PoolIntent[];
  /** Whether users, databases and Secrets follow to an empty cluster or database in the place of a lost one. */
  readonly onLoss: OnLoss;
  /** Whether deleting the binding or its cluster is refused. */
  readonly deletionProtection: boolean;
}

/** The composite as Kubernetes knows it: the binding itself, or what stands behind a claim. */
export interface Composite {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string;
  /** Undefined for a cluster-scoped composite. */
  readonly namespace: string | undefined;
}

/** A binding of which the engine is known, so that it can be said how to connect. */
export interface EngineBinding extends Binding {
  readonly engine: RunningEngine;
}

/** Whether the engine of a binding is known. */
export function hasEngine(binding: Binding): binding is EngineBinding {
  return binding.engine !== undefined;
}

/** The cluster: one whose life is the binding's, or one that lives elsewhere. */
export type Target = Controlled | Referenced;

/** The binding creates, changes and deletes the cluster, or takes over one that exists. */
export interface Controlled {
  readonly architecture: 'Controlled';
  readonly cluster: ClusterIntent;
  readonly adoption: { readonly uuid: string; readonly confirmed: boolean } | undefined;
  /** Whether the policy allows any UUID at all, so that there is one to adopt by. */
  readonly mayAdopt: boolean;
  /** Needed for a cluster that lives elsewhere only. */
  readonly access?: undefined;
}

/** The cluster's life is someone else's: it is only looked at. */
export interface Referenced {
  readonly architecture: 'Referenced';
  readonly reference: Reference;
  readonly expectedEngine: RunningEngine | undefined;
  /** What the reference means now. */
  readonly access: Access;
}

/** How a cluster that lives elsewhere is named. */
export type Reference =
  | { readonly via: 'uuid'; readonly uuid: string }
  /** A Cluster resource of the provider. */
  | { readonly via: 'cluster'; readonly name: string; readonly namespace: string | undefined }
  /** A binding that controls its cluster; `foreign` if it lies in another namespace. */
  | { readonly via: 'binding'; readonly name: string; readonly namespace: string; readonly foreign: boolean };

/** Whether the cluster is shared by another namespace: what passwords it has are not ours to read. */
export function isForeign(target: Target): boolean {
  return target.architecture === 'Referenced' && target.reference.via === 'binding' && target.reference.foreign;
}

/** How the provider's managed resources are written. */
export interface Provider {
  readonly family: ProviderFamily;
  readonly configRef: { readonly kind: string; readonly name: string };
  /** Where the managed resources lie, when that does not follow from the composite. */
  readonly resourceNamespace: string | undefined;
  /** What the names of the provider's connection Secrets begin with. */
  readonly secretPrefix: string;
  /** Where the provider's connection Secrets lie; `undefined` is the binding's own namespace. */
  readonly secretNamespace: string | undefined;
}

/** A value of the cluster and where it comes from. */
export interface Choice<T> {
  readonly value: T;
  /** Where a person changes it: `spec.cluster.size`, `policy.classes.small.size`. */
  readonly path: string;
  /** False for a default: it holds for a cluster that is created, what runs keeps its own value. */
  readonly asked: boolean;
}

/** The cluster as it should be. */
export interface ClusterIntent {
  readonly engine: RunningEngine;
  /** What the spec asks for; another engine than the running one is refused. */
  readonly askedEngine: Engine;
  /** The name at DigitalOcean for a new cluster. */
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
  /** The backup a new cluster starts with. */
  readonly restoreFrom: RestoreSpec | undefined;
  /** Settings of the engine that were found to fit; empty where there are none. */
  readonly configuration: JsonObject;
}

/** A user of the cluster: made by the binding, or only looked at. */
export interface UserIntent {
  /** The name in the spec, which resource keys and Secrets go by. */
  readonly name: string;
  /** The name at DigitalOcean, which applications log in with. */
  readonly login: string;
  readonly mode: UserMode;
  /** What holds from the user's creation on, and cannot be changed. */
  readonly mysqlAuthPlugin?: MysqlAuthPlugin | undefined;
  readonly acl?: readonly AclEntry[] | undefined;
}

/** A connection pool. */
export interface PoolIntent {
  readonly name: string;
  readonly mode: PoolMode;
  readonly size: number;
  readonly database: string;
  /** Undefined where each client connects as itself. */
  readonly user: string | undefined;
}
