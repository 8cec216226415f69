import type { AccessLevel, AclPermission, TlsMode } from '../gen/binding.js';
import { percentEncode } from '../lib/percent-encode.js';
import type { ProviderKind } from '../provider/field-behavior.js';

/** The parts of a connection string, as they are: the profile percent-encodes them. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Empty for an engine without databases. */
  readonly database: string;
  /** The cluster's name at DigitalOcean: MongoDB's replica set. */
  readonly clusterName: string;
  readonly tls: TlsMode;
  /** The address of OpenSearch's dashboards; undefined for other engines. */
  readonly dashboards: { readonly host: string; readonly port: number } | undefined;
}

/** A fact of a connection that only one engine's clients know. */
export interface OwnFact {
  /** Whether it must stay out of ConfigMaps. */
  readonly secret: boolean;
  /** Whether other facts say it too, and it is there because a library knows it under this name. */
  readonly repeats?: boolean;
  /** `undefined` for a connection without it. */
  text(endpoint: Endpoint): string | undefined;
}

/** What sets one engine apart. No other code asks which engine it has. */
export interface EngineProfile {
  /** As people write it. */
  readonly label: string;
  /** The `type` of the Service Binding specification, after the client protocol. */
  readonly serviceType: string;
  /** How many nodes a cluster may have; `sentence` says so in words. */
  readonly nodes: { readonly default: number; readonly sentence: string; allows(count: number): boolean };
  /** The administrator that DigitalOcean creates. */
  readonly defaultUser: string;
  /** The database that DigitalOcean creates; empty for an engine without databases. */
  readonly defaultDatabase: string;
  /** Whether users can be created, and how long their names may be. */
  readonly users: Capability;
  /** Whether databases can be created, and how long their names may be. */
  readonly databases: Capability;
  /**
   * Whether users made through DigitalOcean's API can be kept from each other's data. Where they cannot, who gets a user gets
   * everything.
   */
  readonly keepsUsersApart: boolean;
  /** Whether the password of an existing user can be read back. */
  readonly passwordReadable: boolean;
  /** Whether users can also authenticate with a client certificate. */
  readonly clientCertificate: boolean;
  /** How users can be restricted when they are created. */
  readonly acl: AclProfile | undefined;
  /** Whether a user's authentication plugin can be chosen. */
  readonly authPlugins: boolean;
  /** Whether users get their rights in SQL; if not, why levels of access cannot be told apart. */
  readonly rights: { readonly inSql: true } | { readonly inSql: false; readonly why: string };
  /** The fields that not every engine knows, but this one does. */
  readonly ownFields: readonly OwnField[];
  /** How many connections a size has for pools, if its name tells. */
  poolConnections(size: string): number | undefined;
  /**
   * Reads the port of the private address from the private URI in the cluster's connection details; `undefined` for an
   * engine whose private address has the public one's port.
   */
  readonly readPrivatePort: ((privateUri: string) => number | undefined) | undefined;
  uri(endpoint: Endpoint): string;
  /** Its settings; `undefined` for an engine that can no longer be created. */
  readonly configuration: ConfigurationProfile | undefined;
  /** Whether clients trust the server's certificate without a CA certificate. */
  readonly publicCertificate: boolean;
  /** Whether clients check the server's certificate without being asked to, so that they need the CA's. */
  readonly needsCaCertificate: boolean;
  /** Facts that not every engine has, by name. */
  readonly ownFacts: Readonly<Record<string, OwnFact>>;
  /** The environment variables that drivers and frameworks read, each with its fact. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The rules of an engine's configuration that the table of the provider's fields does not have. */
export interface ConfigurationProfile {
  /** The provider's kind. */
  readonly kind: Extract<ProviderKind, `${string}Config`>;
  /** The words that a field accepts, where the provider lets every word pass. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** Fields that cannot be set here, with the place to set them or the reason. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** Fields of `spec.cluster` that only some engines know. */
export const CLUSTER_FIELDS = ['evictionPolicy', 'sqlMode', 'replicas'] as const;

/** Fields at the top of the spec that only some engines know, with the reason for those that only the cluster's owner may use. */
export const CONTENT_FIELDS = {
  topics: undefined,
  schemas: 'the schema registry is shared by everyone who uses the cluster',
  connectionPools: 'pools take connections from everyone who uses the cluster',
} as const satisfies Readonly<Record<string, string | undefined>>;

export type ContentField = keyof typeof CONTENT_FIELDS;
export const CONTENT_NAMES = Object.keys(CONTENT_FIELDS) as readonly ContentField[];
export type OwnField = (typeof CLUSTER_FIELDS)[number] | ContentField;

/** How an engine restricts a user. */
export interface AclProfile {
  /** What an entry restricts, here and in the provider. */
  readonly scope: 'topic' | 'index';
  /** The provider's name for the list. */
  readonly list: 'acl' | 'opensearchAcl';
  readonly permissions: readonly AclPermission[];
  /** The permission that each level of access is short for. */
  readonly levels: Readonly<Record<AccessLevel, AclPermission>>;
}

export type Capability = { readonly supported: false } | { readonly supported: true; readonly maxNameLength: number };

export const NOT_SUPPORTED: Capability = { supported: false };

/** What most engines have in common. Only fields that are harmless to forget: a wrong port or a lost password is not. */
export const COMMON = {
  clientCertificate: false,
  acl: undefined,
  authPlugins: false,
  rights: { inSql: false, why: 'it has one user' },
  ownFields: [],
  poolConnections: () => undefined,
  publicCertificate: false,
  needsCaCertificate: false,
  ownFacts: {},
} as const satisfies Partial<EngineProfile>;

/** A node count between two numbers, both included. */
export function nodesBetween(least: number, most: number): EngineProfile['nodes'] {
  return { default: least, sentence: `${least} to ${most}`, allows: (count) => count >= least && count <= most };
}

/** One of a few node counts; the first is the default. */
export function nodesOneOf(first: number, ...others: readonly number[]): EngineProfile['nodes'] {
  const counts = [first, ...others];
  return { default: first, sentence: counts.join(', '), allows: (count) => counts.includes(count) };
}

/** A fact that may be in a ConfigMap. */
export function openFact(text: OwnFact['text']): OwnFact {
  return { secret: false, text };
}

/** A fact with a password in it. */
export function secretFact(text: OwnFact['text']): OwnFact {
  return { secret: true, text };
}

/** A fact under the name that a library for the Service Binding specification reads. Templates may replace its key. */
export function repeated(fact: OwnFact): OwnFact {
  return { ...fact, repeats: true };
}

/** The facts of an engine with a JDBC driver, whose URL takes credentials as parameters. */
export function jdbcFacts(url: (endpoint: Endpoint) => string): Readonly<Record<'jdbc-url' | 'jdbc-uri', OwnFact>> {
  return {
    'jdbc-url': openFact(url),
    'jdbc-uri': secretFact(
      (endpoint) =>
        `${url(endpoint)}&user=${percentEncode(endpoint.username)}&password=${percentEncode(endpoint.password)}`,
    ),
  };
}
