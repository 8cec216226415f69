import { APIS } from '../../src/kinds/kind.js';
import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { type Answer, valueOr } from '../kubernetes/cluster-reader.js';
import { crossplaneIn } from './crossplane.js';
import { type ConfigRef, type KeyRef, keyRef, type PolicyInUse } from './policy-in-use.js';

/** A configuration of a provider that a policy names. */
export interface NeededConfig extends ConfigRef {
  readonly provider: 'DigitalOcean' | 'provider-sql' | 'provider-http';
  readonly family: PolicyInUse['family'];
  readonly apiVersion: string;
}

type Listed = Answer<readonly JsonObject[]>;

const PROVIDER_APIS = {
  Namespaced: 'digitalocean.m.crossplane.io/v1beta1',
  ClusterScoped: 'digitalocean.crossplane.io/v1beta1',
} as const;

/** Its configurations are not of the version of its requests in both families. */
const HTTP_APIS = {
  Namespaced: 'http.m.crossplane.io/v1alpha2',
  ClusterScoped: 'http.crossplane.io/v1alpha1',
} as const;

/** The key of a list of configurations. */
export function configKey({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion} ${kind}`;
}

/** All configurations that the policies name, each once. */
export function neededConfigs(policies: readonly PolicyInUse[]): readonly NeededConfig[] {
  const named = policies.flatMap(({ family, providerConfig, sqlConfigs, fetch }): readonly NeededConfig[] => [
    { provider: 'DigitalOcean', family, apiVersion: PROVIDER_APIS[family], ...providerConfig },
    ...sqlConfigs.map((name) => ({
      provider: 'provider-sql' as const,
      family,
      apiVersion: APIS.postgresql[family],
      kind: family === 'Namespaced' ? ('ClusterProviderConfig' as const) : ('ProviderConfig' as const),
      name,
    })),
    ...(fetch === undefined
      ? []
      : [{ provider: 'provider-http' as const, family, apiVersion: HTTP_APIS[family], ...fetch.config }]),
  ]);
  return [...new Map(named.map((config) => [`${configKey(config)} ${config.name}`, config])).values()];
}

/** The lists that these are in. */
export function configLists(policies: readonly PolicyInUse[]): readonly NeededConfig[] {
  return [...new Map(neededConfigs(policies).map((config) => [configKey(config), config])).values()];
}

/** The objects of a configuration that is named: in the namespaced kind there may be one in each namespace. */
export function configsNamed(config: NeededConfig, listed: ReadonlyMap<string, Listed>): readonly JsonObject[] {
  const all = valueOr(listed.get(configKey(config)) ?? { state: 'absent' }, []);
  return all.filter((object) => at(object, 'metadata', 'name') === config.name);
}

/** Where a configuration has its credentials from, if that is a Secret. */
export function credentialsOf(
  config: JsonObject,
): { readonly ref: KeyRef; readonly isConnection: boolean } | undefined {
  const connection = asObject(at(config, 'spec', 'credentials', 'connectionSecretRef'));
  const own = asObject(at(config, 'spec', 'credentials', 'secretRef'));
  const isConnection = asString(connection.name) !== undefined;
  const ref = isConnection ? connection : own;
  if (asString(ref.name) === undefined) return undefined;
  const namespace = asString(ref.namespace) ?? asString(at(config, 'metadata', 'namespace')) ?? '';
  return { ref: keyRef({ ...ref, namespace }), isConnection };
}

/** The Secrets that say whether bindings will work: credentials of providers, CA certificates and those of TLS. */
export function neededSecrets(
  policies: readonly PolicyInUse[],
  configs: ReadonlyMap<string, Listed>,
  { deployments, functionRevisions }: { readonly deployments: Listed; readonly functionRevisions: Listed },
): readonly KeyRef[] {
  const named = neededConfigs(policies).flatMap((config) => configsNamed(config, configs));
  const { namespace, tlsClientSecret } = crossplaneIn(valueOr(deployments, []));
  const functions = [...new Set(policies.map(({ functionName }) => functionName))];
  const servers = functions.map((name) => tlsServerSecret(name, valueOr(functionRevisions, [])));
  const refs = [
    ...named.flatMap((config) => credentialsOf(config)?.ref ?? []),
    ...policies.flatMap(({ fetch }) => fetch?.token ?? []),
    ...policies.flatMap(({ caSource }) => (caSource?.kind === 'Secret' ? caSource : [])),
    ...[tlsClientSecret, ...servers].map((name) => ({ namespace, name, key: 'tls.crt' })),
  ];
  return [...new Map(refs.map((ref) => [`${ref.namespace}/${ref.name}`, ref])).values()];
}

/** The ConfigMaps that CA certificates come from. */
export function neededConfigMaps(policies: readonly PolicyInUse[]): readonly KeyRef[] {
  return policies.flatMap(({ caSource }) => (caSource?.kind === 'ConfigMap' ? caSource : []));
}

/** The Secret with the certificate of a function, which its active revision names. */
export function tlsServerSecret(functionName: string, revisions: readonly JsonObject[]): string {
  const active = activeRevision(functionName, revisions);
  return (
    asString(at(active, 'status', 'tlsServerSecretName')) ??
    asString(at(active, 'spec', 'tlsServerSecretName')) ??
    `${functionName}-tls-server`
  );
}

/** The revision of a package that is in use. */
export function activeRevision(name: string, revisions: readonly JsonObject[]): JsonObject | undefined {
  return revisions.find(
    (revision) =>
      at(revision, 'metadata', 'labels', 'pkg.crossplane.io/package') === name &&
      at(revision, 'spec', 'desiredState') === 'Active',
  );
}
