import type { EngineProfile } from './engine-profile.js';
import { valkey } from './valkey.js';

/** Redis, Valkey's predecessor: clusters of it still run, new ones have been refused since 2025-04-30. */
export const redis: EngineProfile = { ...valkey, label: 'Redis', configuration: undefined };
