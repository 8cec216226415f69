import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Endpoint } from '../../src/engines/engine-profile.js';
import { CLUSTER_FIELDS, CONTENT_NAMES } from '../../src/engines/engine-profile.js';
import { enginesWith, isEngine, PROFILES, profileOf } from '../../src/engines/engines.js';
import { RUNNING_ENGINES, type RunningEngine, type TlsMode } from '../../src/gen/binding.js';
import { percentEncode } from '../../src/lib/percent-encode.js';
import { holds } from '../support/property.js';

const TROUBLE = [
  ...'@:/?#%&+ \'"é',
  '[',
  ']',
  '\\',
  '%40',
  '$&',
  '💾',
  '\u0000',
  '=',
  ';',
  ',',
  '!',
  '*',
  '(',
  ')',
  '~',
];

const arbText = fc.oneof(
  fc.array(fc.constantFrom(...TROUBLE, 'a', 'Z', '0'), { minLength: 1, maxLength: 20 }).map((parts) => parts.join('')),
  // Lone surrogates cannot arrive: the wire and base64 both carry UTF-8.
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
);

const arbEndpoint: fc.Arbitrary<Endpoint> = fc.record({
  host: fc.constantFrom('db.example.com', 'private-db-do-user-1-0.m.db.ondigitalocean.com'),
  port: fc.integer({ min: 1024, max: 65535 }),
  username: arbText,
  password: arbText,
  database: arbText,
  clusterName: fc.stringMatching(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/),
  tls: fc.constant<TlsMode>('Require'),
  dashboards: fc.constant(undefined),
});

/** What a client finds in a URI. */
interface Parts {
  readonly scheme: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

function partsOf(uri: string): Parts {
  const { protocol, username, password, hostname, port, pathname, searchParams, hash } = new URL(uri);
  expect(hash).toBe('');
  return {
    scheme: protocol,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    host: hostname,
    port,
    path: decodeURIComponent(pathname.slice(1)),
    query: Object.fromEntries(searchParams),
  };
}

type Want = (endpoint: Endpoint) => Parts | string;
const credentials = ({ username, password, host, port }: Endpoint): Omit<Parts, 'scheme' | 'path' | 'query'> => ({
  username,
  password,
  host,
  port: String(port),
});

function redisParts(it: Endpoint): Parts {
  return { ...credentials(it), scheme: 'rediss:', path: '', query: {} };
}

/** What a client must find; Kafka has a list of addresses instead of a URI. */
const PARTS: Readonly<Record<RunningEngine, Want>> = {
  pg: (it) => ({ ...credentials(it), scheme: 'postgresql:', path: it.database, query: { sslmode: 'require' } }),
  mysql: (it) => ({ ...credentials(it), scheme: 'mysql:', path: it.database, query: { 'ssl-mode': 'REQUIRED' } }),
  mongodb: (it) => ({
    ...credentials(it),
    scheme: 'mongodb+srv:',
    port: '',
    path: it.database,
    query: { tls: 'true', authSource: 'admin', replicaSet: it.clusterName },
  }),
  valkey: redisParts,
  redis: redisParts,
  kafka: ({ host, port }) => `${host}:${port}`,
  opensearch: (it) => ({ ...credentials(it), scheme: 'https:', path: '', query: {} }),
};

const EXAMPLE: Endpoint = {
  host: 'db.example.com',
  port: 25060,
  username: "o'brien@é",
  password: 'a:b/c?d#e%f&g+h i"j',
  database: 'my db',
  clusterName: 'shop-orders',
  tls: 'Require',
  dashboards: { host: 'ui.example.com', port: 443 },
};
const USER = 'o%27brien%40%C3%A9:a%3Ab%2Fc%3Fd%23e%25f%26g%2Bh%20i%22j';

const URIS: Readonly<Record<RunningEngine, string>> = {
  pg: `postgresql://${USER}@db.example.com:25060/my%20db?sslmode=require`,
  mysql: `mysql://${USER}@db.example.com:25060/my%20db?ssl-mode=REQUIRED`,
  mongodb: `mongodb+srv://${USER}@db.example.com/my%20db?tls=true&authSource=admin&replicaSet=shop-orders`,
  valkey: `rediss://${USER}@db.example.com:25060`,
  redis: `rediss://${USER}@db.example.com:25060`,
  kafka: 'db.example.com:25060',
  opensearch: `https://${USER}@db.example.com:25060`,
};

const JDBC_USER = 'user=o%27brien%40%C3%A9&password=a%3Ab%2Fc%3Fd%23e%25f%26g%2Bh%20i%22j';

/** The facts that only one engine has. */
const OWN_FACTS: Readonly<Record<RunningEngine, Readonly<Record<string, string>>>> = {
  pg: {
    'ssl-mode': 'require',
    'jdbc-url': 'jdbc:postgresql://db.example.com:25060/my%20db?sslmode=require',
    'jdbc-uri': `jdbc:postgresql://db.example.com:25060/my%20db?sslmode=require&${JDBC_USER}`,
    'r2dbc-url': 'r2dbc:postgresql://db.example.com:25060/my%20db?sslMode=require',
    pgpass: 'db.example.com:25060:my db:o\'brien@é:a\\:b/c?d#e%f&g+h i"j',
  },
  mysql: {
    'ssl-mode': 'REQUIRED',
    'jdbc-url': 'jdbc:mysql://db.example.com:25060/my%20db?sslMode=REQUIRED',
    'jdbc-uri': `jdbc:mysql://db.example.com:25060/my%20db?sslMode=REQUIRED&${JDBC_USER}`,
    'r2dbc-url': 'r2dbc:mysql://db.example.com:25060/my%20db?sslMode=REQUIRED',
  },
  mongodb: { srv: 'true', options: 'tls=true&authSource=admin&replicaSet=shop-orders' },
  valkey: { url: URIS.valkey },
  redis: { url: URIS.redis },
  kafka: {
    'bootstrap-servers': 'db.example.com:25060',
    'security-protocol': 'SASL_SSL',
    'sasl-mechanism': 'SCRAM-SHA-256',
    'sasl-jaas-config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required username="o\'brien@é" password="a:b/c?d#e%f&g+h i\\"j";',
    user: "o'brien@é",
    securityProtocol: 'SASL_SSL',
    saslMechanism: 'SCRAM-SHA-256',
  },
  opensearch: {
    'dashboards-host': 'ui.example.com',
    'dashboards-port': '443',
    'dashboards-uri': `https://${USER}@ui.example.com:443`,
  },
};

const SERVICE_TYPES: Readonly<Record<RunningEngine, string>> = {
  pg: 'postgresql',
  mysql: 'mysql',
  mongodb: 'mongodb',
  valkey: 'redis',
  redis: 'redis',
  kafka: 'kafka',
  opensearch: 'opensearch',
};

const SAME_PORT = 'the public port';

/** The port of the private address for each private URI that the provider writes. */
const PRIVATE_PORTS: Readonly<
  Record<RunningEngine, typeof SAME_PORT | readonly (readonly [uri: string, port: number | undefined])[]>
> = {
  pg: SAME_PORT,
  mysql: SAME_PORT,
  mongodb: SAME_PORT,
  valkey: SAME_PORT,
  redis: SAME_PORT,
  kafka: [
    ['private-host:25073', 25073],
    ['a:1,b:25080', 25080],
    ['', undefined],
    ['private-host', undefined],
    ['private-host:', undefined],
    ['private-host:0', undefined],
    ['private-host:port', undefined],
    ['private-host:123456', undefined],
  ],
  opensearch: SAME_PORT,
};

describe.each(RUNNING_ENGINES)('%s', (engine) => {
  const profile = profileOf(engine);

  test('clients read back any name and password', () => {
    holds(
      fc.property(arbEndpoint, (endpoint) => {
        const uri = profile.uri(endpoint);
        expect(typeof PARTS[engine](endpoint) === 'string' ? uri : partsOf(uri)).toEqual(PARTS[engine](endpoint));
        // Only RFC 3986's characters, so that all parsers agree on it.
        expect(uri).toMatch(/^[A-Za-z0-9\-._~:/?@&=%+$,;]+$/);
      }),
    );
  });

  test('a URI, letter by letter', () => expect(profile.uri(EXAMPLE)).toBe(URIS[engine]));

  test('facts that only its clients read, letter by letter', () => {
    const facts = Object.entries(profile.ownFacts).map(([name, { text }]) => [name, text(EXAMPLE)]);
    expect(Object.fromEntries(facts)).toEqual(OWN_FACTS[engine]);
  });

  test('a fact with a password in it is secret', () => {
    const open = Object.values(profile.ownFacts).filter(({ secret }) => !secret);
    const texts = open.map(({ text }) => decodeURIComponent(text({ ...EXAMPLE, password: 'a password' }) ?? ''));
    expect(texts.filter((text) => text.includes('a password'))).toEqual([]);
  });

  test("its clients' protocol is the type of the Service Binding", () =>
    expect(profile.serviceType).toBe(SERVICE_TYPES[engine]));

  test('the private address has the port that its clients use', () => {
    const ports = PRIVATE_PORTS[engine];
    if (ports === SAME_PORT) expect(profile.readPrivatePort).toBeUndefined();
    else for (const [uri, port] of ports) expect([uri, profile.readPrivatePort?.(uri)]).toEqual([uri, port]);
  });

  test('the default number of nodes is allowed, and is the smallest', () => {
    const { nodes } = profile;
    const allowed = Array.from({ length: 120 }, (_, i) => i).filter((count) => nodes.allows(count));
    expect(allowed[0]).toBe(nodes.default);
    expect(nodes.default).toBeGreaterThan(0);
    for (const count of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(nodes.allows(count)).toBe(false);
  });
});

describe('the table', () => {
  test('has every engine of the schema, and no other', () =>
    expect(Object.keys(PROFILES).sort()).toEqual([...RUNNING_ENGINES].sort()));

  test.each(['', 'oracle', 'PG', 'constructor', '__proto__', undefined])('%p is not an engine', (word) =>
    expect(isEngine(word)).toBe(false),
  );

  test.each(RUNNING_ENGINES)('%s is one', (engine) => expect(isEngine(engine)).toBe(true));

  test('each own field belongs to some engine', () => {
    for (const field of [...CLUSTER_FIELDS, ...CONTENT_NAMES]) expect(enginesWith(field).length).toBeGreaterThan(0);
  });
});

describe('percentEncode', () => {
  test('leaves the unreserved characters alone', () => {
    const unreserved = 'ABCXYZabcxyz0189-._~';
    expect(percentEncode(unreserved)).toBe(unreserved);
  });

  test.each([
    ['@', '%40'],
    [':', '%3A'],
    ['/', '%2F'],
    ["!'()*", '%21%27%28%29%2A'],
    [' ', '%20'],
    ['+', '%2B'],
    ['%41', '%2541'],
    ['é', '%C3%A9'],
    ['💾', '%F0%9F%92%BE'],
    ['', ''],
  ])('%p becomes %p', (part, want) => expect(percentEncode(part)).toBe(want));
});
