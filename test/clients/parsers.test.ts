import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redis } from 'iovalkey';
import { ConnectionString } from 'mongodb-connection-string-url';
import pgConnectionString from 'pg-connection-string';
import type { Endpoint } from '../../src/engines/engine-profile.js';
import { profileOf } from '../../src/engines/engines.js';
import type { Engine } from '../../src/gen/binding.js';
import { percentEncode } from '../../src/lib/percent-encode.js';
import { holds } from '../support/property.js';
import { arbEndpoint, NASTY_ENDPOINT } from './parts.js';

/** What a client gets out of a connection string. */
type Parsed = Readonly<Record<string, unknown>>;

// The parser itself, which the package does not export.
const modules = join(import.meta.dirname, '../../node_modules');
const require = createRequire(import.meta.url);
const mysql = require(join(modules, 'mysql2/lib/connection_config.js')) as { parseUrl(uri: string): Parsed };

interface Client {
  readonly name: string;
  readonly engine: Engine;
  /** The fact, or the URI where there is none. */
  readonly fact?: string;
  /** What a template of the documentation makes instead. */
  readonly write?: (endpoint: Endpoint) => string;
  parse(text: string): Parsed;
  want(endpoint: Endpoint): Parsed;
  /** What the client cannot read, whoever writes it: it is taken out of the database's name. */
  readonly unreadable?: RegExp;
}

const login = ({ username, password }: Endpoint): Parsed => ({ user: username, password });
const address = ({ host, port }: Endpoint): Parsed => ({ host, port });

const CLIENTS: readonly Client[] = [
  {
    name: 'pg-connection-string',
    engine: 'pg',
    parse: (uri) => {
      const { host, port, user, password, database, ssl } = pgConnectionString.parse(uri);
      return { host, port: Number(port), user, password, database, encrypted: ssl !== false && ssl !== undefined };
    },
    want: (it) => ({ ...address(it), ...login(it), database: it.database, encrypted: true }),
    // It decodes a path with decodeURI, which leaves alone what is reserved in a whole URI.
    unreadable: /[?#]/g,
  },
  {
    name: 'mysql2',
    engine: 'mysql',
    parse: (uri) => {
      const { host, port, user, password, database, 'ssl-mode': mode } = mysql.parseUrl(uri);
      return { host, port, user, password, database, mode };
    },
    want: (it) => ({
      ...address(it),
      ...login(it),
      database: it.database,
      mode: it.tls === 'Require' ? 'REQUIRED' : 'VERIFY_IDENTITY',
    }),
  },
  {
    name: 'mysql2, with TLS by its own option,',
    engine: 'mysql',
    write: ({ username, password, host, port, database }) =>
      `mysql://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}/${percentEncode(database)}?ssl=%7B%7D`,
    parse: (uri) => {
      const { host, port, user, password, database, ssl } = mysql.parseUrl(uri);
      return { host, port, user, password, database, ssl };
    },
    want: (it) => ({ ...address(it), ...login(it), database: it.database, ssl: {} }),
  },
  {
    name: 'mongodb-connection-string-url',
    engine: 'mongodb',
    parse: (uri) => {
      const { isSRV, hosts, username, password, pathname, searchParams } = new ConnectionString(uri);
      return {
        isSRV,
        hosts,
        user: decodeURIComponent(username),
        password: decodeURIComponent(password),
        database: decodeURIComponent(pathname.slice(1)),
        ...Object.fromEntries(searchParams),
      };
    },
    want: (it) => ({
      isSRV: true,
      hosts: [it.host],
      ...login(it),
      database: it.database,
      tls: 'true',
      authSource: 'admin',
      replicaSet: it.clusterName,
    }),
  },
  {
    name: 'iovalkey',
    engine: 'valkey',
    parse: (uri) => {
      const client = new Redis(uri, { lazyConnect: true });
      const { host, port, username, password, tls } = client.options;
      client.disconnect();
      return { host, port, user: username, password, tls: tls !== undefined };
    },
    want: (it) => ({ ...address(it), ...login(it), tls: true }),
  },
  {
    name: 'the URL standard',
    engine: 'opensearch',
    parse: (uri) => httpsParts(uri),
    want: (it) => ({ protocol: 'https:', ...login(it), ...address(it) }),
  },
  {
    name: 'the URL standard, for the dashboards',
    engine: 'opensearch',
    fact: 'dashboards-uri',
    parse: (uri) => httpsParts(uri),
    want: (it) => ({ protocol: 'https:', ...login(it), host: 'dashboards.example.com', port: 443 }),
  },
  {
    name: "the PostgreSQL JDBC driver's rules",
    engine: 'pg',
    fact: 'jdbc-uri',
    parse: (url) => jdbcParts(url, 'jdbc:postgresql://'),
    want: (it) => ({
      ...address(it),
      database: it.database,
      ...login(it),
      sslmode: it.tls === 'Require' ? 'require' : 'verify-full',
    }),
  },
  {
    name: "MySQL Connector/J's rules",
    engine: 'mysql',
    fact: 'jdbc-uri',
    parse: (url) => jdbcParts(url, 'jdbc:mysql://'),
    want: (it) => ({
      ...address(it),
      database: it.database,
      ...login(it),
      sslMode: it.tls === 'Require' ? 'REQUIRED' : 'VERIFY_IDENTITY',
    }),
  },
  {
    name: "R2DBC's rules",
    engine: 'pg',
    fact: 'r2dbc-url',
    parse: (url) => r2dbcParts(url, 'postgresql'),
    want: (it) => ({
      ...address(it),
      database: it.database.trim(),
      sslMode: it.tls === 'Require' ? 'require' : 'verify-full',
    }),
  },
  {
    name: "R2DBC's rules",
    engine: 'mysql',
    fact: 'r2dbc-url',
    parse: (url) => r2dbcParts(url, 'mysql'),
    want: (it) => ({
      ...address(it),
      database: it.database.trim(),
      sslMode: it.tls === 'Require' ? 'REQUIRED' : 'VERIFY_IDENTITY',
    }),
  },
  {
    name: "Quarkus's rules of options",
    engine: 'mongodb',
    fact: 'options',
    // It puts them behind an address with host and database, and gives the credentials beside it.
    parse: (options) => {
      const { isSRV, hosts, searchParams } = new ConnectionString(`mongodb+srv://db.example.com/orders?${options}`);
      return { isSRV, hosts, ...Object.fromEntries(searchParams) };
    },
    want: ({ clusterName }) => ({
      isSRV: true,
      hosts: ['db.example.com'],
      tls: 'true',
      authSource: 'admin',
      replicaSet: clusterName,
    }),
  },
  {
    name: "libpq's rules of a password file",
    engine: 'pg',
    fact: 'pgpass',
    parse: pgpassParts,
    want: (it) => ({ host: it.host, port: it.port, database: it.database, ...login(it) }),
  },
  {
    name: "Java's rules of a JAAS configuration",
    engine: 'kafka',
    fact: 'sasl-jaas-config',
    parse: jaasParts,
    want: ({ username, password }) => ({ username, password }),
  },
];

describe.each(CLIENTS)('$name reads what is written for $engine', (client) => {
  const { engine, fact, write, parse, want, unreadable } = client;
  const profile = profileOf(engine);
  const readable = (endpoint: Endpoint): Endpoint =>
    unreadable ? { ...endpoint, database: endpoint.database.replace(unreadable, 'x') } : endpoint;
  const written = (endpoint: Endpoint): string =>
    write?.(endpoint) ?? (fact === undefined ? profile.uri(endpoint) : profile.ownFacts[fact]?.text(endpoint)) ?? '';

  test('with everything strange at once', () => {
    const endpoint = readable(NASTY_ENDPOINT);
    expect(parse(written(endpoint))).toEqual(want(endpoint));
  });

  test('whatever the user, the password and the database are called', () => {
    holds(
      fc.property(arbEndpoint.map(readable), (endpoint) => expect(parse(written(endpoint))).toEqual(want(endpoint))),
    );
  });
});

function httpsParts(uri: string): Parsed {
  const { protocol, hostname, port, username, password } = new URL(uri);
  return {
    protocol,
    host: hostname,
    port: Number(port || 443),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

/** Both drivers read the database and the properties as Java's URLDecoder does, in which a plus sign is a space. */
function jdbcParts(url: string, scheme: string): Parsed {
  const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
  expect(url.startsWith(scheme)).toBe(true);
  const [path = '', query = ''] = url.slice(scheme.length).split('?');
  const [server = '', database = ''] = path.split('/');
  const [host, port] = server.split(':');
  const properties = query.split('&').map((property) => property.split('=').map(decode));
  return { host, port: Number(port), database: decode(database), ...Object.fromEntries(properties) };
}

/** R2DBC decodes the path as RFC 3986 does, where a plus sign is itself, and trims it. */
function r2dbcParts(url: string, driver: string): Parsed {
  expect(url.startsWith(`r2dbc:${driver}://`)).toBe(true);
  const { hostname, port, pathname, searchParams, username } = new URL(url.replace(/^r2dbc:\w+/, 'r2dbc'));
  expect(username).toBe('');
  const database = decodeURIComponent(pathname.slice(1)).trim();
  return { host: hostname, port: Number(port), database, ...Object.fromEntries(searchParams) };
}

/** A backslash takes the next character as it is, a colon ends a field. */
function pgpassParts(line: string): Parsed {
  const fields = [''];
  const characters = [...line];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === ':') fields.push('');
    else fields[fields.length - 1] += character === '\\' ? (characters[++i] ?? '') : character;
  }
  const [host, port, database, user, password] = fields;
  expect(fields).toHaveLength(5);
  return { host, port: Number(port), database, user, password };
}

/** An option is a quoted string in which a backslash takes the next character as it is. */
function jaasParts(text: string): Parsed {
  const [, options = ''] = /^[\w.]+ScramLoginModule required (.*);$/s.exec(text) ?? [];
  const found = [...options.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gs)];
  expect(found.map(([match]) => match).join(' ')).toBe(options);
  return Object.fromEntries(found.map(([, name, value = '']) => [name, value.replace(/\\(.)/gs, '$1')]));
}
