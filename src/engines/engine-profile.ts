import type { AclPermission, TlsMode } from '../gen/binding.js';
import type { ProviderKind } from '../provider/field-behavior.js';

/** What a connection string is made of; the parts are plain, the profile percent-encodes them. */
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
  /** Where OpenSearch's dashboards are; undefined for other engines. */
  readonly dashboards: { readonly host: string; readonly port: number } | undefined;
}

/** A fact of a connection that only one engine's clients know. */
export interface OwnFact {
  /** Whether it must not stand in a ConfigMap. */
  readonly secret: boolean;
  /** `undefined` for a connection that has none. */
  text(endpoint: Endpoint): string | undefined;
}

/** What sets one engine apart. Nothing else in the code asks which engine it has before it. */
export interface EngineProfile {
  /** As people write it. */
  readonly label: string;
  /** The `type` of the Service Binding specification, after the client protocol. */
  readonly serviceType: string;
  /** How many nodes a cluster may have; `sentence` says it to a person. */
  readonly nodes: { readonly default: number; readonly sentence: string; allows(count: number): boolean };
  /** The administrator that DigitalOcean creates. */
  readonly defaultUser: string;
  /** The database that DigitalOcean creates; empty for an engine without databases. */
  readonly defaultDatabase: string;
  /** Whether users can be created, and how long their names may be. */
  readonly users: Capability;
  /** Whether databases can be created, and how long their names may be. */
  readonly databases: Capability;
  /** Whether the password of a user made elsewhere can be read back. */
  readonly passwordReadable: boolean;
  /** Whether users authenticate with a client certificate too. */
  readonly clientCertificate: boolean;
  /** What users may be restricted to, when they are created. */
  readonly acl: AclProfile | undefined;
  /** Whether a user's way to prove its password can be chosen. */
  readonly authPlugins: boolean;
  /** Fields at the top of the spec that only this engine knows. */
  readonly contents: readonly ContentField[];
  /** How many connections a size has for pools, as far as its name tells. */
  poolConnections(size: string): number | undefined;
  /** Fields of `spec.cluster` that only this engine knows. */
  readonly ownFields: readonly OwnField[];
  /** Whether the private address has a port of its own, that only the cluster's connection details tell. */
  readonly privatePortInDetails: boolean;
  /** The port of the private address, or `undefined` while it is not known. */
  privatePort(privateUri: string | undefined, publicPort: number | undefined): number | undefined;
  uri(endpoint: Endpoint): string;
  /** Its settings; `undefined` for an engine that cannot be created any more. */
  readonly configuration: ConfigurationProfile | undefined;
  /** Whether clients trust the server's certificate without a CA of the platform. */
  readonly publicCertificate: boolean;
  /** Facts beside those that every engine has, by their names. */
  readonly ownFacts: Readonly<Record<string, OwnFact>>;
  /** The environment variables that drivers and frameworks read, and the fact each has. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the table of the provider's fields does not tell of an engine's configuration. */
export interface ConfigurationProfile {
  /** The provider's kind. */
  readonly kind: Extract<ProviderKind, `${string}Config`>;
  /** The words that a field takes, where the provider lets all pass. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** Fields that are set elsewhere, or must not be set, and why. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

/** A configuration of which the table tells all. */
export const PLAIN_CONFIGURATION = { choices: {}, elsewhere: {} } as const;

/** Fields of `spec.cluster` that belong to one engine. */
export const OWN_FIELDS = ['evictionPolicy', 'sqlMode', 'replicas'] as const;
export type OwnField = (typeof OWN_FIELDS)[number];

/** Fields at the top of the spec that belong to few engines. */
export const CONTENT_FIELDS = ['topics', 'schemas', 'connectionPools'] as const;
export type ContentField = (typeof CONTENT_FIELDS)[number];

/** How an engine restricts a user. */
export interface AclProfile {
  /** What an entry is about, here and in the provider. */
  readonly scope: 'topic' | 'index';
  /** The provider's name for the list. */
  readonly list: 'acl' | 'opensearchAcl';
  readonly permissions: readonly AclPermission[];
}

export type Capability = { readonly supported: false } | { readonly supported: true; readonly maxNameLength: number };

export const NOT_SUPPORTED: Capability = { supported: false };

/** A node count between two numbers, both included. */
export function nodesBetween(least: number, most: number): EngineProfile['nodes'] {
  return { default: least, sentence: `${least} to ${most}`, allows: (count) => count >= least && count <= most };
}

/** One of a few node counts; the first is the default. */
export function nodesOneOf(first: number, ...others: readonly number[]): EngineProfile['nodes'] {
  const counts = [first, ...others];
  return { default: first, sentence: counts.join(', '), allows: (count) => counts.includes(count) };
}

/** The private address has the public one's port. */
export function samePort(_privateUri: string | undefined, publicPort: number | undefined): number | undefined {
  return publicPort;
}

/** There are no pools. */
export function noPools(): undefined {
  return undefined;
}

/** A fact that may stand in a ConfigMap. */
export function openFact(text: OwnFact['text']): OwnFact {
  return { secret: false, text };
}

/** A fact with a password in it. */
export function secretFact(text: OwnFact['text']): OwnFact {
  return { secret: true, text };
}
