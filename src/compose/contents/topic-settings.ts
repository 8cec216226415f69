import type { TopicConfiguration } from '../../gen/binding.js';
import { asList, asObject, asString, compact, field, type Json, type JsonObject } from '../../lib/json.js';

/** How the provider writes a setting: what can grow beyond 32 bits is text there. */
type Form = 'text' | 'number' | 'boolean' | 'word';

const FORMS = {
  cleanupPolicy: 'word',
  compressionType: 'word',
  deleteRetentionMs: 'text',
  fileDeleteDelayMs: 'text',
  flushMessages: 'text',
  flushMs: 'text',
  indexIntervalBytes: 'text',
  maxCompactionLagMs: 'text',
  maxMessageBytes: 'text',
  messageDownConversionEnable: 'boolean',
  messageFormatVersion: 'word',
  messageTimestampDifferenceMaxMs: 'text',
  messageTimestampType: 'word',
  minCleanableDirtyRatio: 'number',
  minCompactionLagMs: 'text',
  minInsyncReplicas: 'number',
  preallocate: 'boolean',
  retentionBytes: 'text',
  retentionMs: 'text',
  segmentBytes: 'text',
  segmentIndexBytes: 'text',
  segmentJitterMs: 'text',
  segmentMs: 'text',
} as const satisfies Record<keyof TopicConfiguration, Form>;

/** A topic's settings for the provider, and those that the spec has given up: DigitalOcean keeps their last value. */
export interface TopicSettings {
  /** The provider's list of one object, or nothing. */
  readonly config: Json | undefined;
  readonly kept: readonly { readonly name: string; readonly value: string }[];
}

/** Settings as asked for; what was sent before and is asked for no more is sent again, so that it can be told. */
export function topicSettings(asked: TopicConfiguration, sent: JsonObject): TopicSettings {
  const before = asObject(asList(sent.config)[0]);
  const wanted = compact({ ...asked });
  const kept: { name: string; value: string }[] = [];
  const settings = Object.entries(FORMS).map(([name, form]) => {
    const value = field(wanted, name);
    if (value !== undefined) return [name, form === 'text' ? String(value) : value] as const;
    const last = asSent(form, field(before, name));
    if (last !== undefined) kept.push({ name, value: String(last) });
    return [name, last] as const;
  });
  const config = compact(Object.fromEntries(settings));
  return { config: Object.keys(config).length > 0 ? [config] : undefined, kept };
}

function asSent(form: Form, value: Json | undefined): Json | undefined {
  switch (form) {
    case 'text':
    case 'word':
      return asString(value);
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
  }
}
