import type { TopicConfiguration } from '../../gen/binding.js';
import { PROVIDER_FIELDS } from '../../gen/provider-fields.js';
import { asList, asObject, compact, field, type Json, type JsonObject } from '../../lib/json.js';

/** How the provider writes each setting: what can grow beyond 32 bits is a string there. */
const [TYPES]: readonly [Readonly<Record<keyof TopicConfiguration, 'string' | 'number' | 'boolean'>>] =
  PROVIDER_FIELDS.KafkaTopic.config;

/** A topic's settings for the provider, and those that the spec has given up: DigitalOcean keeps their last value. */
export interface TopicSettings {
  /** The provider's list of one object, or nothing. */
  readonly config: Json | undefined;
  readonly kept: readonly { readonly name: string; readonly value: string }[];
}

/** The settings asked for. What was sent before and is no longer asked for is sent again, so that it can be reported. */
export function topicSettings(asked: TopicConfiguration, sent: JsonObject): TopicSettings {
  const before = asObject(asList(sent.config)[0]);
  const wanted = compact({ ...asked });
  const kept: { name: string; value: string }[] = [];
  const settings: Record<string, Json> = {};
  for (const [name, type] of Object.entries(TYPES)) {
    const value = field(wanted, name);
    const last = field(before, name);
    if (value !== undefined) settings[name] = type === 'string' ? String(value) : value;
    else if (typeof last === type && last !== undefined && last !== '') {
      settings[name] = last;
      kept.push({ name, value: String(last) });
    }
  }
  return { config: Object.keys(settings).length > 0 ? [settings] : undefined, kept };
}
