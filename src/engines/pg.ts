import { type EngineProfile, nodesBetween, samePort } from './engine-profile.js';
import { percentEncode } from './percent-encode.js';

/** PostgreSQL. Identifiers end at 63 bytes. */
export const pg: EngineProfile = {
  label: 'PostgreSQL',
  serviceType: 'postgresql',
  nodes: nodesBetween(1, 3),
  defaultUser: 'doadmin',
  defaultDatabase: 'defaultdb',
  users: { supported: true, maxNameLength: 63 },
  databases: { supported: true, maxNameLength: 63 },
  passwordReadable: true,
  clientCertificate: false,
  acl: undefined,
  authPlugins: false,
  contents: ['connectionPools'],
  // 25 connections for each GiB of memory, at most 1000, of which three are kept for maintenance.
  poolConnections: (size) => {
    const [, memory] = /-\d+vcpu-(\d+)gb(?:-|$)/.exec(size) ?? [];
    return memory === undefined ? undefined : Math.min(Number(memory) * 25, 1000) - 3;
  },
  ownFields: ['replicas'],
  privatePortInDetails: false,
  privatePort: samePort,
  uri: ({ host, port, username, password, database }) =>
    `postgresql://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}/${percentEncode(database)}?sslmode=require`,
  ownKeys: ({ host, port, database }) => ({
    'jdbc-url': `jdbc:postgresql://${host}:${port}/${percentEncode(database)}?sslmode=require`,
  }),
};
