import type { Json } from '../lib/json.js';
import { type Behavior, fieldsOf } from './field-behavior.js';
import { asWritten, fieldProblem } from './value-problem.js';

const BLOCK = 'config.';

/** The settings of a topic that can be set, in the order of the provider's table. */
export const TOPIC_SETTINGS: ReadonlyMap<string, Behavior> = new Map(
  Object.entries(fieldsOf('KafkaTopic')).flatMap(([path, behavior]) =>
    path.startsWith(BLOCK) && fieldProblem(behavior) === undefined
      ? [[path.slice(BLOCK.length), behavior] as const]
      : [],
  ),
);

/** A setting as the provider wants it: what can grow beyond 32 bits is a string there. */
export function writtenSetting(behavior: Behavior, value: Json): Json {
  return behavior.type === 'string' ? String(value) : asWritten(behavior, value);
}
