import type { TopicConfiguration } from '../../gen/binding.js';
import { asList, asObject, compact, type Json, type JsonObject } from '../../lib/json.js';
import { behaviorOf } from '../../provider/field-behavior.js';
import { TOPIC_SETTINGS, writtenSetting } from '../../provider/topic-setting.js';
import { valueProblem } from '../../provider/value-problem.js';
import { type Kept, keepSent } from '../kept.js';

/** A topic's settings for the provider, and those that keep their last value. */
export interface TopicSettings {
  /** The provider's list of one object, or nothing. */
  readonly config: Json | undefined;
  readonly kept: readonly Kept[];
}

/** The settings asked for, and those that the spec no longer has; `path` is the topic's. */
export function topicSettings(asked: TopicConfiguration, last: JsonObject, path: string): TopicSettings {
  const before = Object.entries(asObject(asList(last.config)[0]));
  // Settings that only a newer provider has are somebody else's, and the list is replaced as a whole.
  const theirs = before.filter(([name]) => behaviorOf('KafkaTopic', `config.${name}`) === undefined);
  const sentBefore = before.filter(([name, value]) => {
    const behavior = TOPIC_SETTINGS.get(name);
    return behavior !== undefined && valueProblem(behavior, value) === undefined;
  });
  const values = { asked: compact({ ...asked }), before: Object.fromEntries(sentBefore) };
  const { sent, kept } = keepSent(TOPIC_SETTINGS, values, `${path}.configuration`, writtenSetting);
  const config = { ...Object.fromEntries(theirs), ...sent };
  return { config: Object.keys(config).length > 0 ? [config] : undefined, kept };
}
