import type { EngineProfile, OwnFact, Endpoint as UriParts } from '../engines/engine-profile.js';
import { oncePerEngine } from '../engines/once-per-engine.js';
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

/** The facts of one connection by their names; each is worked out when it is asked for. */
export interface NamedFacts {
  get(name: string): NamedFact | undefined;
}

/** The three addresses of a connection: the main one is the endpoint's. */
interface Addresses {
  readonly main: Address | undefined;
  readonly public: Address | undefined;
  readonly private: Address | undefined;
}

interface Address {
  readonly parts: UriParts;
  readonly uri: string;
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
  host: { text: (_, { main }) => main?.parts.host },
  port: { text: (_, { main }) => main && String(main.parts.port) },
  username: { text: ({ facts }) => facts.username, secret: true },
  password: { text: ({ facts }) => facts.password, secret: true },
  database: { text: ({ facts }) => facts.database, has: hasDatabases },
  uri: { text: (_, { main }) => main?.uri, secret: true },
  ssl: { text: () => 'true' },
  'cluster-name': { text: ({ facts }) => facts.clusterName },
  'public-host': { text: (_, { public: open }) => open?.parts.host },
  'public-port': { text: (_, { public: open }) => open && String(open.parts.port) },
  'public-uri': { text: (_, { public: open }) => open?.uri, secret: true },
  'private-host': { text: (_, { private: inside }) => inside?.parts.host, needed: ofPrivate },
  'private-port': { text: (_, { private: inside }) => inside && String(inside.parts.port), needed: ofPrivate },
  'private-uri': { text: (_, { private: inside }) => inside?.uri, needed: ofPrivate, secret: true },
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
  const { profile } = sources;
  const addresses = addressesOf(sources);
  return {
    get(name) {
      if (Object.hasOwn(profile.ownFacts, name)) return ownFact(profile.ownFacts[name], addresses.main);
      const row = Object.hasOwn(FACTS, name) ? FACTS[name] : undefined;
      if (!row || row.has?.(profile) === false) return undefined;
      return { text: row.text(sources, addresses) || undefined, needed: row.needed?.(sources) ?? true };
    },
  };
}

function ownFact(fact: OwnFact | undefined, main: Address | undefined): NamedFact {
  const text = main && fact?.text(main.parts);
  return { text: text || undefined, needed: main === undefined || text !== undefined };
}

/** The names of the facts an engine has, for a person who looks for one. */
export const factNames = oncePerEngine((profile): readonly string[] => {
  const common = Object.entries(FACTS).flatMap(([name, { has }]) => ((has?.(profile) ?? true) ? [name] : []));
  return [...common, ...Object.keys(profile.ownFacts)].sort();
});

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
  const open = addressOf(sources, host, port);
  const inside = addressOf(sources, privateHost, privatePort);
  return { main: sources.endpoint === 'Private' ? inside : open, public: open, private: inside };
}

function addressOf(
  { profile, tls, facts }: FactSources,
  host: string | undefined,
  port: number | undefined,
): Address | undefined {
  const { username, password, database, clusterName, dashboardsHost, dashboardsPort } = facts;
  if (!host || !port || !username || !password || !clusterName) return undefined;
  if (hasDatabases(profile) && !database) return undefined;
  const dashboards = dashboardsHost && dashboardsPort ? { host: dashboardsHost, port: dashboardsPort } : undefined;
  const parts = { host, port, username, password, database: database ?? '', clusterName, tls, dashboards };
  return { parts, uri: profile.uri(parts) };
}
