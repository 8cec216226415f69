import { profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine, SecretFormat, SecretSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import type { Target, UserIntent } from '../binding.js';
import type { CaSource, Connection, CredentialIntent, SecretIntent } from '../connection.js';

/** What the connection is resolved from. */
export interface ConnectionSources {
  readonly spec: DatabaseBindingSpec;
  readonly policy: BindingPolicy;
  readonly target: Target;
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
    readFrom: resolveReplica(sources),
    workload: spec.connection?.workload,
  };
}

function resolveReplica({ spec, target }: ConnectionSources): string | undefined {
  const replicas = target.architecture === 'Controlled' ? target.cluster.replicas : [];
  return replicas.length === 0 ? undefined : (spec.connection?.readFrom ?? replicas[0]?.name);
}

/** Without an engine there is nobody to compose a connection for. */
function resolveCredentials(sources: ConnectionSources): readonly CredentialIntent[] {
  const { spec, engine, users } = sources;
  if (engine === undefined) return [];
  const { users: own, defaultUser } = profileOf(engine);
  if (!own.supported)
    return [{ ...credential(sources, { name: defaultUser, login: defaultUser }, 0), administrator: true }];
  const credentials = users.map((user, i) => credential(sources, user, i));
  if (spec.connection?.defaultUser) credentials.push(administrator(sources, defaultUser));
  return credentials;
}

function credential(
  sources: ConnectionSources,
  { name: user, login }: Pick<UserIntent, 'name' | 'login'>,
  i: number,
): CredentialIntent {
  const { connection, users } = sources.spec;
  const own = users?.[i];
  const main = mainSecret(sources, i);
  const further = i === 0 ? extras(connection?.extraSecrets, 'spec.connection.extraSecrets') : [];
  return {
    path: users ? `spec.users[${i}]` : 'spec.connection.secret',
    user,
    login,
    administrator: false,
    pool: own?.pool ?? connection?.pool,
    secrets: own?.extraSecrets
      ? [main, ...further, ...extras(own.extraSecrets, `spec.users[${i}].extraSecrets`)]
      : [main, ...further],
  };
}

/** The user's own wish comes before the connection's, field by field. The name that stands there is the first user's. */
function mainSecret(sources: ConnectionSources, i: number): SecretIntent {
  const { connection, users } = sources.spec;
  const [own, shared] = [users?.[i]?.secret, connection?.secret];
  const path = own ? `spec.users[${i}].secret` : 'spec.connection.secret';
  return intent(path, own?.name ?? (i === 0 ? shared?.name : undefined), formatOf(sources, own), own, shared);
}

function administrator(sources: ConnectionSources, user: string): CredentialIntent {
  const shared = sources.spec.connection?.secret;
  return {
    path: 'spec.connection.defaultUser',
    user,
    login: user,
    administrator: true,
    // Administration takes a session of its own, and a pool's few connections are for applications.
    pool: undefined,
    secrets: [intent('spec.connection.secret', undefined, formatOf(sources), shared)],
  };
}

function extras(specs: readonly SecretSpec[] | undefined, path: string): readonly SecretIntent[] {
  return specs?.map((spec, i) => intent(`${path}[${i}]`, spec.name, spec.format ?? 'ServiceBinding', spec)) ?? [];
}

function formatOf({ spec, policy }: ConnectionSources, own?: SecretSpec): SecretFormat {
  return own?.format ?? spec.connection?.secret?.format ?? policy.defaults?.connection?.format ?? 'ServiceBinding';
}

/** A Secret whose fields are those of the first spec that has them. */
function intent(
  path: string,
  name: string | undefined,
  format: SecretFormat,
  spec: SecretSpec | undefined,
  otherwise?: SecretSpec,
): SecretIntent {
  return {
    path,
    name,
    format,
    prefix: spec?.prefix ?? otherwise?.prefix ?? '',
    keys: sortedKeys(spec?.keys ?? otherwise?.keys),
    labels: spec?.labels ?? otherwise?.labels ?? {},
    annotations: spec?.annotations ?? otherwise?.annotations ?? {},
  };
}

function sortedKeys(keys: SecretSpec['keys']): SecretIntent['keys'] {
  return keys ? Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
}

const CA_KEY = 'ca.crt';

/** A binding names what lies in its own namespace only: Crossplane reads the whole cluster, its tenants may not. */
function bindingCa({ spec, namespace }: ConnectionSources): CaSource | undefined {
  if (!spec.connection?.caCertificate) return undefined;
  const { inline, configMapRef, secretRef } = spec.connection.caCertificate;
  const path = 'spec.connection.caCertificate';
  if (inline !== undefined) return { from: 'inline', path: `${path}.inline`, pem: inline };
  if (configMapRef) return object('ConfigMap', `${path}.configMapRef`, { ...configMapRef, namespace });
  return secretRef && object('Secret', `${path}.secretRef`, { ...secretRef, namespace });
}

function policyCa({ policy, namespace }: ConnectionSources): CaSource | undefined {
  if (!policy.caCertificate) return undefined;
  const { inline, configMapRef, secretRef, fetch: api } = policy.caCertificate;
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
