import { describe, expect, test } from '@jest/globals';
import { configurationFields } from '../../../src/engines/configuration-problems.js';
import type { ConfigurationProfile } from '../../../src/engines/engine-profile.js';
import { profileOf } from '../../../src/engines/engines.js';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import type { Json, JsonObject } from '../../../src/lib/json.js';
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
    name: 'Nested',
    reason: 'nested fields are checked too',
    engine: 'pg',
    value: { pgbouncer: [{ autodbPoolMode: 'fast' }] },
    want: 'configuration.pgbouncer[0].autodbPoolMode: unsupported value (supported: session, transaction, statement)',
  },
  {
    name: 'TwoEntries',
    reason: 'the provider has room for one',
    engine: 'pg',
    value: { pgbouncer: [{ minPoolSize: 0 }, { minPoolSize: 1 }] },
    want: 'configuration.pgbouncer: at most one entry',
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

  test.each(ENGINES)('of %s: the rules beyond the schema are about fields that it has', (engine) => {
    const { choices = {}, fractions = [], digits = [], elsewhere = {} } = configurationOf(engine);
    const fields = JSON.stringify(configurationFields(configurationOf(engine)));
    const known = [...Object.keys(choices), ...fractions, ...digits, ...Object.keys(elsewhere)];
    expect(known.filter((name) => !fields.includes(`"${name}":`))).toEqual([]);
  });
});
