import { profileOf } from '../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine, SecretSpec } from '../gen/binding.js';
import type { BindingPolicy } from '../gen/policy.js';
import type { UserIntent } from './binding.js';
import type { CaSource, Connection, CredentialIntent, SecretIntent } from './connection.js';

/** What the connection is resolved from. */
export interface ConnectionSources {
  readonly spec: DatabaseBindingSpec;
  readonly policy: BindingPolicy;
  readonly engine: RunningEngine | undefined;
  /** The namespace the application lives in. */
  readonly namespace: string;
  readonly users: readonly UserIntent[];
}

/** Applies the defaults: the user's own wish comes first, then the connection's, then the policy's. */
export function resolveConnection(sources: ConnectionSources): Connection {
  const { spec, policy } = sources;
  const defaults = policy.defaults?.connection;
  return {
    endpoint: spec.connection?.endpoint ?? defaults?.endpoint ?? 'Public',
    tls: spec.connection?.tls ?? defaults?.tls ?? 'Require',
    ca: bindingCa(sources) ?? policyCa(sources),
    credentials: resolveCredentials(sources),
    configMap: spec.connection?.configMap ?? false,
    workload: spec.connection?.workload,
  };
}

/** Without an engine there is nobody to compose a connection for. */
function resolveCredentials(sources: ConnectionSources): readonly CredentialIntent[] {
  const { spec, engine, users } = sources;
  if (engine === undefined) return [];
  const { users: own, defaultUser } = profileOf(engine);
  if (!own.supported) return [{ ...credential(sources, defaultUser, 0), administrator: true }];
  return [
    ...users.map(({ name }, i) => credential(sources, name, i)),
    ...(spec.connection?.defaultUser ? [administrator(sources, defaultUser)] : []),
  ];
}

function credential(sources: ConnectionSources, user: string, i: number): CredentialIntent {
  const { spec } = sources;
  const first = i === 0;
  const own = spec.users?.[i];
  const shared = spec.connection?.secret ?? {};
  const { name, ...forEveryone } = shared;
  const wanted = { ...(first ? shared : forEveryone), ...own?.secret };
  const path = own?.secret ? `spec.users[${i}].secret` : 'spec.connection.secret';
  return {
    path: spec.users ? `spec.users[${i}]` : 'spec.connection.secret',
    user,
    administrator: false,
    secrets: [
      intent(sources, wanted, path),
      ...(first ? extras(sources, spec.connection?.extraSecrets, 'spec.connection.extraSecrets') : []),
      ...extras(sources, own?.extraSecrets, `spec.users[${i}].extraSecrets`),
    ],
  };
}

function administrator(sources: ConnectionSources, user: string): CredentialIntent {
  const { name: _, ...shared } = sources.spec.connection?.secret ?? {};
  return {
    path: 'spec.connection.defaultUser',
    user,
    administrator: true,
    secrets: [intent(sources, shared, 'spec.connection.secret')],
  };
}

function extras(
  sources: ConnectionSources,
  specs: readonly SecretSpec[] | undefined,
  path: string,
): readonly SecretIntent[] {
  return (specs ?? []).map((spec, i) => ({
    ...intent(sources, spec, `${path}[${i}]`),
    format: spec.format ?? 'ServiceBinding',
  }));
}

function intent({ policy }: ConnectionSources, spec: SecretSpec, path: string): SecretIntent {
  return {
    path,
    name: spec.name,
    format: spec.format ?? policy.defaults?.connection?.format ?? 'ServiceBinding',
    prefix: spec.prefix ?? '',
    keys: Object.entries(spec.keys ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    labels: spec.labels ?? {},
    annotations: spec.annotations ?? {},
  };
}

const CA_KEY = 'ca.crt';

/** A binding names what lies in its own namespace only: Crossplane reads the whole cluster, its tenants may not. */
function bindingCa({ spec, namespace }: ConnectionSources): CaSource | undefined {
  const { inline, configMapRef, secretRef } = spec.connection?.caCertificate ?? {};
  const path = 'spec.connection.caCertificate';
  if (inline !== undefined) return { from: 'inline', path: `${path}.inline`, pem: inline };
  if (configMapRef) return object('ConfigMap', `${path}.configMapRef`, { ...configMapRef, namespace });
  return secretRef && object('Secret', `${path}.secretRef`, { ...secretRef, namespace });
}

function policyCa({ policy, namespace }: ConnectionSources): CaSource | undefined {
  const { inline, configMapRef, secretRef, fetch: api } = policy.caCertificate ?? {};
  const path = 'policy.caCertificate';
  if (inline !== undefined) return { from: 'inline', path: `${path}.inline`, pem: inline };
  if (configMapRef) return object('ConfigMap', `${path}.configMapRef`, { namespace, ...configMapRef });
  if (secretRef) return object('Secret', `${path}.secretRef`, { namespace, ...secretRef });
  if (!api) return undefined;
  const providerConfigRef = { kind: 'ClusterProviderConfig', name: 'default', ...api.providerConfigRef };
  return { from: 'api', path: `${path}.fetch`, request: { tokenSecret: api.tokenSecretRef, providerConfigRef } };
}

interface NamespacedRef {
  readonly name: string;
  readonly namespace: string;
  readonly key?: string;
}

function object(
  kind: 'ConfigMap' | 'Secret',
  path: string,
  { name, namespace, key = CA_KEY }: NamespacedRef,
): CaSource {
  return { from: 'object', path, kind, name, namespace, key };
}
