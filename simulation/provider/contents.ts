import { asString } from '../../src/lib/json.js';
import { content } from './content.js';
import type { ConnectionDetails, Controller } from './controller.js';
import { type CloudCluster, replicaUuid } from './digitalocean.js';

const LOG_SINK_FIELDS = [
  'endpoint',
  'indexPrefix',
  'indexDaysMax',
  'timeoutSeconds',
  'server',
  'port',
  'tls',
  'format',
  'logline',
  'structuredData',
  'clientCert',
  'caCertSecretRef',
  'clientKeySecretRef',
];

const none = () => ({});

/** The provider's controllers of what lies in a cluster, by kind. */
export const CONTENTS: ReadonlyMap<string, Controller> = new Map([
  [
    'KafkaTopic',
    content({
      kind: 'topic',
      noun: 'database kafka topic',
      importAdvice:
        'must use the ID of the source kafka cluster and the name of the topic joined with a comma (e.g. `id,name`)',
      terraformType: 'digitalocean_database_kafka_topic',
      nameField: 'name',
      separator: '/topic/',
      required: ['name'],
      inPlace: ['partitionCount', 'replicationFactor', 'config'],
      unread: { partitionCount: 3 },
      creationPolls: 1,
      facts: ({ replicationFactor = 2 }) => ({ replicationFactor, state: 'active' }),
      details: none,
    }),
  ],
  [
    'KafkaSchemaRegistry',
    content({
      kind: 'schema',
      noun: 'Kafka Schema Registry',
      importAdvice: '',
      terraformType: 'digitalocean_database_kafka_schema_registry',
      nameField: 'subjectName',
      separator: '/schema-registry/',
      required: ['subjectName', 'schemaType', 'schema'],
      inPlace: [],
      creationPolls: 1,
      facts: none,
      details: none,
    }),
  ],
  [
    'ConnectionPool',
    content({
      kind: 'pool',
      noun: 'DatabaseConnectionPool',
      importAdvice:
        'must use the ID of the source database cluster and the name of the connection pool joined with a comma (e.g. `id,name`)',
      terraformType: 'digitalocean_database_connection_pool',
      nameField: 'name',
      separator: '/',
      required: ['name', 'mode', 'size', 'dbName'],
      inPlace: [],
      creationPolls: 1,
      facts: (_wanted, cluster) => ({ host: hostOf(cluster), privateHost: `private-${hostOf(cluster)}`, port: 25061 }),
      // A pool's URI has its own port, and its own name where the database's would stand.
      details: (wanted, cluster) => {
        const { facts, users } = cluster;
        const user = asString(wanted.user) ?? facts.user;
        const password = users.get(user)?.password ?? '';
        return detailsOf(password, hostOf(cluster), (host) =>
          facts.uri({ user, password, host, port: 25061, database: asString(wanted.name) ?? '', cluster: '' }),
        );
      },
    }),
  ],
  [
    'Replica',
    content({
      kind: 'replica',
      noun: 'DatabaseReplica',
      importAdvice:
        'must use the ID of the source database cluster and the replica name joined with a comma (e.g. `id,name`)',
      terraformType: 'digitalocean_database_replica',
      nameField: 'name',
      separator: '/replicas/',
      required: ['name'],
      inPlace: ['size', 'storageSizeMib'],
      creationPolls: 2,
      facts: ({ name }, { facts, id }) => {
        const host = facts.host(asString(name) ?? '', id);
        return { host, privateHost: `private-${host}`, port: facts.port, uuid: replicaUuid(id, name) };
      },
      details: ({ name }, { facts, users, id }) => {
        const password = users.get(facts.user)?.password ?? '';
        const { user, port, database } = facts;
        return detailsOf(password, facts.host(asString(name) ?? '', id), (host) =>
          facts.uri({ user, password, host, port, database, cluster: '' }),
        );
      },
    }),
  ],
  ['LogSinkOpenSearch', logSink('digitalocean_database_logsink_opensearch', ['name', 'endpoint', 'indexPrefix'])],
  ['LogSinkRsyslog', logSink('digitalocean_database_logsink_rsyslog', ['name', 'server', 'port'])],
]);

function logSink(terraformType: string, required: readonly string[]): Controller {
  return content({
    kind: 'logsink',
    importAdvice: "must use the format 'cluster_id,logsink_id' for import",
    noun: terraformType.replace('digitalocean_', '').replaceAll('_', ' '),
    terraformType,
    nameField: 'name',
    separator: '/logsink/',
    required,
    inPlace: LOG_SINK_FIELDS,
    creationPolls: 1,
    facts: none,
    details: none,
  });
}

function hostOf({ facts, fields, id }: CloudCluster): string {
  return facts.host(asString(fields.name) ?? '', id);
}

function detailsOf(password: string, host: string, uri: (host: string) => string): ConnectionDetails {
  return {
    'attribute.password': password,
    'attribute.uri': uri(host),
    'attribute.private_uri': uri(`private-${host}`),
  };
}
