import { type EngineProfile, nodesBetween, noPools, samePort } from './engine-profile.js';
import { percentEncode } from './percent-encode.js';

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
  uri: ({ host, port, username, password, database }) =>
    `mysql://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}/${percentEncode(database)}?ssl-mode=REQUIRED`,
  ownKeys: ({ host, port, database }) => ({
    'jdbc-url': `jdbc:mysql://${host}:${port}/${percentEncode(database)}?sslMode=REQUIRED`,
  }),
};
