import type { TopicIntent } from '../../api/binding.js';
import type { TopicSpec } from '../../gen/binding.js';
import { asNumber, compact, type Json } from '../../lib/json.js';
import { causeOfFailedChange } from '../../observe/health.js';
import { IMPORTED, isMade } from '../../observe/presence.js';
import { fieldsOf } from '../../provider/field-behavior.js';
import { type Composing, desire, type Place, placeOf } from '../composing.js';
import { keptField } from '../kept.js';
import { lastSent } from '../last-sent.js';
import { unsupported } from '../refusal.js';
import { observeOnly, standingOf } from './standing.js';
import { topicSettings } from './topic-settings.js';

const { partitionCount: PARTITIONS, replicationFactor: REPLICAS } = fieldsOf('KafkaTopic');

/** Composes the topics of a Kafka cluster. They hold data, as databases do. */
export function composeTopics(composing: Composing): void {
  for (const [i, topic] of composing.binding.topics.entries()) {
    const place = placeOf(composing, 'topic', topic.name);
    if (place) composeTopic(composing, topic, place, `spec.topics[${i}]`);
  }
}

function composeTopic(composing: Composing, topic: TopicIntent, place: Place<'topic'>, path: string): void {
  const { binding, facts, refusals, kept } = composing;
  const { key, kind, observed, clusterId } = place;
  const { called: name, replicationFactor } = topic;
  const nodes = facts.cluster.state === 'created' ? facts.cluster.nodeCount : undefined;
  const isTooMany = nodes !== undefined && replicationFactor !== undefined && replicationFactor > nodes;
  if (isTooMany) {
    const message = `${replicationFactor} is more than the ${nodes} nodes of the cluster: set it to ${nodes} or less`;
    refusals.push(unsupported(`${path}.replicationFactor`, message));
    // A topic that cannot be created as asked for is not created in another way.
    if (!observed) return;
  }
  // What was never made follows the spec, unless that cannot be made.
  const isFree = observed && !isMade(observed) && !isTooMany;
  const replicas = isFree ? undefined : asNumber(observed?.forProvider.replicationFactor);
  if (replicas !== undefined && replicationFactor === undefined)
    kept.push(...keptField(`${path}.replicationFactor`, REPLICAS, replicas));
  const partitionCount = partitionsOf(composing, topic, place, path);
  const standing = standingOf(binding, place, name);
  // The provider does not read how many partitions a topic has, and sets its default if nobody says.
  const isUnsaid = standing.note === IMPORTED && clusterId !== undefined && partitionCount === undefined;
  if (isUnsaid)
    refusals.push(
      unsupported(
        `${path}.partitions`,
        'required for a topic that existed before: say how many it has; until then it is only observed',
      ),
    );
  desire(composing, {
    key,
    kind,
    forProvider: compact({
      clusterId,
      name,
      partitionCount,
      replicationFactor: (isTooMany ? undefined : replicationFactor) ?? replicas,
      config: settingsOf(composing, topic, place, path),
    }),
    ...standing,
    ...(isUnsaid ? observeOnly(place, name) : undefined),
  });
}

/**
 * How many partitions to send: what the spec asks for, else what the topic has, and never fewer than that. After a change that
 * failed nobody knows what it has: the provider remembers what was refused as done. So the spec is followed, and DigitalOcean
 * refuses fewer.
 */
function partitionsOf(
  { refusals, kept }: Composing,
  { partitions: asked }: TopicSpec,
  { observed }: Place,
  path: string,
): number | undefined {
  if (!observed || !isMade(observed)) return asked;
  const { forProvider, atProvider, conditions } = observed;
  const sent = asNumber(forProvider.partitionCount);
  // The provider remembers what it sent; after an import that is 0.
  const running = Math.max(sent ?? 0, asNumber(atProvider.partitionCount) ?? 0);
  if (asked === undefined) {
    if (sent !== undefined) kept.push(...keptField(`${path}.partitions`, PARTITIONS, running));
    return running || undefined;
  }
  // A correction that was sent stays, while the provider still remembers what was refused.
  if (asked >= running || asked === sent || causeOfFailedChange(conditions) !== undefined) return asked;
  const message = `cannot shrink from ${running} to ${asked}: partitions only grow; set it to ${running} or more`;
  refusals.push(unsupported(`${path}.partitions`, message));
  return running;
}

/** A creation with any setting sends zero and false for others. Once the topic is there, only what is asked for changes. */
function settingsOf(
  { kept }: Composing,
  { configuration = {} }: TopicSpec,
  { observed }: Place,
  path: string,
): Json | undefined {
  if (observed?.externalName === undefined) return undefined;
  const settings = topicSettings(configuration, lastSent(observed), path);
  kept.push(...settings.kept);
  return settings.config;
}
