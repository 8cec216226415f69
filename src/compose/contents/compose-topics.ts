import type { Binding } from '../../api/binding.js';
import type { TopicSpec } from '../../gen/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asNumber, compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { creationNote, IMPORTED } from '../../observe/presence.js';
import { type Home, newHome } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { each, NOTHING, type Part } from '../part.js';
import type { Refusal } from '../refusal.js';
import { importable, lookAt, standingOf } from './import-name.js';
import { topicSettings } from './topic-settings.js';

/** Composes the topics of a Kafka cluster. They hold data like databases do. */
export function composeTopics(
  binding: Binding,
  home: Home,
  resources: ReadonlyMap<string, ObservedResource>,
  taken: ReadonlySet<string>,
): Part {
  return each(binding.topics, (topic, i) => {
    const key = keyOf('topic', topic.name);
    return taken.has(key) ? NOTHING : composeTopic(binding, topic, `spec.topics[${i}]`, home, resources.get(key));
  });
}

function composeTopic(
  binding: Binding,
  topic: TopicSpec,
  path: string,
  home: Home,
  observed: ObservedResource | undefined,
): Part {
  const sent = observed?.forProvider ?? {};
  const clusterId = observed ? observed.home : newHome(home);
  if (clusterId === undefined && !observed) return NOTHING;
  const key = keyOf('topic', topic.name);
  const replication = changeReplication(topic, path, home, sent);
  // A topic that cannot be had as asked for is not made in another way.
  if (!observed && replication.refusals.length > 0) return { objects: [], refusals: replication.refusals };
  const partitions = changePartitions(topic, path, observed);
  const settings = topicSettings(topic.configuration ?? {}, sent);
  const it = importable('topic', clusterId, topic.name);
  const standing = standingOf(binding, it, observed);
  // The provider does not read how many partitions a topic has, and would set three where nobody says.
  const unsaid = standing.imported && it !== undefined && partitions.value === undefined;
  const { externalName, managementPolicies } = unsaid ? lookAt(it) : standing;
  const object = managedResource(binding, {
    key,
    kind: 'topic',
    forProvider: compact({
      clusterId,
      name: topic.name,
      partitionCount: partitions.value,
      replicationFactor: replication.value,
      config: settings.config,
    }),
    managementPolicies,
    externalName,
    note: standing.imported ? IMPORTED : creationNote(observed),
  });
  const kept = settings.kept.map(({ name, value }) => ({
    reason: 'UnsupportedChange' as const,
    path: `${path}.configuration.${name}`,
    message: `cannot be taken back: DigitalOcean keeps the last value, ${value}; set it to what it should be`,
  }));
  const refusals = [
    ...replication.refusals,
    ...partitions.refusals,
    ...(unsaid ? [partitionsUnsaid(path)] : []),
    ...kept,
  ];
  return { objects: [[key, object]], refusals };
}

function partitionsUnsaid(path: string): Refusal {
  return {
    reason: 'UnsupportedChange',
    path: `${path}.partitions`,
    message: 'required for a topic that was there before: say how many it has; until then it is only looked at',
  };
}

interface Change {
  readonly value: number | undefined;
  readonly refusals: readonly Refusal[];
}

function changePartitions({ partitions }: TopicSpec, path: string, observed: ObservedResource | undefined): Change {
  const sent = observed && asNumber(observed.forProvider.partitionCount);
  const running = observed && (asNumber(observed.atProvider.partitionCount) ?? sent);
  if (partitions === undefined) return { value: sent, refusals: [] };
  if (running === undefined || partitions >= running) return { value: partitions, refusals: [] };
  const message = `cannot shrink from ${running} to ${partitions}: partitions only grow; set it to ${running} or more`;
  return { value: running, refusals: [{ reason: 'UnsupportedChange', path: `${path}.partitions`, message }] };
}

function changeReplication(
  { replicationFactor }: TopicSpec,
  path: string,
  { cluster }: Home,
  sent: JsonObject,
): Change {
  const before = asNumber(sent.replicationFactor);
  const nodes = cluster.state === 'created' ? cluster.nodeCount : undefined;
  if (replicationFactor === undefined) return { value: before, refusals: [] };
  if (nodes === undefined || replicationFactor <= nodes) return { value: replicationFactor, refusals: [] };
  const message = `${replicationFactor} is more than the ${nodes} nodes the cluster has: at most that many`;
  return { value: before, refusals: [{ reason: 'UnsupportedChange', path: `${path}.replicationFactor`, message }] };
}
