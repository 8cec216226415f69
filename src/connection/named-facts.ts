import type { EngineProfile, Endpoint as UriParts } from '../engines/engine-profile.js';
import { percentEncode } from '../engines/percent-encode.js';
import type { Endpoint, TlsMode } from '../gen/binding.js';
import type { ConnectionFacts } from './connection-facts.js';

/** What the named facts of one connection are made of. */
export interface FactSources {
  readonly profile: EngineProfile;
  readonly endpoint: Endpoint;
  readonly tls: TlsMode;
  /** Whether no Secret may be written without the CA certificate. */
  readonly caNeeded: boolean;
  /** The administrator has a password only, whatever other users have. */
  readonly administrator: boolean;
  readonly facts: ConnectionFacts;
}

/** A fact as formats and templates name it. */
export interface NamedFact {
  /** Plain, never empty; `undefined` while it is not known and for a connection that has none. */
  readonly text: string | undefined;
  /** Whether a format has to wait for it: what it can do without is left out. */
  readonly needed: boolean;
}

export type NamedFacts = ReadonlyMap<string, NamedFact>;

/** The three addresses of a connection: the main one is the endpoint's. */
interface Addresses {
  readonly main: UriParts | undefined;
  readonly public: UriParts | undefined;
  readonly private: UriParts | undefined;
}

interface FactRow {
  readonly text: (sources: FactSources, addresses: Addresses) => string | undefined;
  /** Credentials, and what has them in it: nothing for a ConfigMap. */
  readonly secret?: true;
  /** Several lines, which make no part of another text. */
  readonly block?: true;
  /** Which engines have it; every engine by default. */
  readonly has?: (profile: EngineProfile) => boolean;
  /** Whether a format has to wait for it; always by default. */
  readonly needed?: (sources: FactSources) => boolean;
}

const hasDatabases = ({ defaultDatabase }: EngineProfile): boolean => defaultDatabase !== '';
const hasCertificates = ({ clientCertificate }: EngineProfile): boolean => clientCertificate;
const withCertificate = ({ profile, administrator }: FactSources): boolean =>
  profile.clientCertificate && !administrator;
const caNeeded = (sources: FactSources): boolean => sources.caNeeded;
/** A public connection can do without the private address. */
const ofPrivate = ({ endpoint }: FactSources): boolean => endpoint === 'Private';

/** The facts every engine has. A pool's and a replica's (`direct-uri`, `read-host`, …) are further rows. */
const FACTS: Readonly<Record<string, FactRow>> = {
  type: { text: ({ profile }) => profile.serviceType },
  provider: { text: () => 'digitalocean' },
  host: { text: (_, { main }) => main?.host },
  port: { text: (_, { main }) => main && String(main.port) },
  username: { text: ({ facts }) => facts.username, secret: true },
  password: { text: ({ facts }) => facts.password, secret: true },
  database: { text: ({ facts }) => facts.database, has: hasDatabases },
  uri: { text: ({ profile }, { main }) => main && profile.uri(main), secret: true },
  ssl: { text: () => 'true' },
  'cluster-name': { text: ({ facts }) => facts.clusterName },
  'public-host': { text: (_, { public: parts }) => parts?.host },
  'public-port': { text: (_, { public: parts }) => parts && String(parts.port) },
  'public-uri': { text: ({ profile }, { public: parts }) => parts && profile.uri(parts), secret: true },
  'private-host': { text: (_, { private: parts }) => parts?.host, needed: ofPrivate },
  'private-port': { text: (_, { private: parts }) => parts && String(parts.port), needed: ofPrivate },
  'private-uri': {
    text: ({ profile }, { private: parts }) => parts && profile.uri(parts),
    needed: ofPrivate,
    secret: true,
  },
  'encoded-username': { text: ({ facts }) => facts.username && percentEncode(facts.username), secret: true },
  'encoded-password': { text: ({ facts }) => facts.password && percentEncode(facts.password), secret: true },
  'encoded-database': { text: ({ facts }) => facts.database && percentEncode(facts.database), has: hasDatabases },
  'ca.crt': { text: ({ facts }) => facts.caCertificate, needed: caNeeded, block: true },
  // The specification means a client's own certificate by it; where there is none, clients look for the CA there.
  certificates: {
    text: ({ profile, administrator, facts }) =>
      profile.clientCertificate && !administrator ? facts.accessCert : facts.caCertificate,
    needed: (sources) => withCertificate(sources) || caNeeded(sources),
    secret: true,
    block: true,
  },
  'private-key': {
    text: ({ facts }) => facts.accessKey,
    has: hasCertificates,
    needed: withCertificate,
    secret: true,
    block: true,
  },
  'access.crt': {
    text: ({ facts }) => facts.accessCert,
    has: hasCertificates,
    needed: withCertificate,
    secret: true,
    block: true,
  },
  'access.key': {
    text: ({ facts }) => facts.accessKey,
    has: hasCertificates,
    needed: withCertificate,
    secret: true,
    block: true,
  },
};

/** The facts of one connection by their names. */
export function namedFacts(sources: FactSources): NamedFacts {
  const addresses = addressesOf(sources);
  const named = new Map<string, NamedFact>();
  for (const [name, { text, has, needed }] of Object.entries(FACTS))
    if (has?.(sources.profile) ?? true)
      named.set(name, { text: text(sources, addresses) || undefined, needed: needed?.(sources) ?? true });
  for (const [name, { text }] of Object.entries(sources.profile.ownFacts)) {
    const own = addresses.main && text(addresses.main);
    named.set(name, { text: own || undefined, needed: addresses.main === undefined || own !== undefined });
  }
  return named;
}

/** The names of the facts an engine has, for a person who looks for one. */
export function factNames(profile: EngineProfile): readonly string[] {
  const common = Object.entries(FACTS).flatMap(([name, { has }]) => ((has?.(profile) ?? true) ? [name] : []));
  return [...common, ...Object.keys(profile.ownFacts)].sort();
}

/** Whether a fact may stand in a ConfigMap. */
export function isOpen(profile: EngineProfile, name: string): boolean {
  const own = Object.hasOwn(profile.ownFacts, name) ? profile.ownFacts[name] : undefined;
  return own ? !own.secret : Object.hasOwn(FACTS, name) && !FACTS[name]?.secret;
}

/** Whether a fact has several lines, so that it makes no part of another text. */
export function isBlock(name: string): boolean {
  return Object.hasOwn(FACTS, name) && FACTS[name]?.block === true;
}

function addressesOf(sources: FactSources): Addresses {
  const { host, port, privateHost, privatePort } = sources.facts;
  const open = uriParts(sources, host, port);
  const inside = uriParts(sources, privateHost, privatePort);
  return { main: sources.endpoint === 'Private' ? inside : open, public: open, private: inside };
}

function uriParts(
  { profile, tls, facts }: FactSources,
  host: string | undefined,
  port: number | undefined,
): UriParts | undefined {
  const { username, password, database, clusterName, dashboardsHost, dashboardsPort } = facts;
  if (!host || !port || !username || !password || !clusterName) return undefined;
  if (hasDatabases(profile) && !database) return undefined;
  const dashboards = dashboardsHost && dashboardsPort ? { host: dashboardsHost, port: dashboardsPort } : undefined;
  return { host, port, username, password, database: database ?? '', clusterName, tls, dashboards };
}
