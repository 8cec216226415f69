import { ENGINES, type Engine, RUNNING_ENGINES, type RunningEngine } from '../gen/binding.js';
import type { ContentField, EngineProfile, OwnField } from './engine-profile.js';
import { kafka } from './kafka.js';
import { mongodb } from './mongodb.js';
import { mysql } from './mysql.js';
import { opensearch } from './opensearch.js';
import { pg } from './pg.js';
import { redis } from './redis.js';
import { valkey } from './valkey.js';

/** Every engine's profile, also of those that cannot be created any more. A new engine in the schema does not compile without a row here. */
export const PROFILES = { pg, mysql, mongodb, valkey, redis, kafka, opensearch } as const satisfies Record<
  RunningEngine,
  EngineProfile
>;

/** The profile of an engine. */
export function profileOf(engine: RunningEngine): EngineProfile {
  return PROFILES[engine];
}

/** Whether a word names an engine. */
export function isEngine(word: string | undefined): word is RunningEngine {
  return RUNNING_ENGINES.some((engine) => engine === word);
}

/** The engines that know a field of `spec.cluster`. */
export function enginesWith(field: OwnField): readonly Engine[] {
  return ENGINES.filter((engine) => profileOf(engine).ownFields.includes(field));
}

/** The engines that know a field at the top of the spec. */
export function enginesWithContent(field: ContentField): readonly Engine[] {
  return ENGINES.filter((engine) => profileOf(engine).contents.includes(field));
}
