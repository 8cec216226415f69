import type { TlsMode } from '../gen/binding.js';
import {
  type Endpoint,
  type EngineProfile,
  nodesBetween,
  noPools,
  openFact,
  PLAIN_CONFIGURATION,
  samePort,
  secretFact,
} from './engine-profile.js';
import { percentEncode, percentEncodePath } from './percent-encode.js';

const SSL_MODE = { Require: 'REQUIRED', VerifyFull: 'VERIFY_IDENTITY' } as const satisfies Record<TlsMode, string>;

/** MySQL. User names end at 32 characters, database names at 64, of which the API takes 63. */
export const mysql: EngineProfile = {
  label: 'MySQL',
  serviceType: 'mysql',
  nodes: nodesBetween(1, 3),
  defaultUser: 'doadmin',
  defaultDatabase: 'defaultdb',
  users: { supported: true, maxNameLength: 32 },
  databases: { supported: true, maxNameLength: 63 },
  passwordReadable: true,
  clientCertificate: false,
  acl: undefined,
  authPlugins: true,
  contents: [],
  poolConnections: noPools,
  ownFields: ['sqlMode', 'replicas'],
  privatePortInDetails: false,
  privatePort: samePort,
  uri: ({ host, port, username, password, database, tls }) =>
    `mysql://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}/${percentEncodePath(database)}?ssl-mode=${SSL_MODE[tls]}`,
  configuration: {
    ...PLAIN_CONFIGURATION,
    kind: 'MySQLConfig',
    elsewhere: { sqlMode: 'set it in spec.cluster.sqlMode' },
  },
  publicCertificate: false,
  ownFacts: {
    'ssl-mode': openFact(({ tls }) => SSL_MODE[tls]),
    'jdbc-url': openFact(jdbcUrl),
    'jdbc-uri': secretFact(
      (endpoint) =>
        `${jdbcUrl(endpoint)}&user=${percentEncode(endpoint.username)}&password=${percentEncode(endpoint.password)}`,
    ),
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
