import type { TlsMode } from '../gen/binding.js';
import { type Endpoint, type EngineProfile, nodesBetween, openFact, samePort, secretFact } from './engine-profile.js';
import { percentEncode, percentEncodePath } from './percent-encode.js';

const SSL_MODE = { Require: 'require', VerifyFull: 'verify-full' } as const satisfies Record<TlsMode, string>;

/** PostgreSQL. Identifiers end at 63 bytes. */
export const pg: EngineProfile = {
  label: 'PostgreSQL',
  serviceType: 'postgresql',
  nodes: nodesBetween(1, 3),
  defaultUser: 'doadmin',
  defaultDatabase: 'defaultdb',
  users: { supported: true, maxNameLength: 63 },
  databases: { supported: true, maxNameLength: 63 },
  passwordReadable: true,
  clientCertificate: false,
  acl: undefined,
  authPlugins: false,
  contents: ['connectionPools'],
  // 25 connections for each GiB of memory, at most 1000, of which three are kept for maintenance.
  poolConnections: (size) => {
    const [, memory] = /-\d+vcpu-(\d+)gb(?:-|$)/.exec(size) ?? [];
    return memory === undefined ? undefined : Math.min(Number(memory) * 25, 1000) - 3;
  },
  ownFields: ['replicas'],
  privatePortInDetails: false,
  privatePort: samePort,
  uri: ({ host, port, username, password, database, tls }) =>
    `postgresql://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}/${percentEncodePath(database)}?sslmode=${SSL_MODE[tls]}`,
  configuration: {
    kind: 'PostgreSQLConfig',
    choices: {
      'pgbouncer.autodbPoolMode': ['session', 'transaction', 'statement'],
      pgStatStatementsTrack: ['all', 'top', 'none'],
    },
    elsewhere: {},
  },
  publicCertificate: false,
  ownFacts: {
    'ssl-mode': openFact(({ tls }) => SSL_MODE[tls]),
    'jdbc-url': openFact(jdbcUrl),
    'jdbc-uri': secretFact(
      (endpoint) =>
        `${jdbcUrl(endpoint)}&user=${percentEncode(endpoint.username)}&password=${percentEncode(endpoint.password)}`,
    ),
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

/** A field of a line of `.pgpass`, where a colon ends a field and a backslash keeps it from doing so. */
function pgpassField(field: string): string {
  return /[\\:]/.test(field) ? field.replace(/[\\:]/g, '\\$&') : field;
}
