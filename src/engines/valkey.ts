import { authority } from '../lib/percent-encode.js';
import {
  COMMON,
  type Endpoint,
  type EngineProfile,
  NOT_SUPPORTED,
  nodesBetween,
  repeated,
  secretFact,
} from './engine-profile.js';

/** Valkey. Its clients speak the Redis protocol; it has only the default user. */
export const valkey: EngineProfile = {
  ...COMMON,
  label: 'Valkey',
  serviceType: 'redis',
  nodes: nodesBetween(1, 3),
  defaultUser: 'default',
  defaultDatabase: '',
  users: NOT_SUPPORTED,
  databases: NOT_SUPPORTED,
  keepsUsersApart: false,
  passwordReadable: true,
  readPrivatePort: undefined,
  ownFields: ['evictionPolicy'],
  uri,
  configuration: {
    kind: 'ValkeyConfig',
    elsewhere: {
      valkeyMaxmemoryPolicy: 'set it in spec.cluster.evictionPolicy',
      ssl: 'connections are always encrypted, the Secret says so',
    },
  },
  publicCertificate: true,
  // Spring Cloud Bindings: without it, clients get host and port, and connect without TLS.
  ownFacts: { url: repeated(secretFact(uri)) },
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

function uri(endpoint: Endpoint): string {
  return `rediss://${authority(endpoint)}`;
}
