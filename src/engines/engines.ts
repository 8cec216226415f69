import { ENGINES, type Engine, RUNNING_ENGINES, type RunningEngine } from '../gen/binding.js';
import { CONTENT_FIELDS, type ContentField, type EngineProfile, OWN_FIELDS, type OwnField } from './engine-profile.js';
import { kafka } from './kafka.js';
import { mongodb } from './mongodb.js';
import { mysql } from './mysql.js';
import { oncePerEngine } from './once-per-engine.js';
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

/** The fields of `spec.cluster` that belong to other engines. */
export const foreignFields = oncePerEngine(({ ownFields }) => OWN_FIELDS.filter((field) => !ownFields.includes(field)));

/** The fields at the top of the spec that belong to other engines. */
export const foreignContents = oncePerEngine(({ contents }) =>
  CONTENT_FIELDS.filter((field) => !contents.includes(field)),
);

/** The engines that know a field at the top of the spec. */
export function enginesWithContent(field: ContentField): readonly Engine[] {
  return ENGINES.filter((engine) => profileOf(engine).contents.includes(field));
}

/** The Kubernetes kinds that an engine's configuration can have. */
export const CONFIGURATION_KINDS = Object.values<EngineProfile>(PROFILES).flatMap(
  ({ configuration }) => configuration?.kind ?? [],
);
