import type { TlsMode } from '../gen/binding.js';
import { authority, percentEncode, percentEncodePath } from '../lib/percent-encode.js';
import {
  COMMON,
  type Endpoint,
  type EngineProfile,
  jdbcFacts,
  nodesBetween,
  openFact,
  repeated,
  secretFact,
} from './engine-profile.js';

const SSL_MODE = { Require: 'require', VerifyFull: 'verify-full' } as const satisfies Record<TlsMode, string>;

/** PostgreSQL. Identifiers end at 63 bytes. */
export const pg: EngineProfile = {
  ...COMMON,
  label: 'PostgreSQL',
  serviceType: 'postgresql',
  nodes: nodesBetween(1, 3),
  defaultUser: 'doadmin',
  defaultDatabase: 'defaultdb',
  users: { supported: true, maxNameLength: 63 },
  databases: { supported: true, maxNameLength: 63 },
  // Users may read what they were granted or have made; they see names of databases, and may connect to them (PUBLIC).
  keepsUsersApart: true,
  passwordReadable: true,
  // Since PostgreSQL 15 only a database's owner may create something in it.
  rights: { inSql: true },
  readPrivatePort: undefined,
  // 25 connections for each GiB of memory, at most 1000, three of them reserved for maintenance.
  poolConnections: (size) => {
    const [, memory] = /-\d+vcpu-(\d+)gb(?:-|$)/.exec(size) ?? [];
    return memory === undefined ? undefined : Math.min(Number(memory) * 25, 1000) - 3;
  },
  ownFields: ['replicas', 'connectionPools'],
  uri: (endpoint) =>
    `postgresql://${authority(endpoint)}/${percentEncodePath(endpoint.database)}?sslmode=${SSL_MODE[endpoint.tls]}`,
  configuration: {
    kind: 'PostgreSQLConfig',
    choices: { pgStatStatementsTrack: ['all', 'top', 'none'] },
  },
  ownFacts: {
    'ssl-mode': openFact(({ tls }) => SSL_MODE[tls]),
    ...jdbcFacts(jdbcUrl),
    'r2dbc-url': repeated(openFact(r2dbcUrl)),
    pgpass: secretFact(
      ({ host, port, database, username, password }) =>
        `${pgpassField(host)}:${port}:${pgpassField(database)}:${pgpassField(username)}:${pgpassField(password)}`,
    ),
  },
  environment: {
    PGHOST: 'host',
    PGPORT: 'port',
    PGUSER: 'username',
    PGPASSWORD: 'password',
    PGDATABASE: 'database',
    PGSSLMODE: 'ssl-mode',
    DATABASE_URL: 'uri',
    DATABASE_CA_CERT: 'ca.crt',
  },
};

function jdbcUrl({ host, port, database, tls }: Endpoint): string {
  return `jdbc:postgresql://${host}:${port}/${percentEncode(database)}?sslmode=${SSL_MODE[tls]}`;
}

function r2dbcUrl({ host, port, database, tls }: Endpoint): string {
  return `r2dbc:postgresql://${host}:${port}/${percentEncode(database)}?sslMode=${SSL_MODE[tls]}`;
}

/** A field of a line of `.pgpass`, where a colon ends a field unless a backslash escapes it. */
function pgpassField(field: string): string {
  return /[\\:]/.test(field) ? field.replace(/[\\:]/g, '\\$&') : field;
}
