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
} from './engine-profile.js';

const SSL_MODE = { Require: 'REQUIRED', VerifyFull: 'VERIFY_IDENTITY' } as const satisfies Record<TlsMode, string>;

/** MySQL. User names end at 32 characters, database names at 64, of which the API takes 63. */
export const mysql: EngineProfile = {
  ...COMMON,
  rights: { inSql: false, why: "every user that DigitalOcean creates has the administrator's rights" },
  label: 'MySQL',
  serviceType: 'mysql',
  nodes: nodesBetween(1, 3),
  defaultUser: 'doadmin',
  defaultDatabase: 'defaultdb',
  users: { supported: true, maxNameLength: 32 },
  databases: { supported: true, maxNameLength: 63 },
  // "New users will receive the permissions of the doadmin user by default" (DigitalOcean's page on users of MySQL).
  keepsUsersApart: false,
  passwordReadable: true,
  readPrivatePort: undefined,
  authPlugins: true,
  ownFields: ['sqlMode', 'replicas'],
  uri: (endpoint) =>
    `mysql://${authority(endpoint)}/${percentEncodePath(endpoint.database)}?ssl-mode=${SSL_MODE[endpoint.tls]}`,
  configuration: {
    kind: 'MySQLConfig',
    elsewhere: { sqlMode: 'set it in spec.cluster.sqlMode' },
  },
  ownFacts: {
    'ssl-mode': openFact(({ tls }) => SSL_MODE[tls]),
    ...jdbcFacts(jdbcUrl),
    'r2dbc-url': repeated(openFact(r2dbcUrl)),
  },
  environment: {
    MYSQL_HOST: 'host',
    MYSQL_PORT: 'port',
    MYSQL_USER: 'username',
    MYSQL_PASSWORD: 'password',
    MYSQL_DATABASE: 'database',
    MYSQL_SSL_MODE: 'ssl-mode',
    MYSQL_URL: 'uri',
    DATABASE_URL: 'uri',
    MYSQL_CA_CERT: 'ca.crt',
  },
};

function jdbcUrl({ host, port, database, tls }: Endpoint): string {
  return `jdbc:mysql://${host}:${port}/${percentEncode(database)}?sslMode=${SSL_MODE[tls]}`;
}

function r2dbcUrl({ host, port, database, tls }: Endpoint): string {
  return `r2dbc:mysql://${host}:${port}/${percentEncode(database)}?sslMode=${SSL_MODE[tls]}`;
}
