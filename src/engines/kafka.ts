import { type EngineProfile, NOT_SUPPORTED, nodesOneOf, noPools } from './engine-profile.js';

/** Kafka: SASL_SSL with SCRAM-SHA-256, or the user's client certificate. */
export const kafka: EngineProfile = {
  label: 'Kafka',
  serviceType: 'kafka',
  nodes: nodesOneOf(3, 6, 9, 15),
  defaultUser: 'doadmin',
  defaultDatabase: '',
  users: { supported: true, maxNameLength: 63 },
  databases: NOT_SUPPORTED,
  passwordReadable: true,
  clientCertificate: true,
  acl: { scope: 'topic', list: 'acl', permissions: ['admin', 'consume', 'produce', 'produceconsume'] },
  authPlugins: false,
  contents: ['topics', 'schemas'],
  poolConnections: noPools,
  ownFields: [],
  privatePortInDetails: true,
  privatePort: (privateUri) => {
    const port = Number(/:(\d{1,5})$/.exec(privateUri ?? '')?.[1]);
    return port > 0 ? port : undefined;
  },
  uri: ({ host, port }) => `${host}:${port}`,
  ownKeys: ({ host, port }) => ({
    'bootstrap-servers': `${host}:${port}`,
    'security-protocol': 'SASL_SSL',
    'sasl-mechanism': 'SCRAM-SHA-256',
  }),
};
