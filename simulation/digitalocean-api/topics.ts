import { asNumber, asObject, asString, type JsonObject } from '../../src/lib/json.js';
import { collectionRoutes } from './collection.js';
import { contents } from './contents.js';
import { created, invalid, type Reply, shown } from './reply.js';

const TOPICS = contents('topic');
const NAME = /^[A-Za-z0-9._-]{1,249}$/;
/** As far as a number of JavaScript goes; DigitalOcean says the largest of 64 bits. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;
/** What DigitalOcean tells of every topic; Terraform's provider panics where one of the numbers is missing. */
const USUAL: JsonObject = {
  cleanup_policy: 'delete',
  compression_type: 'producer',
  delete_retention_ms: 86_400_000,
  file_delete_delay_ms: 60_000,
  flush_messages: FOR_EVER,
  flush_ms: FOR_EVER,
  index_interval_bytes: 4096,
  max_compaction_lag_ms: FOR_EVER,
  max_message_bytes: 1_048_588,
  message_down_conversion_enable: true,
  message_format_version: '3.0-IV1',
  message_timestamp_difference_max_ms: FOR_EVER,
  message_timestamp_type: 'create_time',
  min_cleanable_dirty_ratio: 0.5,
  min_compaction_lag_ms: 0,
  min_insync_replicas: 1,
  preallocate: false,
  retention_bytes: -1,
  retention_ms: 604_800_000,
  segment_bytes: 209_715_200,
  segment_index_bytes: 10_485_760,
  segment_jitter_ms: 0,
  segment_ms: 604_800_000,
};

/** The topics of a Kafka cluster. */
export const KAFKA_TOPICS = collectionRoutes<JsonObject>({
  word: 'topics',
  many: 'topics',
  one: 'topic',
  missing: 'topic not found',
  supported: TOPICS.supported,
  all: TOPICS.all,
  find: TOPICS.find,
  show,
  create(cluster, call) {
    const name = asString(call.body.name) ?? '';
    if (!NAME.test(name)) return invalid('invalid topic name');
    const topic = changed({ name, partitionCount: 3, replicationFactor: 2, config: USUAL }, call.body);
    const replicas = asNumber(cluster.fields.nodeCount) ?? 1;
    return objection(topic, 1, replicas) ?? TOPICS.make(cluster, call, name, topic) ?? created({ topic: show(topic) });
  },
  update(topic, cluster, { body }) {
    const next = changed(topic, body);
    const problem = objection(next, asNumber(topic.partitionCount) ?? 1, asNumber(cluster.fields.nodeCount) ?? 1);
    if (problem === undefined) TOPICS.change(cluster, String(topic.name), next);
    return problem ?? shown({ topic: show(next) });
  },
  remove(topic, cluster, call) {
    TOPICS.remove(cluster, call, String(topic.name));
    return undefined;
  },
});

function changed(topic: JsonObject, body: JsonObject): JsonObject {
  const { partition_count = topic.partitionCount ?? 3, replication_factor = topic.replicationFactor ?? 2 } = body;
  return {
    ...topic,
    partitionCount: partition_count,
    replicationFactor: replication_factor,
    config: { ...asObject(topic.config), ...asObject(body.config) },
  };
}

function objection({ partitionCount, replicationFactor }: JsonObject, least: number, most: number): Reply | undefined {
  if ((asNumber(partitionCount) ?? 0) < Math.max(3, least)) return invalid('invalid partition count');
  const copies = asNumber(replicationFactor) ?? 0;
  return copies < 2 || copies > most ? invalid('invalid replication factor') : undefined;
}

function show({ name = '', partitionCount, replicationFactor = 2, config = {} }: JsonObject): JsonObject {
  const partitions = Array.from({ length: asNumber(partitionCount) ?? 0 }, (_, id) => ({
    id,
    size: 0,
    in_sync_replicas: replicationFactor,
    earliest_offset: 0,
    consumer_groups: [],
  }));
  return { name, state: 'active', replication_factor: replicationFactor, partitions, config };
}
