import type { EngineProfile, OwnFact } from '../../engines/engine-profile.js';
import { oncePerEngine } from '../../engines/once-per-engine.js';
import { percentEncode } from '../../lib/percent-encode.js';
import type { Address, Addresses, AddressSources } from './addresses.js';

/** What the facts of one connection come from. */
export interface FactSources extends AddressSources {
  /** Whether a Secret has to wait for the CA certificate. */
  readonly caNeeded: boolean;
  /** The administrator has only a password, even where other users have certificates. */
  readonly administrator: boolean;
}

/** A fact that formats and templates can name. */
export interface Fact {
  readonly name: string;
  /** Not encoded; empty or `undefined` while it is not known and for a connection without it. */
  readonly text: (sources: FactSources, addresses: Addresses) => string | undefined;
  /** Whether a format has to wait for it. Other facts are left out until they are known. */
  readonly isNeeded: (sources: FactSources, addresses: Addresses) => boolean;
  /** Whether a format has a key for it; templates may name it in any case. */
  readonly isListed: (sources: FactSources) => boolean;
  /** Whether it contains credentials, and so must stay out of ConfigMaps. */
  readonly isSecret: boolean;
  /** Whether it has several lines, so that it cannot be part of a longer text. */
  readonly isBlock: boolean;
  /** Whether others say it too, so that a Secret is whole without it. */
  readonly isRepeated: boolean;
}

/** A fact in the table: by default needed, listed, not secret, and one line. */
interface FactRow extends Partial<Omit<Fact, 'name' | 'text'>>, Pick<Fact, 'text'> {
  /** Which engines have it; every engine by default. */
  readonly has?: (profile: EngineProfile) => boolean;
}

const hasDatabases = ({ defaultDatabase }: EngineProfile): boolean => defaultDatabase !== '';
const hasCertificates = ({ clientCertificate }: EngineProfile): boolean => clientCertificate;
const withCertificate = ({ profile, administrator }: FactSources): boolean =>
  profile.clientCertificate && !administrator;
/** A public connection does not need the private address. */
const ofPrivate = ({ endpoint }: FactSources): boolean => endpoint === 'Private';

const hasPools = ({ ownFields }: EngineProfile): boolean => ownFields.includes('connectionPools');
const hasReplicas = ({ ownFields }: EngineProfile): boolean => ownFields.includes('replicas');
const withPool = ({ pool }: FactSources): boolean => pool !== undefined;
const never = (): boolean => false;
const always = (): boolean => true;

type Row = Omit<FactRow, 'text' | 'isSecret'>;
/** Of a client certificate. */
const CERTIFIED = { has: hasCertificates, isNeeded: withCertificate, isSecret: true, isBlock: true } as const;
const OF_POOL = { has: hasPools, isNeeded: withPool, isListed: withPool } as const;
const OF_REPLICA = { has: hasReplicas, isNeeded: never } as const;

/** Host, port and URI of an address. */
function addressRows(prefix: string, of: (addresses: Addresses) => Address | undefined, row: Row = {}): FactRows {
  return {
    [`${prefix}host`]: { ...row, text: (_, addresses) => of(addresses)?.parts.host },
    [`${prefix}port`]: { ...row, text: (_, addresses) => of(addresses)?.parts.port.toString() },
    [`${prefix}uri`]: { ...row, text: (_, addresses) => of(addresses)?.uri, isSecret: true },
  };
}

type FactRows = Readonly<Record<string, FactRow>>;

/** The facts that do not come from a profile. */
const FACTS: ReadonlyMap<string, FactRow> = new Map(
  Object.entries<FactRow>({
    type: { text: ({ profile }) => profile.serviceType },
    provider: { text: () => 'digitalocean' },
    ...addressRows('', ({ main }) => main.asked),
    username: { text: ({ facts }) => facts.username, isSecret: true },
    password: { text: ({ facts }) => facts.password, isSecret: true },
    database: { text: mainDatabase, has: hasDatabases },
    ssl: { text: () => 'true' },
    'cluster-name': { text: ({ facts }) => facts.clusterName },
    // Facts are read back from these, so they are never the pool's.
    ...addressRows('public-', ({ direct }) => direct.public),
    ...addressRows('private-', ({ direct }) => direct.private, { isNeeded: ofPrivate }),
    'direct-uri': { ...OF_POOL, text: (_, { direct }) => direct.asked?.uri, isSecret: true },
    'direct-database': { ...OF_POOL, text: ({ facts }) => facts.database },
    ...addressRows('main-public-', ({ main }) => main.public),
    ...addressRows('main-private-', ({ main }) => main.private, { isNeeded: ofPrivate }),
    ...addressRows('read-', ({ read }) => read.asked, OF_REPLICA),
    ...addressRows('read-public-', ({ read }) => read.public, OF_REPLICA),
    ...addressRows('read-private-', ({ read }) => read.private, OF_REPLICA),
    'encoded-username': { text: ({ facts }) => encoded(facts.username), isSecret: true },
    'encoded-password': { text: ({ facts }) => encoded(facts.password), isSecret: true },
    'encoded-database': { text: (sources) => encoded(mainDatabase(sources)), has: hasDatabases },
    'ca.crt': { text: ({ facts }) => facts.caCertificate, isNeeded: ({ caNeeded }) => caNeeded, isBlock: true },
    // In the specification it is the client's own certificate; without one, clients look for the CA's there.
    certificates: {
      text: (sources) => (withCertificate(sources) ? sources.facts.accessCert : sources.facts.caCertificate),
      isNeeded: (sources) => withCertificate(sources) || sources.caNeeded,
      isSecret: true,
      isBlock: true,
    },
    'private-key': { ...CERTIFIED, text: ({ facts }) => facts.accessKey },
    'access.crt': { ...CERTIFIED, text: ({ facts }) => facts.accessCert },
    'access.key': { ...CERTIFIED, text: ({ facts }) => facts.accessKey },
  }),
);

/** A pool's name replaces the database's. */
function mainDatabase({ facts, pool }: FactSources): string | undefined {
  return facts.database && (pool?.name ?? facts.database);
}

function encoded(text: string | undefined): string | undefined {
  return text && percentEncode(text);
}

/** The facts of an engine, by name. */
export const factsOf = oncePerEngine((profile): ReadonlyMap<string, Fact> => {
  const facts = new Map<string, Fact>();
  for (const [name, row] of FACTS) if (row.has?.(profile) ?? true) facts.set(name, factFrom(name, row));
  for (const [name, fact] of Object.entries(profile.ownFacts)) facts.set(name, factFrom(name, ownRow(fact)));
  return facts;
});

function factFrom(name: string, { text, ...row }: FactRow): Fact {
  const { isNeeded = always, isListed = always, isSecret = false, isBlock = false, isRepeated = false } = row;
  return { name, text, isNeeded, isListed, isSecret, isBlock, isRepeated };
}

function ownRow({ text, secret, repeats = false }: OwnFact): FactRow {
  const of = ({ asked }: Addresses['main']): string | undefined => asked && text(asked.parts);
  return {
    text: (_, { main }) => of(main),
    // Once the connection is known, it is clear whether it has the fact.
    isNeeded: (_, { main }) => main.asked === undefined || of(main) !== undefined,
    isSecret: secret,
    isRepeated: repeats,
  };
}

/** The names of an engine's facts, sorted for people to read. */
export const factNames = oncePerEngine((profile): readonly string[] => [...factsOf(profile).keys()].sort());

/** Whether a fact is about a replica: a binding without replicas does not have it. */
export function isOfReplica(name: string): boolean {
  return FACTS.get(name)?.has === hasReplicas;
}

/** Whether a fact has several lines, so that it cannot be part of a longer text. */
export function isBlock(name: string): boolean {
  return FACTS.get(name)?.isBlock === true;
}
