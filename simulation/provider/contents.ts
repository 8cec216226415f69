import { asString, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';
import { terraformResource } from '../terraform/resource.js';
import type { ResourceRow } from '../terraform/resource-row.js';
import { type ConnectionDetails, type Controller, importByComma, type Place } from './controller.js';
import { type CloudCluster, replicaUuid } from './digitalocean.js';
import { clusterIdOf, parametersOf } from './managed.js';

const POOL_PORT = 25061;

const ROWS: readonly ResourceRow[] = [
  {
    kind: 'DB',
    noun: 'Database DB',
    required: ['name'],
    ...inCluster({ word: 'dbs', named: 'name', separator: '/database/', imported: 'database' }),
    envelope: 'db',
    facts: () => ({}),
  },
  {
    kind: 'KafkaTopic',
    noun: 'database kafka topic',
    required: ['name'],
    ...inCluster({ word: 'topics', named: 'name', separator: '/topic/', imported: 'topic', source: 'kafka' }),
    envelope: 'topic',
    facts: ({ answer: { state = 'active' } }) => ({ state }),
  },
  {
    kind: 'KafkaSchemaRegistry',
    noun: 'Kafka Schema Registry',
    required: ['subjectName', 'schemaType', 'schema'],
    ...inCluster({ word: 'schema-registry', named: 'subjectName', separator: '/schema-registry/' }),
    facts: () => ({}),
  },
  {
    kind: 'ConnectionPool',
    noun: 'DatabaseConnectionPool',
    required: ['name', 'mode', 'size', 'dbName'],
    ...inCluster({ word: 'pools', named: 'name', separator: '/', imported: 'connection pool' }),
    envelope: 'pool',
    facts: ({ cluster }) => ({ host: hostOf(cluster), privateHost: `private-${hostOf(cluster)}`, port: POOL_PORT }),
    // A pool's URI has its own port, and its own name where the database's would stand.
    details: ({ attributes, cluster }) => {
      const { facts, users } = cluster;
      const user = asString(attributes.user) ?? facts.user;
      const password = users.get(user)?.password ?? '';
      return detailsOf(password, hostOf(cluster), (host) =>
        facts.uri({ user, password, host, port: POOL_PORT, database: asString(attributes.name) ?? '', cluster: '' }),
      );
    },
  },
  {
    kind: 'Replica',
    noun: 'DatabaseReplica',
    doing: { resize: 'resizing database replica' },
    creationPolls: 2,
    required: ['name'],
    lateInitialized: ['privateNetworkUuid', 'storageSizeMib'],
    ...inCluster({ word: 'replicas', named: 'name', separator: '/replicas/', imported: 'replica name' }),
    envelope: 'replica',
    uuid: ({ clusterId, name }) => replicaUuid(clusterId, name),
    facts: ({ state: { name }, cluster: { facts, id } }) => {
      const host = facts.host(name, id);
      const { database, port, user } = facts;
      return { database, host, privateHost: `private-${host}`, port, user, uuid: replicaUuid(id, name) };
    },
    details: ({ state: { name }, cluster: { facts, users, id } }) => {
      const { user, port, database } = facts;
      const password = users.get(user)?.password ?? '';
      return detailsOf(password, facts.host(name, id), (host) =>
        facts.uri({ user, password, host, port, database, cluster: '' }),
      );
    },
  },
  {
    kind: 'Firewall',
    noun: 'DatabaseFirewall',
    required: ['rule'],
    place: (resource) => ({ clusterId: clusterIdOf(resource), name: '' }),
    idOf: firewallId,
    importable: (clusterId) => ({ id: firewallId({ clusterId, name: '' }), clusterId, name: '' }),
    path: () => 'firewall',
    facts: () => ({}),
  },
  logSink('LogSinkOpenSearch', ['name', 'endpoint', 'indexPrefix']),
  logSink('LogSinkRsyslog', ['name', 'server', 'port']),
  {
    kind: 'OnlineMigration',
    noun: 'online migration',
    required: ['source'],
    place: (resource) => ({ clusterId: clusterIdOf(resource), name: '' }),
    idOf: (_place, { id = '' }) => String(id),
    // The cluster is not taken over: nothing is found.
    importable: (id) => ({ id, clusterId: '', name: '' }),
    path: () => 'online-migration',
    facts: ({ answer: { status = '' } }) => ({ status }),
  },
];

/** The provider's controllers of what lies in a cluster, by kind. */
export const CONTENTS: ReadonlyMap<string, Controller> = new Map(
  ROWS.map((row) => [row.kind, terraformResource(row)] as const),
);

interface InCluster {
  /** The word in the path. */
  readonly word: string;
  /** The parameter with the name. */
  readonly named: string;
  /** What stands between the cluster's id and the name in the provider's id. */
  readonly separator: string;
  /** What the name is of, as somebody is told who imports it by something else; nothing where an import is broken. */
  readonly imported?: string;
  readonly source?: string;
}

/** How something is found that goes by its name. */
function inCluster({ word, named, separator, imported, source = 'database' }: InCluster) {
  const idOf = ({ clusterId, name }: Place) => `${clusterId}${separator}${name}`;
  const what = imported?.endsWith(' name') ? imported : `name of the ${imported}`;
  return {
    importAdvice:
      imported === undefined
        ? ''
        : `must use the ID of the source ${source} cluster and the ${what} joined with a comma (e.g. \`id,name\`)`,
    place: (resource: JsonObject): Place => ({
      clusterId: clusterIdOf(resource),
      name: asString(parametersOf(resource)[named]) ?? '',
    }),
    idOf,
    importable: imported === undefined ? importByName : importByComma(idOf),
    importsName: imported && named,
    path: ({ name }: Pick<Place, 'name'>) => `${word}/${name}`,
  };
}

/** The name is not taken from what is imported: the whole list is asked for, and nothing found in it. */
function importByName(externalName: string) {
  const [clusterId = ''] = externalName.split(',');
  return { id: externalName, clusterId, name: '' };
}

/** A log sink goes by an id that DigitalOcean gives it. */
function logSink(kind: string, required: readonly string[]): ResourceRow {
  const idOf = ({ clusterId }: Place, { sink_id = '' }: JsonObject) => `${clusterId},${sink_id}`;
  return {
    kind,
    noun: kind === 'LogSinkRsyslog' ? 'database logsink rsyslog' : 'database logsink opensearch',
    importAdvice: "must use the format 'cluster_id,logsink_id' for import",
    required,
    place: (resource) => ({
      clusterId: clusterIdOf(resource),
      name: asString(parametersOf(resource).name) ?? '',
    }),
    idOf,
    importable(externalName) {
      const [clusterId = '', sink] = externalName.split(',');
      return sink === undefined ? undefined : { id: externalName, clusterId, name: '' };
    },
    path: ({ id }) => `logsink/${id.split(',')[1] ?? ''}`,
    createdEnvelope: 'sink',
    facts: ({ state: { id } }) => ({ logsinkId: id.split(',')[1] ?? '' }),
  };
}

function firewallId({ clusterId }: Place): string {
  return `${clusterId}-${fakeUuid('firewall', clusterId)}`;
}

/** The host name of a cluster. */
export function hostOf({ facts, fields, id }: CloudCluster): string {
  return facts.host(asString(fields.name) ?? '', id);
}

function detailsOf(password: string, host: string, uri: (host: string) => string): ConnectionDetails {
  return {
    'attribute.password': password,
    'attribute.uri': uri(host),
    'attribute.private_uri': uri(`private-${host}`),
  };
}
