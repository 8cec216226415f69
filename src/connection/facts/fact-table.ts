import type { EngineProfile, OwnFact } from '../../engines/engine-profile.js';
import { oncePerEngine } from '../../engines/once-per-engine.js';
import { percentEncode } from '../../engines/percent-encode.js';
import type { Address, Addresses, AddressSources } from './addresses.js';

/** What the facts of one connection are made of. */
export interface FactSources extends AddressSources {
  /** Whether no Secret may be written without the CA certificate. */
  readonly caNeeded: boolean;
  /** The administrator has a password only, whatever other users have. */
  readonly administrator: boolean;
}

/** A fact that formats and templates can name. */
export interface Fact {
  readonly name: string;
  /** Plain; nothing while it is not known and for a connection that has none. */
  readonly text: (sources: FactSources, addresses: Addresses) => string | undefined;
  /** Whether a format has to wait for it: what it can do without is left out. */
  readonly isNeeded: (sources: FactSources, addresses: Addresses) => boolean;
  /** Whether a format has a key for it; templates may name it anyway. */
  readonly isListed: (sources: FactSources) => boolean;
  /** Credentials, and what has them in it: nothing for a ConfigMap. */
  readonly isSecret: boolean;
  /** Several lines, which make no part of another text. */
  readonly isBlock: boolean;
}

/** A fact as the table has it. */
interface FactRow {
  readonly text: Fact['text'];
  readonly secret?: true;
  readonly block?: true;
  /** Which engines have it; every engine by default. */
  readonly has?: (profile: EngineProfile) => boolean;
  /** Always by default. */
  readonly needed?: (sources: FactSources) => boolean;
  /** Always by default. */
  readonly listed?: (sources: FactSources) => boolean;
}

const hasDatabases = ({ defaultDatabase }: EngineProfile): boolean => defaultDatabase !== '';
const hasCertificates = ({ clientCertificate }: EngineProfile): boolean => clientCertificate;
const withCertificate = ({ profile, administrator }: FactSources): boolean =>
  profile.clientCertificate && !administrator;
const caNeeded = (sources: FactSources): boolean => sources.caNeeded;
/** A public connection can do without the private address. */
const ofPrivate = ({ endpoint }: FactSources): boolean => endpoint === 'Private';

const hasPools = ({ contents }: EngineProfile): boolean => contents.includes('connectionPools');
const hasReplicas = ({ ownFields }: EngineProfile): boolean => ownFields.includes('replicas');
const withPool = ({ pool }: FactSources): boolean => pool !== undefined;
const never = (): boolean => false;
const always = (): boolean => true;

type Row = Omit<FactRow, 'text' | 'secret'>;

/** Host, port and URI of an address. */
function addressRows(prefix: string, of: (addresses: Addresses) => Address | undefined, row: Row = {}): FactRows {
  return {
    [`${prefix}host`]: { ...row, text: (_, addresses) => of(addresses)?.parts.host },
    [`${prefix}port`]: { ...row, text: (_, addresses) => of(addresses)?.parts.port.toString() },
    [`${prefix}uri`]: { ...row, text: (_, addresses) => of(addresses)?.uri, secret: true },
  };
}

type FactRows = Readonly<Record<string, FactRow>>;

/** The facts there are, whatever the engine calls its own. */
const FACTS: FactRows = {
  type: { text: ({ profile }) => profile.serviceType },
  provider: { text: () => 'digitalocean' },
  ...addressRows('', ({ main }) => main.asked),
  username: { text: ({ facts }) => facts.username, secret: true },
  password: { text: ({ facts }) => facts.password, secret: true },
  database: { text: mainDatabase, has: hasDatabases },
  ssl: { text: () => 'true' },
  'cluster-name': { text: ({ facts }) => facts.clusterName },
  // What a Secret is read back from: never the pool's.
  ...addressRows('public-', ({ direct }) => direct.public),
  ...addressRows('private-', ({ direct }) => direct.private, { needed: ofPrivate }),
  'direct-uri': {
    text: (_, { direct }) => direct.asked?.uri,
    has: hasPools,
    needed: withPool,
    listed: withPool,
    secret: true,
  },
  'direct-database': { text: ({ facts }) => facts.database, has: hasPools, needed: withPool, listed: withPool },
  ...addressRows('main-public-', ({ main }) => main.public),
  ...addressRows('main-private-', ({ main }) => main.private, { needed: ofPrivate }),
  ...addressRows('read-', ({ read }) => read.asked, { has: hasReplicas, needed: never }),
  ...addressRows('read-public-', ({ read }) => read.public, { has: hasReplicas, needed: never }),
  ...addressRows('read-private-', ({ read }) => read.private, { has: hasReplicas, needed: never }),
  'encoded-username': { text: ({ facts }) => encoded(facts.username), secret: true },
  'encoded-password': { text: ({ facts }) => encoded(facts.password), secret: true },
  'encoded-database': { text: (sources) => encoded(mainDatabase(sources)), has: hasDatabases },
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

/** The pool's name, where there is one, stands for the database. */
function mainDatabase({ facts, pool }: FactSources): string | undefined {
  return facts.database && (pool?.name ?? facts.database);
}

function encoded(text: string | undefined): string | undefined {
  return text && percentEncode(text);
}

/** The facts an engine has, by their names. */
export const factsOf = oncePerEngine((profile): ReadonlyMap<string, Fact> => {
  const facts = new Map<string, Fact>();
  for (const [name, row] of Object.entries(FACTS)) if (row.has?.(profile) ?? true) facts.set(name, common(name, row));
  for (const [name, fact] of Object.entries(profile.ownFacts)) facts.set(name, own(name, fact));
  return facts;
});

function common(name: string, row: FactRow): Fact {
  const { text, needed = always, listed = always, secret = false, block = false } = row;
  return { name, text, isNeeded: needed, isListed: listed, isSecret: secret, isBlock: block };
}

function own(name: string, { text, secret }: OwnFact): Fact {
  const of = ({ asked }: Addresses['main']): string | undefined => asked && text(asked.parts);
  return {
    name,
    text: (_, { main }) => of(main),
    // Of a connection that is known it is clear that there is none.
    isNeeded: (_, { main }) => main.asked === undefined || of(main) !== undefined,
    isListed: always,
    isSecret: secret,
    isBlock: false,
  };
}

/** The names of the facts an engine has, for a person who looks for one. */
export const factNames = oncePerEngine((profile): readonly string[] => [...factsOf(profile).keys()].sort());

/** Whether a fact leads to a replica: a binding without one has it not. */
export function isOfReplica(name: string): boolean {
  return Object.hasOwn(FACTS, name) && FACTS[name]?.has === hasReplicas;
}

/** Whether a fact has several lines, so that it makes no part of another text. */
export function isBlock(name: string): boolean {
  return Object.hasOwn(FACTS, name) && FACTS[name]?.block === true;
}
