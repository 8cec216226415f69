import { type EngineProfile, nodesOneOf, noPools, PLAIN_CONFIGURATION, samePort } from './engine-profile.js';
import { percentEncode } from './percent-encode.js';

/** MongoDB. A user's password is told once, when the user is created. */
export const mongodb: EngineProfile = {
  label: 'MongoDB',
  serviceType: 'mongodb',
  nodes: nodesOneOf(1, 3),
  defaultUser: 'doadmin',
  defaultDatabase: 'admin',
  users: { supported: true, maxNameLength: 63 },
  databases: { supported: true, maxNameLength: 63 },
  passwordReadable: false,
  clientCertificate: false,
  acl: undefined,
  authPlugins: false,
  contents: [],
  poolConnections: noPools,
  ownFields: [],
  privatePortInDetails: false,
  privatePort: samePort,
  // An SRV address: hosts and ports come from DNS.
  uri: ({ host, username, password, database, clusterName }) =>
    `mongodb+srv://${percentEncode(username)}:${percentEncode(password)}@${host}/${percentEncode(database)}` +
    `?tls=true&authSource=admin&replicaSet=${percentEncode(clusterName)}`,
  // Drivers check the certificate whenever they use TLS, so there is no mode to choose.
  configuration: { ...PLAIN_CONFIGURATION, kind: 'MongoDBConfig' },
  publicCertificate: false,
  ownFacts: {},
  environment: {
    MONGODB_URI: 'uri',
    MONGODB_HOST: 'host',
    MONGODB_USERNAME: 'username',
    MONGODB_PASSWORD: 'password',
    MONGODB_DATABASE: 'database',
    MONGODB_REPLICA_SET: 'cluster-name',
    MONGODB_CA_CERT: 'ca.crt',
  },
};
