import type { Binding, Provider } from '../api/binding.js';
import { connectionSecretName } from '../kinds/connection-secret.js';
import { APIS } from '../kinds/kind.js';
import { MANAGED, type ManagedName } from '../kinds/kinds.js';
import type { Json, JsonObject } from '../lib/json.js';
import { NOTE } from '../observe/annotations.js';
import type { ManagementPolicies } from './management-policies.js';

/** A resource of the provider, as this function desires it. */
export interface ManagedResource {
  readonly key: string;
  readonly kind: ManagedName;
  /** The Kubernetes kind, if there are several. */
  readonly kubernetesKind?: string;
  readonly forProvider: JsonObject;
  readonly managementPolicies: ManagementPolicies;
  /** The name at DigitalOcean, if the provider does not find it out itself. */
  readonly externalName?: string | undefined;
  /** What a later call has to know of it. */
  readonly note?: string | undefined;
  /** Whether the provider writes connection details, if not as usual for the kind. It may show a password only once, so whatever has one needs them. */
  readonly hasConnectionDetails?: boolean;
}

/** Writes the manifest of a managed resource. It has no name: Crossplane gives it one. */
export function managedResource(binding: Binding, resource: ManagedResource): JsonObject {
  const { provider } = binding;
  const apiVersion = APIS.provider[provider.family];
  const kind = resource.kubernetesKind ?? MANAGED[resource.kind].kinds[0] ?? '';
  const metadata = metadataOf(provider, resource);
  const spec = specOf(binding, resource);
  return metadata ? { apiVersion, kind, metadata, spec } : { apiVersion, kind, spec };
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

function specOf(binding: Binding, resource: ManagedResource): Json {
  const { forProvider, managementPolicies } = resource;
  const providerConfigRef = configRef(binding.provider);
  if (!(resource.hasConnectionDetails ?? MANAGED[resource.kind].hasConnectionDetails))
    return { forProvider, managementPolicies, providerConfigRef };
  const writeConnectionSecretToRef = secretRef(binding, resource.key);
  return { forProvider, managementPolicies, providerConfigRef, writeConnectionSecretToRef };
}

function configRef({ family, configRef: { kind, name } }: Provider): Json {
  return family === 'Namespaced' ? { kind, name } : { name };
}

function secretRef({ composite, provider: { secretNamespace: namespace } }: Binding, key: string): Json {
  const name = connectionSecretName(composite.name, key);
  return namespace === undefined ? { name } : { name, namespace };
}
