import type { TopicConfiguration } from '../../gen/binding.js';
import { asList, asObject, compact, type Json, type JsonObject } from '../../lib/json.js';
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
  const sentBefore = Object.entries(asObject(asList(last.config)[0])).filter(([name, value]) => {
    const behavior = TOPIC_SETTINGS.get(name);
    return behavior !== undefined && valueProblem(behavior, value) === undefined;
  });
  const values = { asked: compact({ ...asked }), before: Object.fromEntries(sentBefore) };
  const { sent, kept } = keepSent(TOPIC_SETTINGS, values, `${path}.configuration`, writtenSetting);
  return { config: Object.keys(sent).length > 0 ? [sent] : undefined, kept };
}
