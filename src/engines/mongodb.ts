import { percentEncode } from '../lib/percent-encode.js';
import { COMMON, type EngineProfile, nodesOneOf } from './engine-profile.js';

/** MongoDB. It shows a user's password only once, when it creates the user. */
export const mongodb: EngineProfile = {
  ...COMMON,
  rights: { inSql: false, why: 'DigitalOcean gives roles by its API alone, and the provider does not send them' },
  label: 'MongoDB',
  serviceType: 'mongodb',
  nodes: nodesOneOf(1, 3),
  defaultUser: 'doadmin',
  defaultDatabase: 'admin',
  users: { supported: true, maxNameLength: 63 },
  databases: { supported: true, maxNameLength: 63 },
  // New users have the administrator's rights (DigitalOcean's pages say so), and the provider cannot give them roles.
  keepsUsersApart: false,
  passwordReadable: false,
  readPrivatePort: undefined,
  // An SRV address: DNS tells hosts and ports. Drivers always check the certificate, so there is no TLS mode to choose.
  uri: ({ host, username, password, database, clusterName }) =>
    `mongodb+srv://${percentEncode(username)}:${percentEncode(password)}@${host}/${percentEncode(database)}` +
    `?tls=true&authSource=admin&replicaSet=${percentEncode(clusterName)}`,
  configuration: { kind: 'MongoDBConfig' },
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
