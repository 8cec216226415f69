import { describe, expect, test } from '@jest/globals';
import type { ConnectionFacts } from '../../../src/connection/facts/connection-facts.js';
import { orLastKnown } from '../../../src/connection/facts/connection-facts.js';
import type { FactSources } from '../../../src/connection/facts/fact-table.js';
import { lastKnownFacts } from '../../../src/connection/facts/last-known.js';
import { NamedFacts } from '../../../src/connection/facts/named-facts.js';
import { secretType } from '../../../src/connection/layout/formats.js';
import { formatEntries, isWhole, missingFacts } from '../../../src/connection/layout/secret-entries.js';
import { profileOf } from '../../../src/engines/engines.js';
import { type Endpoint, RUNNING_ENGINES, type RunningEngine } from '../../../src/gen/binding.js';
import { plain, textsOf } from '../../support/secrets.js';

const FACTS: ConnectionFacts = {
  host: 'public',
  port: 25060,
  privateHost: 'private',
  privatePort: 25080,
  username: 'web',
  password: 'p@ss',
  database: 'orders',
  clusterName: 'shop-orders',
  accessCert: 'CERTIFICATE',
  accessKey: 'PRIVATE KEY',
  dashboardsHost: 'ui',
  dashboardsPort: 443,
  caCertificate: undefined,
  replica: undefined,
};

type Entries = Readonly<Record<string, string>>;
const common = (type: string): Entries => ({
  type,
  provider: 'digitalocean',
  host: 'public',
  port: '25060',
  username: 'web',
  password: 'p@ss',
  'cluster-name': 'shop-orders',
  'public-host': 'public',
  'public-port': '25060',
  'private-host': 'private',
  'private-port': '25080',
});
const uris = (publicUri: string, privateUri: string): Entries => ({
  uri: publicUri,
  'public-uri': publicUri,
  'private-uri': privateUri,
});
const mongo = (host: string): string =>
  `mongodb+srv://web:p%40ss@${host}/orders?tls=true&authSource=admin&replicaSet=shop-orders`;
const redis: Entries = {
  ...common('redis'),
  ...uris('rediss://web:p%40ss@public:25060', 'rediss://web:p%40ss@private:25080'),
  url: 'rediss://web:p%40ss@public:25060',
};

/** All that an application finds, with the public endpoint. */
const PUBLIC: Readonly<Record<RunningEngine, Entries>> = {
  pg: {
    ...common('postgresql'),
    ...uris(
      'postgresql://web:p%40ss@public:25060/orders?sslmode=require',
      'postgresql://web:p%40ss@private:25080/orders?sslmode=require',
    ),
    database: 'orders',
    'ssl-mode': 'require',
    'jdbc-url': 'jdbc:postgresql://public:25060/orders?sslmode=require',
    'jdbc-uri': 'jdbc:postgresql://public:25060/orders?sslmode=require&user=web&password=p%40ss',
    'r2dbc-url': 'r2dbc:postgresql://public:25060/orders?sslMode=require',
    pgpass: 'public:25060:orders:web:p@ss',
  },
  mysql: {
    ...common('mysql'),
    ...uris(
      'mysql://web:p%40ss@public:25060/orders?ssl-mode=REQUIRED',
      'mysql://web:p%40ss@private:25080/orders?ssl-mode=REQUIRED',
    ),
    database: 'orders',
    'ssl-mode': 'REQUIRED',
    'jdbc-url': 'jdbc:mysql://public:25060/orders?sslMode=REQUIRED',
    'jdbc-uri': 'jdbc:mysql://public:25060/orders?sslMode=REQUIRED&user=web&password=p%40ss',
    'r2dbc-url': 'r2dbc:mysql://public:25060/orders?sslMode=REQUIRED',
  },
  mongodb: {
    ...common('mongodb'),
    ...uris(mongo('public'), mongo('private')),
    database: 'orders',
    srv: 'true',
    options: 'tls=true&authSource=admin&replicaSet=shop-orders',
  },
  valkey: redis,
  redis,
  kafka: {
    ...common('kafka'),
    ...uris('public:25060', 'private:25080'),
    'bootstrap-servers': 'public:25060',
    'security-protocol': 'SASL_SSL',
    'sasl-mechanism': 'SCRAM-SHA-256',
    'sasl-jaas-config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required username="web" password="p@ss";',
    user: 'web',
    securityProtocol: 'SASL_SSL',
    saslMechanism: 'SCRAM-SHA-256',
    certificates: 'CERTIFICATE',
    'private-key': 'PRIVATE KEY',
    'access.crt': 'CERTIFICATE',
    'access.key': 'PRIVATE KEY',
  },
  opensearch: {
    ...common('opensearch'),
    ...uris('https://web:p%40ss@public:25060', 'https://web:p%40ss@private:25080'),
    'dashboards-host': 'ui',
    'dashboards-port': '443',
    'dashboards-uri': 'https://web:p%40ss@ui:443',
  },
};

/** The entries that differ with the private endpoint. */
const PRIVATE: Readonly<Record<RunningEngine, Entries>> = {
  pg: {
    'jdbc-url': 'jdbc:postgresql://private:25080/orders?sslmode=require',
    'jdbc-uri': 'jdbc:postgresql://private:25080/orders?sslmode=require&user=web&password=p%40ss',
    'r2dbc-url': 'r2dbc:postgresql://private:25080/orders?sslMode=require',
    pgpass: 'private:25080:orders:web:p@ss',
  },
  mysql: {
    'jdbc-url': 'jdbc:mysql://private:25080/orders?sslMode=REQUIRED',
    'jdbc-uri': 'jdbc:mysql://private:25080/orders?sslMode=REQUIRED&user=web&password=p%40ss',
    'r2dbc-url': 'r2dbc:mysql://private:25080/orders?sslMode=REQUIRED',
  },
  mongodb: {},
  valkey: { url: 'rediss://web:p%40ss@private:25080' },
  redis: { url: 'rediss://web:p%40ss@private:25080' },
  kafka: { 'bootstrap-servers': 'private:25080' },
  opensearch: {},
};

/** Of an engine without databases the facts have none. */
function factsFor(engine: RunningEngine, without: readonly (keyof ConnectionFacts)[] = []): ConnectionFacts {
  const database = profileOf(engine).defaultDatabase === '' ? { database: '' } : {};
  return { ...FACTS, ...database, ...Object.fromEntries(without.map((key) => [key, undefined])) };
}

const LAYOUT = { format: 'ServiceBinding', prefix: '' } as const;
const INTENT = { ...LAYOUT, path: 'spec', name: undefined, keys: [], labels: {}, annotations: {} };

/** Either all entries, or the names of the facts that are still missing. */
type Formatted =
  | { readonly complete: true; readonly entries: Entries }
  | { readonly complete: false; readonly missing: readonly string[] };

function sourcesOf(engine: RunningEngine, facts: ConnectionFacts, endpoint: Endpoint): FactSources {
  const profile = profileOf(engine);
  return { profile, endpoint, tls: 'Require', caNeeded: false, administrator: false, facts, pool: undefined };
}

function namedFacts(engine: RunningEngine, facts: ConnectionFacts): NamedFacts {
  return new NamedFacts(sourcesOf(engine, facts, 'Public'));
}

function formatFacts(engine: RunningEngine, facts: ConnectionFacts, endpoint: Endpoint): Formatted {
  const sources = sourcesOf(engine, facts, endpoint);
  const entries = formatEntries(sources.profile, INTENT, new NamedFacts(sources));
  return entries ? { complete: true, entries: plain(entries) } : { complete: false, missing: missingFacts(sources) };
}

function format(
  engine: RunningEngine,
  endpoint: Endpoint,
  without: readonly (keyof ConnectionFacts)[] = [],
): Formatted {
  return formatFacts(engine, factsFor(engine, without), endpoint);
}

describe.each(RUNNING_ENGINES)('%s', (engine) => {
  test('public: all entries', () =>
    expect(format(engine, 'Public')).toEqual({ complete: true, entries: PUBLIC[engine] }));

  test('private: host, port and uri are those inside the VPC', () => {
    const own = { host: 'private', port: '25080', uri: PUBLIC[engine]['private-uri'] };
    expect(format(engine, 'Private')).toEqual({
      complete: true,
      entries: { ...PUBLIC[engine], ...own, ...PRIVATE[engine] },
    });
  });

  test('its Secret type tells the protocol', () =>
    expect(secretType(profileOf(engine), LAYOUT)).toBe(`servicebinding.io/${PUBLIC[engine].type}`));

  test.each<[keyof ConnectionFacts, Endpoint, string]>([
    ['host', 'Public', 'host'],
    ['port', 'Public', 'port'],
    ['password', 'Public', 'password'],
    ['clusterName', 'Public', 'cluster name'],
    ['host', 'Private', 'host'],
    ['privateHost', 'Private', 'private host'],
  ])('without %s (%s) there is no Secret, and %s is named', (fact, endpoint, missing) =>
    expect(format(engine, endpoint, [fact])).toEqual({ complete: false, missing: [missing] }),
  );

  test('without a private address the public one is enough', () => {
    const entries = Object.entries(PUBLIC[engine]).filter(
      ([key]) => !['private-host', 'private-port', 'private-uri'].includes(key),
    );
    const want = { complete: true, entries: Object.fromEntries(entries) };
    expect(format(engine, 'Public', ['privateHost'])).toEqual(want);
    expect(format(engine, 'Public', ['privatePort'])).toEqual(want);
  });

  test('nothing known: everything is named', () => {
    const nothing = Object.keys(FACTS) as readonly (keyof ConnectionFacts)[];
    const certificate = profileOf(engine).clientCertificate ? ['certificate', 'private key'] : [];
    expect(format(engine, 'Public', nothing)).toEqual({
      complete: false,
      missing: ['host', 'port', 'password', ...certificate, 'cluster name'],
    });
  });

  test('no entry is ever blank', () => {
    for (const endpoint of ['Public', 'Private'] as const) {
      const formatted = format(engine, endpoint);
      expect(Object.entries(formatted.complete ? formatted.entries : {}).filter(([, text]) => !text)).toEqual([]);
    }
  });

  test('it is whole without a key that only repeats others, and without no other that it needs', () => {
    const profile = profileOf(engine);
    const repeated = Object.entries(profile.ownFacts).flatMap(([name, { repeats }]) => (repeats ? [name] : []));
    const optional = ['private-host', 'private-port', 'private-uri'];
    for (const key of Object.keys(PUBLIC[engine])) {
      const { [key]: _, ...entries } = PUBLIC[engine];
      const whole = isWhole(profile, INTENT, namedFacts(engine, factsFor(engine)), textsOf(entries));
      expect([key, whole]).toEqual([key, repeated.includes(key) || optional.includes(key)]);
    }
  });

  test('what was written can be read back, whatever the endpoint', () => {
    for (const endpoint of ['Public', 'Private'] as const) {
      const formatted = format(engine, endpoint);
      const last = lastKnownFacts(profileOf(engine), LAYOUT, textsOf(formatted.complete ? formatted.entries : {}));
      const nothing = factsFor(engine, Object.keys(FACTS) as readonly (keyof ConnectionFacts)[]);
      expect(formatFacts(engine, orLastKnown(nothing, last), endpoint)).toEqual(formatted);
    }
  });
});

test('a template takes the place of a key of the format, and a key may have any name', () => {
  const keys = [
    ['host', `\${host}:\${port}`],
    ['__proto__', `\${username}`],
    ['7', `\${database}`],
  ] as const;
  const sources = { endpoint: 'Public', tls: 'Require', caNeeded: false, administrator: false } as const;
  const named = new NamedFacts({ ...sources, profile: profileOf('pg'), facts: FACTS, pool: undefined });
  const texts = formatEntries(profileOf('pg'), { ...INTENT, keys }, named);
  expect(texts && Object.entries(plain(texts)).sort()).toEqual(
    [...Object.entries(PUBLIC.pg), ['__proto__', 'web'], ['7', 'orders']]
      .map(([key, text]) => (key === 'host' ? [key, 'public:25060'] : [key, text]))
      .sort(),
  );
});

describe('kafka', () => {
  test.each<[keyof ConnectionFacts, string]>([
    ['accessCert', 'certificate'],
    ['accessKey', 'private key'],
  ])('without %s there is no Secret', (fact, missing) =>
    expect(format('kafka', 'Public', [fact])).toEqual({ complete: false, missing: [missing] }),
  );

  // "The provider does not tell ." is no sentence.
  test('a private port that is not known is named', () =>
    expect(format('kafka', 'Private', ['privatePort'])).toEqual({ complete: false, missing: ['private port'] }));
});

test('one of two keys for a fact is enough for a Secret to be whole', () => {
  const intent = { ...INTENT, format: 'CloudNativePG' } as const;
  const named = namedFacts('pg', FACTS);
  const all = plain(formatEntries(profileOf('pg'), intent, named) ?? textsOf({}));
  const { 'fqdn-uri': _, 'fqdn-jdbc-uri': __, ...older } = all;
  expect(isWhole(profileOf('pg'), intent, named, textsOf(older))).toBe(true);
  const { uri: ___, ...without } = older;
  expect(isWhole(profileOf('pg'), intent, named, textsOf(without))).toBe(false);
});

describe('lastKnownFacts', () => {
  test.each(['', '0', '-1', '1e3', '123456', 'port', '25060.0'])('%p is no port', (port) =>
    expect(lastKnownFacts(profileOf('pg'), LAYOUT, textsOf({ 'public-port': port })).port).toBeUndefined(),
  );

  test('a Secret of somebody else tells nothing', () => {
    expect(
      Object.values(lastKnownFacts(profileOf('pg'), LAYOUT, textsOf({ HOST: 'x' }))).filter((it) => it !== undefined),
    ).toEqual([]);
  });
});
