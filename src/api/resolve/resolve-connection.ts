import { profileOf } from '../../engines/engines.js';
import type { CaCertificate, ObjectKeyRef, SecretFormat, SecretSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import type { Binding, UserIntent } from '../binding.js';
import type { CaSource, Connection, CredentialIntent, SecretIntent } from '../connection.js';
import type { Sources } from './sources.js';

/** What the connection is resolved from. */
export type ConnectionSources = Pick<Sources, 'spec' | 'policy'> &
  Pick<Binding, 'target' | 'engine' | 'namespace' | 'users'>;

/** Applies the defaults: the user's own settings come first, then the connection's, then the policy's. */
export function resolveConnection(sources: ConnectionSources): Connection {
  const { spec, policy } = sources;
  const { connection } = spec;
  const defaults = policy.defaults?.connection;
  return {
    endpoint: connection?.endpoint ?? defaults?.endpoint ?? 'Public',
    tls: connection?.tls ?? defaults?.tls ?? 'Require',
    ca: resolveCa(sources),
    credentials: resolveCredentials(sources),
    configMap: connection?.configMap ?? false,
    readFrom: resolveReplica(sources),
    workload: connection?.workload,
  };
}

function resolveReplica({ spec, target }: ConnectionSources): string | undefined {
  const replicas = target.architecture === 'Controlled' ? target.cluster.replicas : [];
  return replicas.length === 0 ? undefined : (spec.connection?.readFrom ?? replicas[0]?.name);
}

/** There are no credentials while the engine is unknown. */
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

/** The user's own setting comes before the connection's, field by field; but a name there is for the first user only. */
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
    // Administration needs a session of its own, and a pool's few connections are for applications.
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

/** The binding's own source comes first. It names objects in its own namespace only: Crossplane reads the whole cluster, its tenants must not. */
function resolveCa({ spec, policy, namespace, engine }: ConnectionSources): CaSource | undefined {
  const own = spec.connection?.caCertificate;
  return (own && writtenCa('spec.connection.caCertificate', own, namespace)) ?? policyCa(policy, namespace, engine);
}

function policyCa(
  { caCertificate }: BindingPolicy,
  namespace: string,
  engine: ConnectionSources['engine'],
): CaSource | undefined {
  if (!caCertificate) return undefined;
  const { configMapRef, secretRef, fetch: api } = caCertificate;
  const path = 'policy.caCertificate';
  if (!api) return writtenCa(path, caCertificate, (configMapRef ?? secretRef)?.namespace ?? namespace);
  if (api.engines && !api.engines.some((listed) => listed === engine)) return undefined;
  const providerConfigRef = { kind: 'ClusterProviderConfig', name: 'default', ...api.providerConfigRef };
  const { tokenSecretRef: tokenSecret, optional = false } = api;
  return { from: 'api', path: `${path}.fetch`, request: { tokenSecret, providerConfigRef, optional } };
}

/** A certificate that stands in the text itself or in an object of a namespace. */
function writtenCa(path: string, given: CaCertificate, namespace: string): CaSource | undefined {
  const { inline, configMapRef, secretRef } = given;
  if (inline !== undefined) return { from: 'inline', path: `${path}.inline`, pem: inline };
  if (configMapRef) return object('ConfigMap', `${path}.configMapRef`, configMapRef, namespace);
  return secretRef && object('Secret', `${path}.secretRef`, secretRef, namespace);
}

function object(kind: 'ConfigMap' | 'Secret', path: string, ref: ObjectKeyRef, namespace: string): CaSource {
  return { from: 'object', path, kind, name: ref.name, namespace, key: ref.key ?? 'ca.crt' };
}
