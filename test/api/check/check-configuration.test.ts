import { describe, expect, test } from '@jest/globals';
import type { ConfigurationProfile } from '../../../src/engines/engine-profile.js';
import { profileOf } from '../../../src/engines/engines.js';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import type { Json, JsonObject } from '../../../src/lib/json.js';
import { behaviorOf } from '../../../src/provider/field-behavior.js';
import { SETTINGS } from '../../rules/scenario.js';
import { run } from '../../support/run.js';
import { binding, POLICY } from '../../support/states.js';

const fatalOf = (engine: Engine, configuration: Json): string | undefined => {
  const nodeCount = engine === 'kafka' ? 3 : 1;
  return run({ composite: binding({ cluster: { engine, nodeCount, configuration } }), policy: POLICY }).fatal;
};

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly engine: Engine;
  readonly value: JsonObject;
  readonly want: string;
}

const CASES: readonly Case[] = [
  {
    name: 'Misspelled',
    reason: 'the closest name is suggested',
    engine: 'pg',
    value: { timezon: 'UTC' },
    want: 'spec.cluster.configuration.timezon: PostgreSQL has no such field, did you mean "timezone"?',
  },
  {
    name: 'OfAnotherEngine',
    reason: 'each engine has its own fields',
    engine: 'valkey',
    value: { timezone: 'UTC' },
    want: 'configuration.timezone: Valkey has no such field',
  },
  {
    name: 'ClusterId',
    reason: 'which cluster it is for is not a setting',
    engine: 'pg',
    value: { clusterId: 'x' },
    want: 'configuration.clusterId: PostgreSQL has no such field',
  },
  {
    name: 'Prototype',
    reason: 'a key that every object inherits is not a field',
    engine: 'pg',
    value: { constructor: 1 },
    want: 'configuration.constructor: PostgreSQL has no such field',
  },
  {
    name: 'WrongType',
    reason: 'a number is not a string of digits',
    engine: 'pg',
    value: { deadlockTimeout: '1000' },
    want: 'configuration.deadlockTimeout: wanted a number',
  },
  {
    name: 'BareOff',
    reason: 'YAML reads off as false',
    engine: 'valkey',
    value: { persistence: false },
    want: 'configuration.persistence: wanted a string in quotes',
  },
  {
    name: 'Fraction',
    reason: 'only some numbers have one',
    engine: 'pg',
    value: { deadlockTimeout: 0.5 },
    want: 'configuration.deadlockTimeout: wanted a whole number',
  },
  {
    name: 'Word',
    reason: 'the supported words are listed',
    engine: 'mongodb',
    value: { defaultReadConcern: 'nearest' },
    want: 'configuration.defaultReadConcern: unsupported value (supported: local, available, majority)',
  },
  {
    name: 'Digits',
    reason: 'numbers that JavaScript cannot hold are strings',
    engine: 'kafka',
    value: { logRetentionMs: 1000 },
    want: 'configuration.logRetentionMs: wanted digits in quotes',
  },
  {
    name: 'Blank',
    reason: 'an empty string is never sent',
    engine: 'pg',
    value: { timezone: '' },
    want: 'configuration.timezone: must not be empty',
  },
  {
    name: 'Null',
    reason: 'null is not a value',
    engine: 'pg',
    value: { timezone: null },
    want: 'configuration.timezone: wanted a string',
  },
  {
    name: 'Crash',
    reason: 'the provider falls over before it sends anything, whatever is in it',
    engine: 'pg',
    value: { pgbouncer: [{ autodbPoolMode: 'session' }] },
    want: 'configuration.pgbouncer: not supported here: the provider crashes on it',
  },
  {
    name: 'CrashLater',
    reason: 'an answer without it ends every look, with the field or without',
    engine: 'pg',
    value: { timescaledb: [{ maxBackgroundWorkers: 4 }] },
    want: 'configuration.timescaledb: not supported here: the provider crashes on it',
  },
  {
    name: 'NeverSent',
    reason: 'no request carries it',
    engine: 'valkey',
    value: { frequentSnapshots: true },
    want: 'configuration.frequentSnapshots: not supported here: the provider never sends it',
  },
  {
    name: 'Zero',
    reason: 'the nearest number that is sent is told',
    engine: 'pg',
    value: { backupHour: 0 },
    want: 'configuration.backupHour: the provider cannot send 0: set at least 1',
  },
  {
    name: 'ZeroFraction',
    reason: 'a fraction has nearer ones',
    engine: 'mysql',
    value: { longQueryTime: 0 },
    want: 'configuration.longQueryTime: the provider cannot send 0: set a number near it, such as 0.001',
  },
  {
    name: 'RoundedToZero',
    reason: 'a fraction has 32 bits',
    engine: 'mysql',
    value: { longQueryTime: 1e-50 },
    want: 'configuration.longQueryTime: the provider cannot send 0',
  },
  {
    name: 'Huge',
    reason: 'a fraction has 32 bits',
    engine: 'mysql',
    value: { longQueryTime: 1e39 },
    want: 'configuration.longQueryTime: wanted a number that fits into 32 bits',
  },
  {
    name: 'False',
    reason: 'it is dropped, and nothing is switched off',
    engine: 'mysql',
    value: { slowQueryLog: false },
    want: 'configuration.slowQueryLog: the provider cannot send false: leave it out; what was true once stays true',
  },
  {
    name: 'TooLow',
    reason: 'the provider refuses it before it asks for anything',
    engine: 'opensearch',
    value: { ismHistoryMaxAgeHours: 0 },
    want: 'configuration.ismHistoryMaxAgeHours: must be at least 1',
  },
  {
    name: 'TooHigh',
    reason: 'the provider refuses it before it asks for anything',
    engine: 'pg',
    value: { sharedBuffersPercentage: 60.5 },
    want: 'configuration.sharedBuffersPercentage: must be 20 to 60',
  },
  {
    name: 'TooLong',
    reason: 'the provider refuses it before it asks for anything',
    engine: 'valkey',
    value: { notifyKeyspaceEvents: 'K'.repeat(33) },
    want: 'configuration.notifyKeyspaceEvents: must have at most 32 characters',
  },
  {
    name: 'LeadingZero',
    reason: 'a number is written in one way',
    engine: 'kafka',
    value: { logFlushIntervalMs: '0100' },
    want: 'configuration.logFlushIntervalMs: wanted digits in quotes, without leading zeroes',
  },
  {
    name: 'Unsigned',
    reason: 'only some numbers may be negative',
    engine: 'kafka',
    value: { logFlushIntervalMs: '-1' },
    want: 'configuration.logFlushIntervalMs: wanted digits in quotes, without leading zeroes',
  },
  {
    name: 'Signed',
    reason: 'where there is no limit it is -1',
    engine: 'kafka',
    value: { logRetentionBytes: '-2' },
    want: 'configuration.logRetentionBytes: wanted digits in quotes, without leading zeroes, or "-1"',
  },
  {
    name: 'TooLarge',
    reason: 'what does not fit is dropped in silence',
    engine: 'kafka',
    value: { logRetentionBytes: '9223372036854775808' },
    want: 'configuration.logRetentionBytes: must be at most 9223372036854775807',
  },
  {
    name: 'NoList',
    reason: 'one name is no list of names',
    engine: 'opensearch',
    value: { reindexRemoteWhitelist: 'a:1' },
    want: 'configuration.reindexRemoteWhitelist: wanted a list',
  },
  {
    name: 'EmptyList',
    reason: 'the provider cannot empty it',
    engine: 'opensearch',
    value: { reindexRemoteWhitelist: [] },
    want: 'configuration.reindexRemoteWhitelist: must not be empty',
  },
  {
    name: 'EmptyEntry',
    reason: 'it names nothing',
    engine: 'opensearch',
    value: { reindexRemoteWhitelist: [''] },
    want: 'configuration.reindexRemoteWhitelist[0]: must not be empty',
  },
  {
    name: 'Twice',
    reason: 'the API server refuses duplicates in a set',
    engine: 'opensearch',
    value: { reindexRemoteWhitelist: ['a:1', 'a:1'] },
    want: 'configuration.reindexRemoteWhitelist[1]: duplicate value',
  },
  {
    name: 'Elsewhere',
    reason: 'one setting has one place',
    engine: 'mysql',
    value: { sqlMode: 'ANSI' },
    want: 'configuration.sqlMode: not supported here: set it in spec.cluster.sqlMode',
  },
];

function configurationOf(engine: Engine): ConfigurationProfile {
  const { configuration } = profileOf(engine);
  if (!configuration) throw new Error(`${engine} has no configuration`);
  return configuration;
}

describe('a configuration', () => {
  test.each(CASES)('$name: $reason', ({ engine, value, want }) => {
    expect(fatalOf(engine, value)).toContain(want);
  });

  test.each(ENGINES)('of %s is accepted where it fits', (engine) => {
    for (const settings of SETTINGS[engine]) expect(fatalOf(engine, settings)).toBeUndefined();
  });

  test.each(ENGINES)('of %s: the rules beyond the table are about fields that it has', (engine) => {
    const { choices = {}, elsewhere = {}, kind } = configurationOf(engine);
    const known = [...Object.keys(choices), ...Object.keys(elsewhere)];
    expect(known.filter((path) => behaviorOf(kind, path) === undefined)).toEqual([]);
    expect(Object.keys(choices).filter((path) => behaviorOf(kind, path)?.oneOf !== undefined)).toEqual([]);
  });
});
