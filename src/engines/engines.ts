import { ENGINES, type Engine, RUNNING_ENGINES, type RunningEngine } from '../gen/binding.js';
import type { EngineProfile, OwnField } from './engine-profile.js';
import { kafka } from './kafka.js';
import { mongodb } from './mongodb.js';
import { mysql } from './mysql.js';
import { opensearch } from './opensearch.js';
import { pg } from './pg.js';
import { redis } from './redis.js';
import { valkey } from './valkey.js';

/** The profile of every engine, including those that can no longer be created. */
export const PROFILES: Readonly<Record<RunningEngine, EngineProfile>> = {
  pg,
  mysql,
  mongodb,
  valkey,
  redis,
  kafka,
  opensearch,
};

/** The profile of an engine. */
export function profileOf(engine: RunningEngine): EngineProfile {
  return PROFILES[engine];
}

/** Whether a word names an engine. */
export function isEngine(word: string | undefined): word is RunningEngine {
  return RUNNING_ENGINES.some((engine) => engine === word);
}

/** The engines that can be created and know a field. */
export function enginesWith(field: OwnField): readonly Engine[] {
  return ENGINES.filter((engine) => profileOf(engine).ownFields.includes(field));
}

/** The engines that can be created whose users have ACLs. */
export const ENGINES_WITH_ACL: readonly Engine[] = ENGINES.filter((engine) => PROFILES[engine].acl !== undefined);

/** The engines that can be created and cannot keep users apart. */
export const ENGINES_WITHOUT_WALLS: readonly Engine[] = ENGINES.filter((engine) => !PROFILES[engine].keepsUsersApart);

/** The Kubernetes kinds that an engine's configuration can have. */
export const CONFIGURATION_KINDS = Object.values(PROFILES).flatMap(({ configuration }) => configuration?.kind ?? []);
