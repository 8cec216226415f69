import {
  COMMON,
  type EngineProfile,
  NOT_SUPPORTED,
  nodesOneOf,
  openFact,
  repeated,
  secretFact,
} from './engine-profile.js';

const SECURITY_PROTOCOL = 'SASL_SSL';
const SASL_MECHANISM = 'SCRAM-SHA-256';

/** Kafka: SASL_SSL with SCRAM-SHA-256, or the user's client certificate. */
export const kafka: EngineProfile = {
  ...COMMON,
  rights: { inSql: false, why: 'it has topics, which acl names' },
  label: 'Kafka',
  serviceType: 'kafka',
  nodes: nodesOneOf(3, 6, 9, 15),
  defaultUser: 'doadmin',
  defaultDatabase: '',
  users: { supported: true, maxNameLength: 63 },
  databases: NOT_SUPPORTED,
  // By the ACL that a user is created with.
  keepsUsersApart: true,
  passwordReadable: true,
  clientCertificate: true,
  acl: {
    scope: 'topic',
    list: 'acl',
    permissions: ['admin', 'consume', 'produce', 'produceconsume'],
    levels: { Owner: 'admin', ReadWrite: 'produceconsume', ReadOnly: 'consume' },
  },
  ownFields: ['topics', 'schemas'],
  readPrivatePort: (privateUri) => {
    const port = Number(/:(\d{1,5})$/.exec(privateUri)?.[1]);
    return port > 0 ? port : undefined;
  },
  uri: ({ host, port }) => `${host}:${port}`,
  needsCaCertificate: true,
  configuration: { kind: 'KafkaConfig' },
  ownFacts: {
    'bootstrap-servers': openFact(({ host, port }) => `${host}:${port}`),
    'security-protocol': openFact(() => SECURITY_PROTOCOL),
    'sasl-mechanism': openFact(() => SASL_MECHANISM),
    'sasl-jaas-config': secretFact(
      ({ username, password }) =>
        `org.apache.kafka.common.security.scram.ScramLoginModule required username="${quoted(username)}" password="${quoted(password)}";`,
    ),
    // Quarkus reads the address under its other name, and these.
    user: repeated(secretFact(({ username }) => username)),
    securityProtocol: repeated(openFact(() => SECURITY_PROTOCOL)),
    saslMechanism: repeated(openFact(() => SASL_MECHANISM)),
  },
  environment: {
    KAFKA_BOOTSTRAP_SERVERS: 'bootstrap-servers',
    KAFKA_SECURITY_PROTOCOL: 'security-protocol',
    KAFKA_SASL_MECHANISM: 'sasl-mechanism',
    KAFKA_SASL_USERNAME: 'username',
    KAFKA_SASL_PASSWORD: 'password',
    KAFKA_SASL_JAAS_CONFIG: 'sasl-jaas-config',
    KAFKA_ACCESS_CERT: 'access.crt',
    KAFKA_ACCESS_KEY: 'access.key',
    KAFKA_CA_CERT: 'ca.crt',
  },
};

/** A text between the quotes of a JAAS option. */
function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
