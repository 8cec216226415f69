import type { EngineProfile } from './engine-profile.js';
import { valkey } from './valkey.js';

/** Redis, Valkey's predecessor: its clusters still run, but DigitalOcean has refused new ones since 2025-04-30. */
export const redis: EngineProfile = { ...valkey, label: 'Redis', configuration: undefined };
