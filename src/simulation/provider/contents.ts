import { asString, type JsonObject } from '../../lib/json.js';
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
      terraformType: 'digitalocean_database_kafka_topic',
      nameField: 'name',
      separator: '/topic/',
      required: ['name'],
      inPlace: ['partitionCount', 'replicationFactor', 'config'],
      creationPolls: 1,
      facts: ({ partitionCount = 3, replicationFactor = 2 }) => ({
        partitionCount,
        replicationFactor,
        state: 'active',
      }),
      details: none,
    }),
  ],
  [
    'KafkaSchemaRegistry',
    content({
      kind: 'schema',
      terraformType: 'digitalocean_database_kafka_schema_registry',
      nameField: 'subjectName',
      separator: '/schema/',
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
      terraformType: 'digitalocean_database_connection_pool',
      nameField: 'name',
      separator: '/',
      required: ['name', 'mode', 'size', 'dbName'],
      inPlace: [],
      creationPolls: 1,
      facts: (_wanted, cluster) => ({ host: hostOf(cluster), privateHost: `private-${hostOf(cluster)}`, port: 25061 }),
      details: (wanted, cluster) => detailsOf(wanted, cluster),
    }),
  ],
  [
    'Replica',
    content({
      kind: 'replica',
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
      details: (wanted, { facts, users, id }) => ({
        'attribute.password': users.get(facts.user)?.password ?? '',
        'attribute.uri': facts.uri({
          user: facts.user,
          password: users.get(facts.user)?.password ?? '',
          host: facts.host(asString(wanted.name) ?? '', id),
          port: facts.port,
          database: facts.database,
          cluster: '',
        }),
      }),
    }),
  ],
  ['LogSinkOpenSearch', logSink('digitalocean_database_logsink_opensearch', ['name', 'endpoint', 'indexPrefix'])],
  ['LogSinkRsyslog', logSink('digitalocean_database_logsink_rsyslog', ['name', 'server', 'port'])],
]);

function logSink(terraformType: string, required: readonly string[]): Controller {
  return content({
    kind: 'logsink',
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

/** A pool's URI has its own port, and its own name where the database's would stand. */
function detailsOf(wanted: JsonObject, cluster: CloudCluster): ConnectionDetails {
  const { facts, users } = cluster;
  const user = asString(wanted.user) ?? facts.user;
  const password = users.get(user)?.password ?? '';
  const uri = (host: string) =>
    facts.uri({ user, password, host, port: 25061, database: asString(wanted.name) ?? '', cluster: '' });
  return {
    'attribute.password': password,
    'attribute.uri': uri(hostOf(cluster)),
    'attribute.private_uri': uri(`private-${hostOf(cluster)}`),
  };
}
