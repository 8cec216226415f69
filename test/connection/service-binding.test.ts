import { describe, expect, test } from '@jest/globals';
import type { ConnectionFacts } from '../../src/connection/connection-facts.js';
import { orLastKnown } from '../../src/connection/connection-facts.js';
import { formatServiceBinding, lastKnownFacts, serviceBindingType } from '../../src/connection/service-binding.js';
import { profileOf } from '../../src/engines/engines.js';
import { type Endpoint, RUNNING_ENGINES, type RunningEngine } from '../../src/gen/binding.js';

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
    'jdbc-url': 'jdbc:postgresql://public:25060/orders?sslmode=require',
  },
  mysql: {
    ...common('mysql'),
    ...uris(
      'mysql://web:p%40ss@public:25060/orders?ssl-mode=REQUIRED',
      'mysql://web:p%40ss@private:25080/orders?ssl-mode=REQUIRED',
    ),
    database: 'orders',
    'jdbc-url': 'jdbc:mysql://public:25060/orders?sslMode=REQUIRED',
  },
  mongodb: { ...common('mongodb'), ...uris(mongo('public'), mongo('private')), database: 'orders' },
  valkey: redis,
  redis,
  kafka: {
    ...common('kafka'),
    ...uris('public:25060', 'private:25080'),
    'bootstrap-servers': 'public:25060',
    'security-protocol': 'SASL_SSL',
    'sasl-mechanism': 'SCRAM-SHA-256',
    certificates: 'CERTIFICATE',
    'private-key': 'PRIVATE KEY',
    'access.crt': 'CERTIFICATE',
    'access.key': 'PRIVATE KEY',
  },
  opensearch: {
    ...common('opensearch'),
    ...uris('https://web:p%40ss@public:25060', 'https://web:p%40ss@private:25080'),
  },
};

/** The entries that differ with the private endpoint. */
const PRIVATE: Readonly<Record<RunningEngine, Entries>> = {
  pg: { 'jdbc-url': 'jdbc:postgresql://private:25080/orders?sslmode=require' },
  mysql: { 'jdbc-url': 'jdbc:mysql://private:25080/orders?sslMode=REQUIRED' },
  mongodb: {},
  valkey: {},
  redis: {},
  kafka: { 'bootstrap-servers': 'private:25080' },
  opensearch: {},
};

/** Of an engine without databases the facts have none. */
function factsFor(engine: RunningEngine, without: readonly (keyof ConnectionFacts)[] = []): ConnectionFacts {
  const database = profileOf(engine).defaultDatabase === '' ? { database: '' } : {};
  return { ...FACTS, ...database, ...Object.fromEntries(without.map((key) => [key, undefined])) };
}

function format(engine: RunningEngine, endpoint: Endpoint, without: readonly (keyof ConnectionFacts)[] = []): unknown {
  return formatServiceBinding(profileOf(engine), factsFor(engine, without), endpoint);
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
    expect(serviceBindingType(profileOf(engine))).toBe(`servicebinding.io/${PUBLIC[engine].type}`));

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
      const formatted = formatServiceBinding(profileOf(engine), factsFor(engine), endpoint);
      expect(Object.entries(formatted.complete ? formatted.entries : {}).filter(([, text]) => !text)).toEqual([]);
    }
  });

  test('what was written can be read back, whatever the endpoint', () => {
    for (const endpoint of ['Public', 'Private'] as const) {
      const formatted = formatServiceBinding(profileOf(engine), factsFor(engine), endpoint);
      const last = lastKnownFacts(formatted.complete ? formatted.entries : {});
      const nothing = factsFor(engine, Object.keys(FACTS) as readonly (keyof ConnectionFacts)[]);
      expect(formatServiceBinding(profileOf(engine), orLastKnown(nothing, last), endpoint)).toEqual(formatted);
    }
  });
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

describe('lastKnownFacts', () => {
  test.each(['', '0', '-1', '1e3', '123456', 'port', '25060.0'])('%p is no port', (port) =>
    expect(lastKnownFacts({ 'public-port': port }).port).toBeUndefined(),
  );

  test('a Secret of somebody else tells nothing', () => {
    expect(Object.values(lastKnownFacts({ HOST: 'x' })).filter((it) => it !== undefined)).toEqual([]);
  });
});
