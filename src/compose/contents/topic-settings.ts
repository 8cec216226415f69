import type { TopicConfiguration } from '../../gen/binding.js';
import { asList, asObject, compact, field, type Json, type JsonObject } from '../../lib/json.js';
import { TOPIC_SETTINGS, writtenSetting } from '../../provider/topic-setting.js';
import { asWritten, valueProblem } from '../../provider/value-problem.js';

/** A topic's settings for the provider, and those that the spec has given up: DigitalOcean keeps their last value. */
export interface TopicSettings {
  /** The provider's list of one object, or nothing. */
  readonly config: Json | undefined;
  readonly kept: readonly { readonly name: string; readonly value: string }[];
}

/** The settings asked for, and those that the spec no longer has: they are sent again, so that they can be reported. */
export function topicSettings(asked: TopicConfiguration, sent: JsonObject): TopicSettings {
  const before = asObject(asList(sent.config)[0]);
  const wanted = compact({ ...asked });
  const kept: { name: string; value: string }[] = [];
  const settings: Record<string, Json> = {};
  for (const [name, behavior] of TOPIC_SETTINGS) {
    const value = field(wanted, name);
    const last = field(before, name);
    if (value !== undefined) settings[name] = writtenSetting(behavior, value);
    else if (last !== undefined && valueProblem(behavior, last) === undefined) {
      settings[name] = asWritten(behavior, last);
      kept.push({ name, value: String(last) });
    }
  }
  return { config: Object.keys(settings).length > 0 ? [settings] : undefined, kept };
}
