import {
  type EngineProfile,
  NOT_SUPPORTED,
  nodesBetween,
  noPools,
  PLAIN_CONFIGURATION,
  samePort,
} from './engine-profile.js';
import { percentEncode } from './percent-encode.js';

/** Valkey. Its clients speak the Redis protocol; there is the default user only. */
export const valkey: EngineProfile = {
  label: 'Valkey',
  serviceType: 'redis',
  nodes: nodesBetween(1, 3),
  defaultUser: 'default',
  defaultDatabase: '',
  users: NOT_SUPPORTED,
  databases: NOT_SUPPORTED,
  passwordReadable: true,
  clientCertificate: false,
  acl: undefined,
  authPlugins: false,
  contents: [],
  poolConnections: noPools,
  ownFields: ['evictionPolicy'],
  privatePortInDetails: false,
  privatePort: samePort,
  uri: ({ host, port, username, password }) =>
    `rediss://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}`,
  configuration: {
    ...PLAIN_CONFIGURATION,
    kind: 'ValkeyConfig',
    elsewhere: {
      valkeyMaxmemoryPolicy: 'set it in spec.cluster.evictionPolicy',
      ssl: 'connections are always encrypted, the Secret says so',
    },
  },
  publicCertificate: true,
  ownFacts: {},
  environment: {
    REDIS_URL: 'uri',
    REDIS_HOST: 'host',
    REDIS_PORT: 'port',
    REDIS_USERNAME: 'username',
    REDIS_PASSWORD: 'password',
    REDIS_TLS: 'ssl',
    REDIS_CA_CERT: 'ca.crt',
  },
};
