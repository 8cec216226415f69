import { type EngineProfile, NOT_SUPPORTED, nodesBetween, noPools, samePort } from './engine-profile.js';
import { percentEncode } from './percent-encode.js';

/** OpenSearch, over HTTPS. */
export const opensearch: EngineProfile = {
  label: 'OpenSearch',
  serviceType: 'opensearch',
  nodes: nodesBetween(1, 100),
  defaultUser: 'doadmin',
  defaultDatabase: '',
  users: { supported: true, maxNameLength: 63 },
  databases: NOT_SUPPORTED,
  passwordReadable: true,
  clientCertificate: false,
  acl: { scope: 'index', list: 'opensearchAcl', permissions: ['admin', 'deny', 'read', 'readwrite', 'write'] },
  authPlugins: false,
  contents: [],
  poolConnections: noPools,
  ownFields: [],
  privatePortInDetails: false,
  privatePort: samePort,
  uri: ({ host, port, username, password }) =>
    `https://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}`,
  ownKeys: () => ({}),
};
