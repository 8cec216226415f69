import { authority } from '../lib/percent-encode.js';
import { COMMON, type EngineProfile, NOT_SUPPORTED, nodesBetween, openFact, secretFact } from './engine-profile.js';

/** OpenSearch, over HTTPS. */
export const opensearch: EngineProfile = {
  ...COMMON,
  rights: { inSql: false, why: 'it has indices, which acl names' },
  label: 'OpenSearch',
  serviceType: 'opensearch',
  nodes: nodesBetween(1, 100),
  defaultUser: 'doadmin',
  defaultDatabase: '',
  users: { supported: true, maxNameLength: 63 },
  databases: NOT_SUPPORTED,
  // By the ACL that a user is created with.
  keepsUsersApart: true,
  passwordReadable: true,
  readPrivatePort: undefined,
  acl: {
    scope: 'index',
    list: 'opensearchAcl',
    permissions: ['admin', 'deny', 'read', 'readwrite', 'write'],
    levels: { Owner: 'admin', ReadWrite: 'readwrite', ReadOnly: 'read' },
  },
  uri: (endpoint) => `https://${authority(endpoint)}`,
  configuration: { kind: 'OpenSearchConfig' },
  ownFacts: {
    'dashboards-host': openFact(({ dashboards }) => dashboards?.host),
    'dashboards-port': openFact(({ dashboards }) => dashboards && String(dashboards.port)),
    'dashboards-uri': secretFact(
      ({ dashboards, ...endpoint }) => dashboards && `https://${authority({ ...endpoint, ...dashboards })}`,
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
