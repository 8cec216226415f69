import type { Binding, Provider } from '../api/binding.js';
import { providerSecretName } from '../api/names.js';
import type { ConfigurationProfile } from '../engines/configurations.js';
import { asList, at, type Json, type JsonObject } from '../lib/json.js';
import { NOTE, type ObservedResource } from '../observe/observed-resource.js';

/** The provider's API groups, one per family. */
export const API_VERSIONS = {
  Namespaced: 'database.digitalocean.m.crossplane.io/v1alpha1',
  ClusterScoped: 'database.digitalocean.crossplane.io/v1alpha1',
} as const satisfies Record<Provider['family'], string>;

/** What the provider may do with a managed resource. There is no late initialisation: it would fight with autoscaling. */
export type ManagementPolicies = readonly ('Observe' | 'Create' | 'Update' | 'Delete')[];

/** All the provider may do: without `Delete` DigitalOcean keeps what the binding leaves. */
export function fullPolicies({ deletionPolicy }: Pick<Binding, 'deletionPolicy'>): ManagementPolicies {
  return deletionPolicy === 'Orphan' ? KEPT : ALL;
}

/** The right to delete, too. */
export const ALL: ManagementPolicies = ['Observe', 'Create', 'Update', 'Delete'];

/**
 * All the provider may do with what lies in a cluster. It goes with the cluster, so it needs no right to be deleted by
 * itself; in a cluster that lives on it does.
 */
export function policiesWithin(binding: Pick<Binding, 'deletionPolicy' | 'target'>): ManagementPolicies {
  return isDeletedByItself(binding) ? ALL : KEPT;
}

/** Whether what the binding made in a cluster is deleted with the binding, while the cluster lives on. */
export function isDeletedByItself({ deletionPolicy, target }: Pick<Binding, 'deletionPolicy' | 'target'>): boolean {
  return target.architecture === 'Referenced' && deletionPolicy === 'Delete';
}

/** The same without the right to delete. */
export const KEPT: ManagementPolicies = ['Observe', 'Create', 'Update'];

/** Nothing but to look. */
export const LOOKED_AT: ManagementPolicies = ['Observe'];

/** Whether the provider may do nothing but look at a resource. */
export function isOnlyObserved({ managementPolicies }: ObservedResource): boolean {
  return managementPolicies.length === 1 && managementPolicies[0] === 'Observe';
}

/** Whether a desired resource lets the provider do something. */
export function allows(desired: JsonObject | undefined, policy: ManagementPolicies[number]): boolean {
  return asList(at(desired, 'spec', 'managementPolicies')).includes(policy);
}

/** Whether deleting a resource in Kubernetes deletes it at DigitalOcean. No policies stand for the API server's default, which is all. */
export function mayDelete({ managementPolicies }: ObservedResource): boolean {
  return managementPolicies.length === 0 || managementPolicies.includes('*') || managementPolicies.includes('Delete');
}

/** A resource of the provider, as this function desires it. */
export interface ManagedResource {
  readonly key: string;
  readonly kind:
    | 'Cluster'
    | 'User'
    | 'DB'
    | 'KafkaTopic'
    | 'KafkaSchemaRegistry'
    | 'ConnectionPool'
    | 'Replica'
    | 'LogSinkOpenSearch'
    | 'LogSinkRsyslog'
    | 'Firewall'
    | ConfigurationProfile['kind'];
  readonly forProvider: JsonObject;
  readonly managementPolicies: ManagementPolicies;
  /** The name at DigitalOcean, where the provider does not find it out itself. */
  readonly externalName?: string | undefined;
  /** What has to be known of it at a later call. */
  readonly note?: string | undefined;
  /** Whether the provider has connection details to write. A password may be told only once, so nothing that has one goes without. */
  readonly hasConnectionDetails: boolean;
}

/** Writes the manifest of a managed resource. It has no name: Crossplane gives it one. */
export function managedResource({ provider }: Binding, resource: ManagedResource): JsonObject {
  const apiVersion = API_VERSIONS[provider.family];
  const metadata = metadataOf(provider, resource);
  const spec = specOf(provider, resource);
  return metadata ? { apiVersion, kind: resource.kind, metadata, spec } : { apiVersion, kind: resource.kind, spec };
}

function metadataOf({ resourceNamespace: namespace }: Provider, resource: ManagedResource): Json | undefined {
  const annotations = annotationsOf(resource);
  if (annotations === undefined) return namespace === undefined ? undefined : { namespace };
  return namespace === undefined ? { annotations } : { namespace, annotations };
}

function annotationsOf({ externalName, note }: ManagedResource): Json | undefined {
  if (externalName === undefined) return note === undefined ? undefined : { [NOTE]: note };
  const named = { 'crossplane.io/external-name': externalName };
  return note === undefined ? named : { ...named, [NOTE]: note };
}

function specOf(provider: Provider, resource: ManagedResource): Json {
  const { forProvider, managementPolicies } = resource;
  const providerConfigRef = configRef(provider);
  if (!resource.hasConnectionDetails) return { forProvider, managementPolicies, providerConfigRef };
  const writeConnectionSecretToRef = secretRef(provider, resource.key);
  return { forProvider, managementPolicies, providerConfigRef, writeConnectionSecretToRef };
}

function configRef({ family, configRef: { kind, name } }: Provider): Json {
  return family === 'Namespaced' ? { kind, name } : { name };
}

function secretRef({ secretPrefix, secretNamespace: namespace }: Provider, key: string): Json {
  const name = providerSecretName(secretPrefix, key);
  return namespace === undefined ? { name } : { name, namespace };
}
