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
  core: { Namespaced: 'v1', ClusterScoped: 'v1' },
} as const satisfies Record<string, Record<Provider['family'], string>>;

/** What this function composes under one family of resource keys. */
export interface Kind {
  /** A resource key, or the prefix of a family of keys, which ends in a dash. A changed key means a new resource. */
  readonly key: string;
  /** The provider's, where nothing is said. */
  readonly api?: keyof typeof APIS;
  /** The Kubernetes kinds that can have such a key; the first is the usual one. */
  readonly kinds: readonly string[];
}

/** A kind of the provider's managed resources. */
export interface ManagedKind extends Kind {
  /** What messages call it, where that is not its name in the table. */
  readonly word?: string;
  /** Whether the provider usually writes connection details for it. */
  readonly hasConnectionDetails?: true;
  /** What happens at DigitalOcean to one that is taken off the spec; otherwise its composing decides. */
  readonly leaving?: Leaving;
  readonly told: Told;
  /** What stands between the cluster's id and the name in the external name, where an existing one can be imported. */
  readonly separator?: string;
  /** The names of those that a binding asks for; an only one has the empty name. */
  names(binding: Binding): readonly string[];
}

/** Data stays at DigitalOcean, and so does a definition; what can be made again is deleted. */
export type Leaving = 'DataStays' | 'Stays' | 'Goes';

/** Where the state of a kind is told: the part of the binding it is judged with. */
export type Told = 'cluster' | 'users' | 'databases' | 'contents' | 'parts' | 'settings' | 'nowhere';
