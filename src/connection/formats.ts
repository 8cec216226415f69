import type { EngineProfile } from '../engines/engine-profile.js';
import { oncePerEngine } from '../engines/once-per-engine.js';
import type { SecretFormat } from '../gen/binding.js';
import { factNames, isOpen } from './named-facts.js';

/** Keys, and the named fact that each holds. */
export type KeyFacts = Readonly<Record<string, string>>;

/** The same as a list. */
export type LayoutKeys = readonly (readonly [key: string, fact: string])[];

/** How a Secret is laid out. */
export interface Format {
  secretType(profile: EngineProfile): string;
  keys(profile: EngineProfile): KeyFacts;
  /** Whether every key has to be the name of an environment variable. */
  readonly environment: boolean;
  /** Facts without which it is not worth having: an engine that lacks one has not the format. */
  readonly needs: readonly string[];
  /** ConfigMaps that come with it unasked, by what their names end in. */
  readonly configMaps: Readonly<Record<string, KeyFacts>>;
}

const OPAQUE = 'Opaque';

/** Every format over the named facts; a fact that the engine or the connection has not leaves its key out. */
export const FORMATS: Readonly<Record<SecretFormat, Format>> = {
  ServiceBinding: {
    secretType: ({ serviceType }) => `servicebinding.io/${serviceType}`,
    keys: (profile) => ({
      ...same('type', 'provider', 'host', 'port', 'username', 'password', 'database', 'uri'),
      ...same('certificates', 'private-key', 'ca.crt', 'access.crt', 'access.key', 'cluster-name'),
      ...same(...Object.keys(profile.ownFacts)),
      ...same('public-host', 'public-port', 'public-uri', 'private-host', 'private-port', 'private-uri'),
    }),
    environment: false,
    needs: [],
    configMaps: {},
  },
  Operator: {
    secretType: () => OPAQUE,
    keys: () => ({ ...same('username', 'password', 'uri', 'ca.crt'), private_uri: 'private-uri' }),
    environment: false,
    needs: [],
    configMaps: {
      connection: { host: 'public-host', port: 'public-port', ...same('ssl', 'database') },
      'private-connection': { host: 'private-host', port: 'private-port', ...same('ssl', 'database') },
    },
  },
  Environment: {
    secretType: () => OPAQUE,
    keys: ({ environment }) => environment,
    environment: true,
    needs: [],
    configMaps: {},
  },
  CloudNativePG: {
    secretType: () => 'kubernetes.io/basic-auth',
    keys: () => ({
      ...same('username', 'password', 'host', 'port', 'uri', 'pgpass', 'jdbc-uri', 'ca.crt'),
      user: 'username',
      dbname: 'database',
    }),
    environment: false,
    needs: ['pgpass'],
    configMaps: {},
  },
};

/** How a format and the prefix before its keys lay a Secret out. */
export interface Layout {
  readonly format: SecretFormat;
  readonly prefix: string;
}

/** The type of a new Secret. A type promises certain keys, which a prefix takes away. */
export function secretType(profile: EngineProfile, { format, prefix }: Layout): string {
  return prefix === '' ? FORMATS[format].secretType(profile) : OPAQUE;
}

/** A layout's keys, each with the fact that it holds. */
export function layoutKeys(profile: EngineProfile, { format, prefix }: Layout): LayoutKeys {
  const keys = plainKeys(profile)[format];
  return prefix === '' ? keys : keys.map(([key, fact]) => [`${prefix}${key}`, fact]);
}

/** The keys of every format for an engine, before a prefix. */
const plainKeys = oncePerEngine((profile): Readonly<Record<SecretFormat, LayoutKeys>> => {
  const known = new Set(factNames(profile));
  const keysOf = (format: SecretFormat): LayoutKeys =>
    Object.entries(FORMATS[format].keys(profile)).filter(([, fact]) => known.has(fact));
  return {
    ServiceBinding: keysOf('ServiceBinding'),
    Operator: keysOf('Operator'),
    Environment: keysOf('Environment'),
    CloudNativePG: keysOf('CloudNativePG'),
  };
});

/** What of a layout is no secret, for the ConfigMap `<binding>-connection`. */
export function openKeys(profile: EngineProfile, layout: Layout): KeyFacts {
  return Object.fromEntries(layoutKeys(profile, layout).filter(([, fact]) => isOpen(profile, fact)));
}

/** Whether an engine has what a format cannot do without. */
export function fitsEngine(profile: EngineProfile, format: SecretFormat): boolean {
  const known = factNames(profile);
  return FORMATS[format].needs.every((fact) => known.includes(fact));
}

function same(...facts: readonly string[]): KeyFacts {
  return Object.fromEntries(facts.map((fact) => [fact, fact]));
}
