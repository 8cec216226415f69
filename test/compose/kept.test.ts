import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PROVIDER_BEHAVIOR } from '../../simulation/gen/provider-behavior.js';
import { keptField } from '../../src/compose/kept.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import { asList, asObject, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { type Behavior, fieldsOf, laterOf, type ProviderKind, wordOf } from '../../src/provider/field-behavior.js';
import { fullSpec } from '../rules/full-spec.js';
import { settled } from '../rules/scenario.js';
import { holds } from '../support/property.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { sinkSecrets } from '../support/sink-secrets.js';
import { withValue } from '../support/stages.js';
import { binding, POLICY } from '../support/states.js';

// No edit of a spec makes the provider fail, be blocked, or send what nobody asked for.

/** Whether the provider does anything but leave the field out, as it was meant. */
function isHarmful({ removed, blocks }: Behavior): boolean {
  const harm = ['panic', 'error', 'refused', 'replace', 'sends'].includes(wordOf(removed));
  return harm || !['once', undefined].includes(laterOf(removed)) || blocks?.removed !== undefined;
}

/** Fields that are taken out all the same. */
const TAKEN_OUT: Readonly<Record<string, string>> = {
  'Cluster.tags': 'an empty list is sent, which is what is meant',
  'LogSinkRsyslog.format': 'our schema documents the default that is sent',
  'LogSinkRsyslog.clientCert': 'it is taken out together with the key only, and so arrives',
  'LogSinkRsyslog.clientKeySecretRef': 'it is taken out together with the certificate only, and so arrives',
};

/** Fields that the function never writes. */
const NEVER_WRITTEN: Readonly<Record<string, string>> = {
  'PostgreSQLConfig.timescaledb.maxBackgroundWorkers': 'timescaledb crashes the provider',
  'Replica.tags': 'the spec has none',
};

/** Kinds that the function does not compose. */
const NOT_COMPOSED = ['OnlineMigration'];

const ALL = (Object.keys(PROVIDER_BEHAVIOR) as ProviderKind[])
  .filter((kind) => !NOT_COMPOSED.includes(kind))
  .flatMap((kind) => Object.entries(fieldsOf(kind)).map(([path, behavior]) => ({ kind, path, behavior })));
const HARMFUL = ALL.filter(({ behavior }) => isHarmful(behavior));
const KEPT = HARMFUL.filter(({ kind, path }) => TAKEN_OUT[`${kind}.${path}`] === undefined);

/** The fields of an object that have a value and must not lose it. */
function valued(resource: JsonObject | undefined): readonly string[] {
  const forProvider = at(resource, 'spec', 'forProvider');
  return KEPT.filter(({ kind, path }) => kind === resource?.kind && hasValue(forProvider, path.split('.'))).map(
    ({ kind, path }) => `${kind}.${path}`,
  );
}

/** Whether every block has a value there. */
function hasValue(value: Json | undefined, [name = '', ...below]: readonly string[]): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((each) => hasValue(each, [name, ...below]));
  const found = at(value, name);
  if (below.length > 0) return hasValue(found, below);
  return found !== undefined && found !== '' && JSON.stringify(found) !== '[]';
}

interface Settled {
  readonly spec: JsonObject;
  readonly observed: Readonly<Record<string, ObservedState>>;
}

const WORLDS = new Map<Engine, Settled>(ENGINES.map((engine) => [engine, settledWith(engine, fullSpec(engine))]));

/** A binding whose cluster began with a backup. */
function settledWith(engine: Engine, spec: JsonObject): Settled {
  const { cluster = { resource: {} }, ...others } = settled(engine, binding(spec), POLICY);
  const backup = [{ databaseName: 'source' }];
  return {
    spec,
    observed: { ...others, cluster: withValue(cluster, ['spec', 'forProvider', 'backupRestore'], backup) },
  };
}

type Path = readonly (string | number)[];

/** The paths of all that can be taken out of a spec. */
function pathsIn(value: Json, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((each, i) => pathsIn(each, [...path, i]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, below]) => [[...path, name], ...pathsIn(below, [...path, name])]);
}

function without(value: Json, [name = '', ...below]: Path): Json {
  if (Array.isArray(value)) return value.map((each, i) => (i === name ? without(each, below) : each));
  if (!isObject(value)) return value;
  const { [String(name)]: found, ...others } = value;
  if (found === undefined || below.length === 0) return others;
  return { ...value, [String(name)]: without(found, below) };
}

function answer(spec: JsonObject, observed: Settled['observed']): TestResponse {
  const composite = binding(spec);
  return run({ composite, policy: POLICY, observed, required: sinkSecrets(composite) });
}

function unsaid(engine: Engine, spec: JsonObject): readonly string[] {
  const { observed = {} } = WORLDS.get(engine) ?? {};
  const { composed } = answer(spec, observed);
  return Object.entries(composed).flatMap(([key, { resource }]) => {
    const updates = asList(at(resource, 'spec', 'managementPolicies')).includes('Update');
    const now = valued(resource);
    return updates
      ? valued(observed[key]?.resource).flatMap((field) => (now.includes(field) ? [] : `${key}: ${field}`))
      : [];
  });
}

test('Every field that must not be taken out is in a world, or never written', () => {
  const seen = new Set(
    [...WORLDS.values()].flatMap(({ observed }) => Object.values(observed).flatMap(({ resource }) => valued(resource))),
  );
  const missing = KEPT.map(({ kind, path }) => `${kind}.${path}`).filter((field) => !seen.has(field));
  expect(missing.sort()).toEqual(Object.keys(NEVER_WRITTEN).sort());
});

test('Every exception is one', () => {
  const known = HARMFUL.map(({ kind, path }) => `${kind}.${path}`);
  expect([...Object.keys(TAKEN_OUT), ...Object.keys(NEVER_WRITTEN)].filter((field) => !known.includes(field))).toEqual(
    [],
  );
});

describe.each(ENGINES)('of %s', (engine) => {
  const { spec } = WORLDS.get(engine) ?? { spec: {} };
  const isFatal = (path: Path): boolean =>
    run({ composite: binding(asObject(without(spec, path))), policy: POLICY, observed: {} }).fatal !== undefined;
  const paths = pathsIn(spec).filter((path) => path.length > 1 && !isFatal(path));

  test('no field that is taken out is unsaid', () => {
    const edits = paths.map((path) => ({
      path: path.join('.'),
      unsaid: unsaid(engine, asObject(without(spec, path))),
    }));
    expect(edits.filter((edit) => edit.unsaid.length > 0)).toEqual([]);
  });

  test('nor are several', () => {
    holds(
      fc.property(fc.subarray([...paths], { minLength: 2 }), (taken) => {
        expect(unsaid(engine, asObject(taken.reduce<Json>(without, spec)))).toEqual([]);
      }),
      50,
    );
  });

  test('what is sent already is accepted as it is', () => {
    const { observed = {} } = WORLDS.get(engine) ?? {};
    const { conditions, fatal } = answer(spec, observed);
    expect([fatal, conditions.SpecAccepted]).toEqual([undefined, { status: 'TRUE', reason: 'Accepted', message: '' }]);
  });
});

test.each<[value: Json, told: string | undefined]>([
  ['ANSI', 'ANSI'],
  [false, 'false'],
  [[{ day: 'tuesday', hour: '02:00' }], 'tuesday 02:00'],
  [['a:443', 'b:443'], 'a:443 b:443'],
  ['x'.repeat(61), undefined],
])('A value that stays is told so that it can be read: %j', (value, told) => {
  const { settings } = fieldsOf('User');
  expect(keptField('spec.x', settings, value)).toEqual([
    { path: 'spec.x', value: told, advice: 'write the value that you want' },
  ]);
});
