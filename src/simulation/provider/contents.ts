import { asString, type JsonObject } from '../../lib/json.js';
import { content } from './content.js';
import type { ConnectionDetails, Controller } from './controller.js';
import type { CloudCluster } from './digitalocean.js';

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
]);

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
