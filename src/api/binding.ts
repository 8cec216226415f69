import type {
  DeletionPolicy,
  Engine,
  EvictionPolicy,
  MaintenanceWindow,
  PrivateNetwork,
  UserMode,
} from '../gen/binding.js';
import type { ProviderFamily } from '../gen/policy.js';
import type { Connection } from './connection.js';

/**
 * A DatabaseBinding that was accepted: the spec, with the policy's classes and defaults applied. Closed and complete, so
 * that no later stage has to ask what was left out.
 */
export interface Binding {
  /** The name the application team gave: the binding's, or the claim's. */
  readonly name: string;
  /** Where the application lives: the binding's namespace, or the claim's. */
  readonly namespace: string;
  readonly provider: Provider;
  readonly cluster: ClusterIntent;
  readonly databases: readonly string[];
  /** Empty for an engine that has its default user only. */
  readonly users: readonly UserIntent[];
  /** How applications connect. */
  readonly connection: Connection;
  /** Whether deleting the binding deletes what DigitalOcean holds. */
  readonly deletionPolicy: DeletionPolicy;
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
  readonly engine: Engine;
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
}

/** A user of the cluster: made by the binding, or only looked at. */
export interface UserIntent {
  readonly name: string;
  readonly mode: UserMode;
}
