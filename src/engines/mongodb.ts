import { percentEncode } from '../lib/percent-encode.js';
import { COMMON, type Endpoint, type EngineProfile, nodesOneOf, openFact, repeated } from './engine-profile.js';

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
  uri: (endpoint) => {
    const { host, username, password, database } = endpoint;
    const login = `${percentEncode(username)}:${percentEncode(password)}`;
    return `mongodb+srv://${login}@${host}/${percentEncode(database)}?${options(endpoint)}`;
  },
  needsCaCertificate: true,
  configuration: { kind: 'MongoDBConfig' },
  // Quarkus builds its connection string of host, database and these.
  ownFacts: { srv: repeated(openFact(() => 'true')), options: repeated(openFact(options)) },
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

function options({ clusterName }: Endpoint): string {
  return `tls=true&authSource=admin&replicaSet=${percentEncode(clusterName)}`;
}
