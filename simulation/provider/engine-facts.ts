import { digest } from '../fake.js';

interface UriParts {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly cluster: string;
}

/** What else can lie in a cluster. */
export type ContentKind = 'topic' | 'schema' | 'pool' | 'replica' | 'logsink';

/** What DigitalOcean does differently for one engine. */
export interface EngineFacts {
  /** Whether new clusters can be had. */
  readonly sold: boolean;
  readonly version: string;
  /** The fewest that the engine runs on. */
  readonly nodeCount: number;
  readonly user: string;
  readonly database: string;
  readonly port: number;
  /** Whether it has a disk that can be sized. */
  readonly hasStorage: boolean;
  /** Whether the cluster has databases inside; the words are the ones that exist from the start. */
  readonly databases: readonly string[] | undefined;
  readonly users: boolean;
  readonly contents: readonly ContentKind[];
  readonly dashboard: boolean;
  readonly clientCertificates: boolean;
  /** Whether a password is told again after the user was created. */
  readonly passwordReadable: boolean;
  readonly metrics: boolean;
  readonly host: (cluster: string, id: string) => string;
  readonly uri: (parts: UriParts) => string;
  readonly password: (...words: readonly string[]) => string;
}

const COMMON = {
  sold: true,
  version: '8',
  nodeCount: 1,
  user: 'doadmin',
  database: '',
  port: 25060,
  hasStorage: true,
  databases: undefined,
  users: true,
  contents: ['logsink'],
  dashboard: false,
  clientCertificates: false,
  passwordReadable: true,
  metrics: true,
  host: (cluster, id) =>
    `${cluster}-do-user-1234567-0.${'abcdefghijklmnop'[Number.parseInt(id[0] ?? '0', 16)]}.db.ondigitalocean.com`,
  uri: ({ user, password, host, port }) => `https://${user}:${password}@${host}:${port}`,
  password: (...words) =>
    `AVNS_fake-${Buffer.from(digest(...words), 'hex')
      .toString('base64url')
      .slice(0, 14)}`,
} as const satisfies EngineFacts;

const VALKEY = {
  ...COMMON,
  user: 'default',
  port: 25061,
  hasStorage: false,
  users: false,
  uri: ({ user, password, host, port }) => `rediss://${user}:${password}@${host}:${port}`,
} as const satisfies EngineFacts;

const FACTS = {
  pg: {
    ...COMMON,
    version: '17',
    database: 'defaultdb',
    databases: ['defaultdb'],
    contents: ['pool', 'replica', 'logsink'],
    uri: ({ user, password, host, port, database }) =>
      `postgresql://${user}:${password}@${host}:${port}/${database}?sslmode=require`,
  },
  mysql: {
    ...COMMON,
    database: 'defaultdb',
    databases: ['defaultdb'],
    contents: ['replica', 'logsink'],
    uri: ({ user, password, host, port, database }) =>
      `mysql://${user}:${password}@${host}:${port}/${database}?ssl-mode=REQUIRED`,
  },
  mongodb: {
    ...COMMON,
    database: 'admin',
    databases: ['admin'],
    port: 27017,
    passwordReadable: false,
    metrics: false,
    host: (cluster, id) => `${cluster}-${id.slice(0, 8)}.mongo.ondigitalocean.com`,
    uri: ({ user, password, host, database, cluster }) =>
      `mongodb+srv://${user}:${password}@${host}/${database}?tls=true&authSource=admin&replicaSet=${cluster}`,
    password: (...words) => `fake${digest(...words).slice(0, 12)}`,
  },
  valkey: VALKEY,
  redis: { ...VALKEY, sold: false, version: '7' },
  kafka: {
    ...COMMON,
    version: '3.8',
    nodeCount: 3,
    port: 25073,
    clientCertificates: true,
    contents: ['topic', 'schema', 'logsink'],
    uri: ({ host, port }) => `${host}:${port}`,
  },
  opensearch: { ...COMMON, version: '2', dashboard: true },
} as const satisfies Record<string, EngineFacts>;

const TABLE: ReadonlyMap<string, EngineFacts> = new Map(Object.entries(FACTS));

/** What DigitalOcean does for an engine, or `undefined` for one it never had. */
export function engineFacts(engine: string): EngineFacts | undefined {
  return TABLE.get(engine);
}
