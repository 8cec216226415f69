import type { EngineProfile } from '../../engines/engine-profile.js';
import { oncePerEngine } from '../../engines/once-per-engine.js';
import type { SecretFormat } from '../../gen/binding.js';
import type { Base64Texts } from '../../wire/base64-texts.js';
import { type Fact, factsOf } from '../facts/fact-table.js';

/** Keys, and the name of the fact that each holds. */
export type KeyFacts = Readonly<Record<string, string>>;

/** Keys, and the fact that each holds for an engine. */
export interface Slots {
  readonly keys: readonly string[];
  readonly facts: readonly Fact[];
}

/** How a Secret is laid out. */
export interface Format {
  secretType(profile: EngineProfile): string;
  keys(profile: EngineProfile): KeyFacts;
  /** Whether every key has to be the name of an environment variable. */
  readonly environment: boolean;
  /** The facts that it is made for: an engine without one of them does not have the format. */
  readonly needs: readonly string[];
  /** The ConfigMaps that come with it, by the end of their names. */
  readonly configMaps: Readonly<Record<string, KeyFacts>>;
}

const OPAQUE = 'Opaque';

/** A format that every engine has and that brings nothing else. */
const ORDINARY = { secretType: () => OPAQUE, environment: false, needs: [], configMaps: {} } as const;

/** Every format over the named facts. A fact that the engine or the connection does not have leaves its key out. */
export const FORMATS: Readonly<Record<SecretFormat, Format>> = {
  ServiceBinding: {
    ...ORDINARY,
    secretType: ({ serviceType }) => `servicebinding.io/${serviceType}`,
    keys: (profile) => ({
      ...same('type', 'provider', 'host', 'port', 'username', 'password', 'database', 'uri'),
      ...same('certificates', 'private-key', 'ca.crt', 'access.crt', 'access.key', 'cluster-name'),
      ...same(...Object.keys(profile.ownFacts)),
      ...same('public-host', 'public-port', 'public-uri', 'private-host', 'private-port', 'private-uri'),
      ...same('direct-uri', 'direct-database', 'read-host', 'read-port', 'read-uri'),
      ...same('read-public-host', 'read-public-port', 'read-public-uri'),
      ...same('read-private-host', 'read-private-port', 'read-private-uri'),
    }),
  },
  Operator: {
    ...ORDINARY,
    keys: () => ({ ...same('username', 'password', 'uri', 'ca.crt'), private_uri: 'main-private-uri' }),
    configMaps: {
      connection: { host: 'main-public-host', port: 'main-public-port', ...same('ssl', 'database') },
      'private-connection': { host: 'main-private-host', port: 'main-private-port', ...same('ssl', 'database') },
    },
  },
  Environment: {
    ...ORDINARY,
    keys: ({ environment }) => environment,
    environment: true,
  },
  CloudNativePG: {
    ...ORDINARY,
    secretType: () => 'kubernetes.io/basic-auth',
    keys: () => ({
      ...same('username', 'password', 'host', 'port', 'uri', 'pgpass', 'jdbc-uri', 'ca.crt'),
      'fqdn-uri': 'uri',
      'fqdn-jdbc-uri': 'jdbc-uri',
      user: 'username',
      dbname: 'database',
    }),
    needs: ['pgpass'],
  },
};

/** How a format and the prefix before its keys lay a Secret out. */
export interface Layout {
  readonly format: SecretFormat;
  readonly prefix: string;
}

/** The type of a new Secret. A type promises certain keys, which a prefix would rename. */
export function secretType(profile: EngineProfile, { format, prefix }: Layout): string {
  return prefix === '' ? FORMATS[format].secretType(profile) : OPAQUE;
}

/** Whether the API server accepts the entries for a type; of the types used here, it checks only one. */
export function admits(type: string, entries: Base64Texts): boolean {
  return type !== 'kubernetes.io/basic-auth' || entries.has('username') || entries.has('password');
}

/** A layout's keys, each with the fact that it holds. */
export function slotsOf(profile: EngineProfile, { format, prefix }: Layout): Slots {
  const slots = plainSlots(profile, format);
  return prefix === '' ? slots : { keys: slots.keys.map((key) => `${prefix}${key}`), facts: slots.facts };
}

/** The keys of a format for an engine, without a prefix. */
const plainSlots = oncePerFormat((profile, format) => slotsFor(profile, FORMATS[format].keys(profile)));

/** What follows from an engine and a format alone is worked out once. */
export function oncePerFormat<T extends object>(
  work: (profile: EngineProfile, format: SecretFormat) => T,
): (profile: EngineProfile, format: SecretFormat) => T {
  const done = oncePerEngine((): Partial<Record<SecretFormat, T>> => ({}));
  return (profile, format) => {
    const results = done(profile);
    results[format] ??= work(profile, format);
    return results[format];
  };
}

/** The keys whose facts an engine has. */
export function slotsFor(profile: EngineProfile, wanted: KeyFacts): Slots {
  const known = factsOf(profile);
  const keys: string[] = [];
  const facts: Fact[] = [];
  for (const [key, name] of Object.entries(wanted)) {
    const fact = known.get(name);
    if (!fact) continue;
    keys.push(key);
    facts.push(fact);
  }
  return { keys, facts };
}

/** Whether an engine has the facts that a format is made for. */
export function fitsEngine(profile: EngineProfile, format: SecretFormat): boolean {
  const facts = factsOf(profile);
  return FORMATS[format].needs.every((fact) => facts.has(fact));
}

function same(...facts: readonly string[]): KeyFacts {
  return Object.fromEntries(facts.map((fact) => [fact, fact]));
}
