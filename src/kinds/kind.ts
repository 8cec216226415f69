import type { Binding, Provider } from '../api/binding.js';

/** API versions of what is composed, for namespaced composites and for cluster-scoped ones. */
export const APIS = {
  provider: {
    Namespaced: 'database.digitalocean.m.crossplane.io/v1alpha1',
    ClusterScoped: 'database.digitalocean.crossplane.io/v1alpha1',
  },
  http: { Namespaced: 'http.m.crossplane.io/v1alpha2', ClusterScoped: 'http.crossplane.io/v1alpha2' },
  protection: { Namespaced: 'protection.crossplane.io/v1beta1', ClusterScoped: 'protection.crossplane.io/v1beta1' },
  serviceBinding: { Namespaced: 'servicebinding.io/v1', ClusterScoped: 'servicebinding.io/v1' },
  postgresql: {
    Namespaced: 'postgresql.sql.m.crossplane.io/v1alpha1',
    ClusterScoped: 'postgresql.sql.crossplane.io/v1alpha1',
  },
  core: { Namespaced: 'v1', ClusterScoped: 'v1' },
} as const satisfies Record<string, Record<Provider['family'], string>>;

/** What this function composes under one family of resource keys. */
export interface Kind {
  /** A resource key, or the prefix of a family of keys, which ends in a dash. A changed key means a new resource. */
  readonly key: string;
  /** The provider's by default. */
  readonly api?: keyof typeof APIS;
  /** The Kubernetes kinds that can have such a key; the first is the usual one. */
  readonly kinds: readonly string[];
}

/** A kind of the provider's managed resources. */
export interface ManagedKind extends Kind {
  /** What messages call it, if not by its name in the table. */
  readonly word?: string;
  /** Whether the provider usually writes connection details for it. */
  readonly hasConnectionDetails?: true;
  /** What happens at DigitalOcean to one that is taken off the spec; if absent, its composer decides. */
  readonly leaving?: Leaving;
  readonly reportedIn: Section;
  /** What separates the cluster's id from the name in the external name, if an existing one can be imported. */
  readonly separator?: string;
  /** The names of those that a binding asks for; empty for a kind of which there is only one. */
  names(binding: Binding): readonly string[];
}

/** Data and definitions stay at DigitalOcean; what can be created again is deleted. */
export type Leaving = 'DataStays' | 'Stays' | 'Goes';

/** The part of the binding that the state of a kind is reported with. */
export type Section = 'cluster' | 'users' | 'databases' | 'contents' | 'parts' | 'settings' | 'nowhere';
