import type { TopicSpec } from '../../gen/binding.js';
import { asNumber, compact } from '../../lib/json.js';
import { IMPORTED } from '../../observe/presence.js';
import { type Composing, desire, type Place, placeOf } from '../composing.js';
import { unsupported } from '../refusal.js';
import { observeOnly, standingOf } from './standing.js';
import { topicSettings } from './topic-settings.js';

/** Composes the topics of a Kafka cluster. They hold data, as databases do. */
export function composeTopics(composing: Composing): void {
  for (const [i, topic] of composing.binding.topics.entries()) {
    const place = placeOf(composing, 'topic', topic.name);
    if (place) composeTopic(composing, topic, place, `spec.topics[${i}]`);
  }
}

function composeTopic(composing: Composing, topic: TopicSpec, place: Place<'topic'>, path: string): void {
  const { binding, facts, refusals } = composing;
  const { key, kind, observed, clusterId } = place;
  const { name, replicationFactor } = topic;
  const sent = observed?.forProvider ?? {};
  const nodes = facts.cluster.state === 'created' ? facts.cluster.nodeCount : undefined;
  const isTooMany = nodes !== undefined && replicationFactor !== undefined && replicationFactor > nodes;
  if (isTooMany) {
    const message = `${replicationFactor} is more than the ${nodes} nodes of the cluster: set it to ${nodes} or less`;
    refusals.push(unsupported(`${path}.replicationFactor`, message));
    // A topic that cannot be created as asked for is not created in another way.
    if (!observed) return;
  }
  const partitionCount = partitionsOf(composing, topic, place, path);
  const standing = standingOf(binding, place, name);
  // The provider does not read how many partitions a topic has, and sets three if nobody says.
  const isUnsaid = standing.note === IMPORTED && clusterId !== undefined && partitionCount === undefined;
  if (isUnsaid)
    refusals.push(
      unsupported(
        `${path}.partitions`,
        'required for a topic that existed before: say how many it has; until then it is only observed',
      ),
    );
  const { config, kept } = topicSettings(topic.configuration ?? {}, sent);
  for (const { name, value } of kept)
    refusals.push(
      unsupported(
        `${path}.configuration.${name}`,
        `cannot be taken back: DigitalOcean keeps the last value, ${value}; set it to the value that it should have`,
      ),
    );
  desire(composing, {
    key,
    kind,
    forProvider: compact({
      clusterId,
      name,
      partitionCount,
      replicationFactor: (isTooMany ? undefined : replicationFactor) ?? asNumber(sent.replicationFactor),
      config,
    }),
    ...standing,
    ...(isUnsaid ? observeOnly(place, name) : undefined),
  });
}

function partitionsOf(
  { refusals }: Composing,
  { partitions: asked }: TopicSpec,
  { observed }: Place,
  path: string,
): number | undefined {
  const sent = asNumber(observed?.forProvider.partitionCount);
  const running = asNumber(observed?.atProvider.partitionCount) ?? sent;
  if (asked === undefined) return sent;
  if (running === undefined || asked >= running) return asked;
  const message = `cannot shrink from ${running} to ${asked}: partitions only grow; set it to ${running} or more`;
  refusals.push(unsupported(`${path}.partitions`, message));
  return running;
}
