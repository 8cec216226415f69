import type { EngineProfile, Endpoint as UriParts } from '../engines/engine-profile.js';
import type { Endpoint } from '../gen/binding.js';
import type { ConnectionFacts } from './connection-facts.js';

/** The Secret's entries, as plain text. */
export type SecretEntries = Readonly<Record<string, string>>;

/** Either all entries, or the names of the facts that are still missing. */
export type Formatted =
  | { readonly complete: true; readonly entries: SecretEntries }
  | { readonly complete: false; readonly missing: readonly string[] };

/** The Secret type of the Service Binding specification. */
export function serviceBindingType({ serviceType }: EngineProfile): string {
  return `servicebinding.io/${serviceType}`;
}

/** Writes the entries of the `ServiceBinding` format: the specification's well-known keys, and ours beside them. */
export function formatServiceBinding(profile: EngineProfile, facts: ConnectionFacts, endpoint: Endpoint): Formatted {
  const publicParts = uriParts(profile, facts, facts.host, facts.port);
  const privateParts = uriParts(profile, facts, facts.privateHost, facts.privatePort);
  const main = endpoint === 'Private' ? privateParts : publicParts;
  const certificate = certificateEntries(profile, facts);
  if (!main || !publicParts || !certificate)
    return { complete: false, missing: missingFacts(profile, facts, endpoint) };
  return {
    complete: true,
    entries: {
      type: profile.serviceType,
      provider: 'digitalocean',
      host: main.host,
      port: String(main.port),
      username: main.username,
      password: main.password,
      ...(main.database ? { database: main.database } : {}),
      uri: profile.uri(main),
      'cluster-name': main.clusterName,
      ...profile.ownKeys(main),
      ...addressEntries(profile, 'public', publicParts),
      ...(privateParts ? addressEntries(profile, 'private', privateParts) : {}),
      ...certificate,
    },
  };
}

function uriParts(
  { defaultDatabase }: EngineProfile,
  { username, password, database, clusterName }: ConnectionFacts,
  host: string | undefined,
  port: number | undefined,
): UriParts | undefined {
  if (!host || !port || !username || !password || !clusterName) return undefined;
  if (defaultDatabase && !database) return undefined;
  return { host, port, username, password, database: database ?? '', clusterName };
}

function addressEntries(profile: EngineProfile, name: 'public' | 'private', parts: UriParts): SecretEntries {
  return { [`${name}-host`]: parts.host, [`${name}-port`]: String(parts.port), [`${name}-uri`]: profile.uri(parts) };
}

/** Under the specification's names, and under those that Kafka's clients know. */
function certificateEntries(
  { clientCertificate }: EngineProfile,
  { accessCert, accessKey }: ConnectionFacts,
): SecretEntries | undefined {
  if (!clientCertificate) return {};
  if (!accessCert || !accessKey) return undefined;
  return { certificates: accessCert, 'private-key': accessKey, 'access.crt': accessCert, 'access.key': accessKey };
}

function missingFacts(profile: EngineProfile, facts: ConnectionFacts, endpoint: Endpoint): readonly string[] {
  const needed: Readonly<Record<string, unknown>> = {
    host: facts.host,
    port: facts.port,
    ...(endpoint === 'Private' ? { 'private host': facts.privateHost, 'private port': facts.privatePort } : {}),
    password: facts.password,
    ...(profile.clientCertificate ? { certificate: facts.accessCert, 'private key': facts.accessKey } : {}),
    'cluster name': facts.clusterName,
  };
  return Object.keys(needed).filter((name) => !needed[name]);
}

/** Reads the facts back from the entries of a Secret that was written before. */
export function lastKnownFacts(entries: SecretEntries): Partial<ConnectionFacts> {
  const text = (key: string): string | undefined => (Object.hasOwn(entries, key) && entries[key]) || undefined;
  return {
    host: text('public-host'),
    port: asPort(text('public-port')),
    privateHost: text('private-host'),
    privatePort: asPort(text('private-port')),
    username: text('username'),
    password: text('password'),
    database: text('database'),
    clusterName: text('cluster-name'),
    accessCert: text('access.crt'),
    accessKey: text('access.key'),
  };
}

function asPort(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}
