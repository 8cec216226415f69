import {
  type Endpoint,
  type EngineProfile,
  NOT_SUPPORTED,
  nodesBetween,
  noPools,
  openFact,
  PLAIN_CONFIGURATION,
  samePort,
  secretFact,
} from './engine-profile.js';
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
  uri: httpsUri,
  configuration: { ...PLAIN_CONFIGURATION, kind: 'OpenSearchConfig' },
  publicCertificate: false,
  ownFacts: {
    'dashboards-host': openFact(({ dashboards }) => dashboards?.host),
    'dashboards-port': openFact(({ dashboards }) => dashboards && String(dashboards.port)),
    'dashboards-uri': secretFact(
      ({ dashboards, username, password }) => dashboards && httpsUri({ ...dashboards, username, password }),
    ),
  },
  environment: {
    OPENSEARCH_URL: 'uri',
    OPENSEARCH_HOST: 'host',
    OPENSEARCH_PORT: 'port',
    OPENSEARCH_USERNAME: 'username',
    OPENSEARCH_PASSWORD: 'password',
    OPENSEARCH_DASHBOARDS_URL: 'dashboards-uri',
    OPENSEARCH_CA_CERT: 'ca.crt',
  },
};

function httpsUri({
  host,
  port,
  username,
  password,
}: Pick<Endpoint, 'host' | 'port' | 'username' | 'password'>): string {
  return `https://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}`;
}
