import { asString, at, type JsonObject } from '../../src/lib/json.js';
import type { Answer, ObjectReader } from '../../tools/kubernetes/cluster-reader.js';
import { createAuthority, type Identity, issue } from '../server/authority.js';
import { manifests } from './examples.js';
import { providerDefinitions, sqlDefinitions } from './provider-schemas.js';

/** When tests look at a cluster, before its certificates end. */
export const NOW = new Date().toISOString();
/** What no output may contain. */
export const TOKEN = 'dop_v1_5c1f00d5ecret';

const SYSTEM = 'crossplane-system';

/** Where an object stands, as tests name it: `Kind name`, or `Kind namespace/name`. */
export function idOf(object: JsonObject): string {
  const namespace = asString(at(object, 'metadata', 'namespace'));
  const name = asString(at(object, 'metadata', 'name')) ?? '';
  return `${String(object.kind)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** An API server that has these objects; of what is `refused`, by kind, it tells nothing. */
export function readerOf(objects: readonly JsonObject[], refused: readonly string[] = []): ObjectReader {
  const answer = <T>(kind: string, value: T | undefined): Answer<T> => {
    if (refused.includes(kind)) return { state: 'refused', why: `${kind} is forbidden` };
    return value === undefined ? { state: 'absent' } : { state: 'found', value };
  };
  return {
    async get({ apiVersion, kind, namespace, name }) {
      const found = objects.find(
        (object) =>
          object.apiVersion === apiVersion &&
          object.kind === kind &&
          asString(at(object, 'metadata', 'namespace')) === namespace &&
          at(object, 'metadata', 'name') === name,
      );
      return answer(kind, found);
    },
    async list(apiVersion, kind, namespace) {
      const found = objects.filter(
        (object) =>
          object.apiVersion === apiVersion &&
          object.kind === kind &&
          (namespace === undefined || at(object, 'metadata', 'namespace') === namespace),
      );
      // A kind without any object counts as one that is not served.
      const isServed = ALWAYS_SERVED.test(apiVersion) || objects.some((object) => object.kind === kind);
      return answer(kind, isServed ? found : undefined);
    },
  };
}

const ALWAYS_SERVED = /^(?:v1|(?:apps|rbac\.authorization\.k8s\.io|admissionregistration\.k8s\.io)\/v1)$/;

/** A status with conditions that are all `True`. */
export function withConditions(object: JsonObject, ...types: readonly string[]): JsonObject {
  const conditions = types.map((type) => ({ type, status: 'True', reason: 'Fine', lastTransitionTime: NOW }));
  return { ...object, status: { conditions } };
}

/** A Secret with these values. */
export function secretOf(namespace: string, name: string, values: Readonly<Record<string, string>>): JsonObject {
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, type: 'Opaque', data };
}

/** The Secret of an identity that an authority signed. */
export function tlsSecret(name: string, identity: Identity, authority: Identity): JsonObject {
  return secretOf(SYSTEM, name, { 'tls.crt': identity.cert, 'tls.key': identity.key, 'ca.crt': authority.cert });
}

/** All that the default Compositions need, for bindings and for claims. */
export async function healthyCluster(): Promise<readonly JsonObject[]> {
  const authority = await createAuthority('Crossplane');
  const identity = await issue(authority);
  return [
    crossplaneDeployment(),
    object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', { name: 'crossplane-no-usages' }),
    ...installedPackages(),
    ...[...providerDefinitions(), ...sqlDefinitions()].map((definition) => withConditions(definition, 'Established')),
    ...manifests('configuration').flatMap(([, manifest]) => installed(manifest)),
    ...credentials(),
    object('v1', 'Namespace', { name: SYSTEM }),
    tlsSecret('crossplane-tls-client', identity, authority),
    tlsSecret('function-database-binding-tls-server', identity, authority),
    ...manifests('examples/rbac').map(([, manifest]) => manifest),
    ...rights(),
  ];
}

/** What Crossplane may do, and who writes bindings in a namespace. */
export function rights(namespace = 'shop'): readonly JsonObject[] {
  const account = { kind: 'ServiceAccount', name: 'crossplane', namespace: SYSTEM };
  const team = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'shop-team' };
  return [
    clusterRole('crossplane', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]),
    roleBinding('ClusterRoleBinding', undefined, 'crossplane', 'crossplane', account),
    roleBinding('RoleBinding', namespace, 'team', 'databasebindings-edit', team),
  ];
}

/** A cluster role with rules. */
export function clusterRole(name: string, rules: readonly JsonObject[]): JsonObject {
  return { ...object('rbac.authorization.k8s.io/v1', 'ClusterRole', { name }), rules };
}

/** Who has a cluster role: everywhere, or in a namespace. */
export function roleBinding(
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  namespace: string | undefined,
  name: string,
  role: string,
  subject: JsonObject,
): JsonObject {
  return {
    ...object('rbac.authorization.k8s.io/v1', kind, namespace === undefined ? { name } : { name, namespace }),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [subject],
  };
}

function object(apiVersion: string, kind: string, metadata: JsonObject): JsonObject {
  return { apiVersion, kind, metadata };
}

/** Crossplane's Deployment, as its chart makes it, reduced to what is read of it. */
export function crossplaneDeployment(): JsonObject {
  const container = {
    name: 'crossplane',
    image: 'xpkg.crossplane.io/crossplane/crossplane:v2.4.0',
    args: ['core', 'start'],
  };
  return {
    ...object('apps/v1', 'Deployment', { namespace: SYSTEM, name: 'crossplane' }),
    spec: { template: { spec: { serviceAccountName: 'crossplane', containers: [container] } } },
    status: { availableReplicas: 1 },
  };
}

/** The function with its revision, and the providers, as the package manager shows them. */
export function installedPackages(): readonly JsonObject[] {
  const of = (kind: string, name: string, image: string): JsonObject =>
    withConditions(
      { ...object('pkg.crossplane.io/v1', kind, { name }), spec: { package: image } },
      'Installed',
      'Healthy',
    );
  const name = 'function-database-binding';
  const labels = { 'pkg.crossplane.io/package': name };
  return [
    of('Function', name, `registry.example.org/${name}:v0.1.0`),
    {
      ...object('pkg.crossplane.io/v1', 'FunctionRevision', { name: `${name}-1`, labels }),
      spec: { desiredState: 'Active', revision: 1, tlsServerSecretName: `${name}-tls-server` },
      status: { endpoint: 'dns:///function:9443' },
    },
    of('Provider', 'digitalocean', 'registry.example.org/provider-upjet-digitalocean:v1.0.1'),
    of('Provider', 'sql', 'registry.example.org/provider-sql:v0.16.0'),
  ];
}

/** The configurations of the provider's two families, and the Secret with the token. */
export function credentials(): readonly JsonObject[] {
  return [
    config('digitalocean.m.crossplane.io/v1beta1', 'ClusterProviderConfig'),
    config('digitalocean.crossplane.io/v1beta1', 'ProviderConfig'),
    secretOf(SYSTEM, 'digitalocean', { credentials: JSON.stringify({ token: TOKEN }) }),
  ];
}

function config(apiVersion: string, kind: string): JsonObject {
  const secretRef = { namespace: SYSTEM, name: 'digitalocean', key: 'credentials' };
  return { ...object(apiVersion, kind, { name: 'default' }), spec: { credentials: { source: 'Secret', secretRef } } };
}

/** What of the configuration package a cluster has, as the list of its API version shows it. */
function installed(manifest: JsonObject): readonly JsonObject[] {
  if (manifest.kind === 'Configuration') return [];
  if (manifest.kind === 'ManagedResourceActivationPolicy') return [withConditions(manifest, 'Healthy')];
  if (manifest.kind !== 'CompositeResourceDefinition') return [manifest];
  const types = at(manifest, 'spec', 'claimNames') === undefined ? ['Established'] : ['Established', 'Offered'];
  return [withConditions({ ...manifest, apiVersion: 'apiextensions.crossplane.io/v1' }, ...types)];
}
