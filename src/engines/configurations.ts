import type { Engine } from '../gen/binding.js';
import type { PROVIDER_FIELDS } from '../gen/provider-fields.js';

/** What the schema of an engine's configuration does not tell. */
export interface ConfigurationProfile {
  /** The provider's kind, whose fields are in the generated table. */
  readonly kind: Extract<keyof typeof PROVIDER_FIELDS, `${string}Config`>;
  /** The words that a field takes. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** Numbers that may have a fraction. */
  readonly fractions: readonly string[];
  /** Whole numbers that the provider writes as strings. */
  readonly digits: readonly string[];
  /** Fields that are set elsewhere, or must not be set, and why. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

const NOTHING = { choices: {}, fractions: [], digits: [], elsewhere: {} } as const;

/** The configuration of every engine that can be created. */
export const CONFIGURATIONS = {
  pg: {
    kind: 'PostgreSQLConfig',
    choices: {
      autodbPoolMode: ['session', 'transaction', 'statement'],
      defaultToastCompression: ['lz4', 'pglz'],
      logErrorVerbosity: ['TERSE', 'DEFAULT', 'VERBOSE'],
      pgStatStatementsTrack: ['all', 'top', 'none'],
      trackCommitTimestamp: ['off', 'on'],
      trackFunctions: ['all', 'pl', 'none'],
      trackIoTiming: ['off', 'on'],
    },
    fractions: [
      'autovacuumAnalyzeScaleFactor',
      'autovacuumVacuumScaleFactor',
      'bgwriterLruMultiplier',
      'sharedBuffersPercentage',
    ],
    digits: [],
    elsewhere: {},
  },
  mysql: {
    kind: 'MySQLConfig',
    choices: { internalTmpMemStorageEngine: ['TempTable', 'MEMORY'] },
    fractions: ['longQueryTime'],
    digits: [],
    elsewhere: { sqlMode: 'set it in spec.cluster.sqlMode' },
  },
  mongodb: { ...NOTHING, kind: 'MongoDBConfig', choices: { defaultReadConcern: ['local', 'available', 'majority'] } },
  valkey: {
    kind: 'ValkeyConfig',
    choices: { aclChannelsDefault: ['allchannels', 'resetchannels'], persistence: ['off', 'rdb'] },
    fractions: [],
    digits: [],
    elsewhere: {
      valkeyMaxmemoryPolicy: 'set it in spec.cluster.evictionPolicy',
      ssl: 'connections are always encrypted, the Secret says so',
    },
  },
  kafka: {
    ...NOTHING,
    kind: 'KafkaConfig',
    digits: [
      'logCleanerMinCompactionLagMs',
      'logFlushIntervalMs',
      'logMessageTimestampDifferenceMaxMs',
      'logRetentionBytes',
      'logRetentionMs',
      'logRollJitterMs',
    ],
  },
  opensearch: { ...NOTHING, kind: 'OpenSearchConfig' },
} as const satisfies Record<Engine, ConfigurationProfile>;

/** The kinds that an engine's configuration can have. */
export const CONFIGURATION_KINDS = Object.values(CONFIGURATIONS).map(({ kind }) => kind);

const BY_ENGINE = new Map<string, ConfigurationProfile>(Object.entries(CONFIGURATIONS));

/** The configuration of an engine; `undefined` for one that cannot be created any more. */
export function configurationOf(engine: string): ConfigurationProfile | undefined {
  return BY_ENGINE.get(engine);
}
