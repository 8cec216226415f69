import type { EngineProfile } from '../../engines/engine-profile.js';
import { oncePerEngine } from '../../engines/once-per-engine.js';
import type { SecretFormat } from '../../gen/binding.js';
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
      ...same('direct-uri', 'direct-database', 'read-host', 'read-port', 'read-uri'),
      ...same('read-public-host', 'read-public-port', 'read-public-uri'),
      ...same('read-private-host', 'read-private-port', 'read-private-uri'),
    }),
    environment: false,
    needs: [],
    configMaps: {},
  },
  Operator: {
    secretType: () => OPAQUE,
    keys: () => ({ ...same('username', 'password', 'uri', 'ca.crt'), private_uri: 'main-private-uri' }),
    environment: false,
    needs: [],
    configMaps: {
      connection: { host: 'main-public-host', port: 'main-public-port', ...same('ssl', 'database') },
      'private-connection': { host: 'main-private-host', port: 'main-private-port', ...same('ssl', 'database') },
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
export function slotsOf(profile: EngineProfile, { format, prefix }: Layout): Slots {
  const slots = plainSlots(profile)[format];
  return prefix === '' ? slots : { keys: slots.keys.map((key) => `${prefix}${key}`), facts: slots.facts };
}

/** The keys of every format for an engine, before a prefix. */
const plainSlots = oncePerEngine((profile): Readonly<Record<SecretFormat, Slots>> => {
  const of = (format: SecretFormat): Slots => slotsFor(profile, FORMATS[format].keys(profile));
  return {
    ServiceBinding: of('ServiceBinding'),
    Operator: of('Operator'),
    Environment: of('Environment'),
    CloudNativePG: of('CloudNativePG'),
  };
});

/** Keys whose facts an engine has. */
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

/** Whether an engine has what a format cannot do without. */
export function fitsEngine(profile: EngineProfile, format: SecretFormat): boolean {
  const facts = factsOf(profile);
  return FORMATS[format].needs.every((fact) => facts.has(fact));
}

function same(...facts: readonly string[]): KeyFacts {
  return Object.fromEntries(facts.map((fact) => [fact, fact]));
}
