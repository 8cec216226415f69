import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { PROVIDER_BEHAVIOR } from '../../simulation/gen/provider-behavior.js';
import { Client } from '../../simulation/terraform/client.js';
import { type Field, snakeCase } from '../../simulation/terraform/fields.js';
import { configurationProblems } from '../../src/engines/configuration-problems.js';
import type { ConfigurationProfile } from '../../src/engines/engine-profile.js';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { behaviorOf } from '../../src/provider/field-behavior.js';
import { TOPIC_SETTINGS, writtenSetting } from '../../src/provider/topic-setting.js';
import { asWritten, valueProblem } from '../../src/provider/value-problem.js';
import { allFields, engineOf, samplesOf, zeroValue } from './field-cases.js';
import { FieldDriver } from './field-driver.js';

// A value of a setting is accepted exactly where the stand-in brings it to DigitalOcean, whatever was there before, and is
// quiet from then on.

const XRD: JsonObject = parse(
  readFileSync(join(import.meta.dirname, '../../configuration/xrds/databasebinding.yaml'), 'utf8'),
);

type Kind = ConfigurationProfile['kind'];

const KINDS = Object.keys(PROVIDER_BEHAVIOR).filter((kind): kind is Kind => kind.endsWith('Config'));

interface Case {
  readonly kind: Kind;
  readonly field: Field;
  readonly value: Json;
}

const CASES: readonly Case[] = KINDS.flatMap((kind) =>
  settings(kind).flatMap((field) => valuesOf(kind, field).map((value) => ({ kind, field, value }))),
);

function settings(kind: Kind): readonly Field[] {
  return allFields(kind).filter(({ path }) => path !== 'clusterId' && !path.includes('.'));
}

function valuesOf(kind: Kind, field: Field): readonly Json[] {
  const { type, notANumber, signed, min = 0, inexact } = field.row;
  const zero = zeroValue(field) ?? (type === 'set' ? [] : [{}]);
  const digits = notANumber === undefined ? [] : ['0', 'week', '9223372036854775807', signed ? '-1' : '-5'];
  const fractions = inexact === undefined ? [] : [min + 0.1, 0.7];
  const small = type === 'int' && min > 1 ? [1] : [];
  return [zero, ...samplesOf(kind, field), ...digits, ...fractions, ...small];
}

function isAccepted({ kind, field, value }: Case): boolean {
  return configurationProblems({ kind }, { [field.name]: value }).length === 0;
}

/** What is composed of it. */
function written({ kind, field, value }: Case): JsonObject {
  const behavior = behaviorOf(kind, field.path);
  return { [field.name]: behavior === undefined ? value : asWritten(behavior, value) };
}

/** Whether it is at DigitalOcean in the end, and Terraform wants nothing any more. */
function arrives(each: Case, before: readonly JsonObject[]): boolean {
  const driver = driverOf(each);
  for (const parameters of before) driver.apply(parameters);
  const wanted = written(each);
  const applied = [driver.apply(wanted), driver.apply(wanted), driver.apply(wanted)];
  if (applied.some(({ problem }) => problem !== undefined) || applied[2]?.differs) return false;
  const { places } = each.field;
  const answer = new Client(driver.cloud).get(`/v2/databases/${driver.clusterId}/config`);
  const told = answer.ok ? at(answer.body, ...(places[0]?.keys ?? [])) : undefined;
  return same(told, each.value);
}

/** Whether a request that DigitalOcean refuses leaves something that can be looked at. */
function survives(each: Case): boolean {
  const driver = driverOf(each);
  driver.apply({});
  driver.cloud.traffic.fault({ status: 422, message: 'no', count: 1 });
  const applied = [driver.apply(written(each)), driver.apply({})];
  return applied.every(({ problem }) => problem !== 'panic');
}

function driverOf({ kind, field }: Case): FieldDriver {
  return new FieldDriver(kind, engineOf(kind, field.path));
}

function same(told: Json | undefined, value: Json): boolean {
  if (Array.isArray(value)) return asList(told).join() === value.join();
  // Digits are told as a number.
  return told === value || (typeof told === 'number' && told === Number(value));
}

/** The keys in a schema to a field below another. */
function below(start: string, ...names: readonly string[]): readonly string[] {
  return [...start.split('.'), ...names.flatMap((name) => ['properties', name])];
}

describe.each(KINDS)('%s', (kind) => {
  const cases = CASES.filter((each) => each.kind === kind);
  const told = ({ field, value }: Case): string => `${field.path}: ${JSON.stringify(value)}`;

  test('accepts what gets through', () => {
    const usual = ({ field }: Case): JsonObject => ({ [field.name]: samplesOf(kind, field)[0] });
    const through = cases.filter(
      (each) => arrives(each, []) && arrives(each, [usual(each), usual(each)]) && survives(each),
    );
    expect(cases.filter(isAccepted).map(told)).toEqual(through.map(told));
  });
});

test('What can be zero is little', () => {
  const zeroes = CASES.filter((each) => [0, false, ''].includes(each.value as never) && isAccepted(each));
  expect(zeroes.map(({ kind, field }) => `${kind}.${field.path}`)).toEqual([
    'PostgreSQLConfig.jit',
    'MySQLConfig.innodbPrintAllDeadlocks',
    'MySQLConfig.innodbRollbackOnTimeout',
    'MySQLConfig.sqlRequirePrimaryKey',
    'ValkeyConfig.ssl',
    'ValkeyConfig.timeout',
    'OpenSearchConfig.actionAutoCreateIndexEnabled',
    'OpenSearchConfig.actionDestructiveRequiresName',
    'OpenSearchConfig.enableSecurityAudit',
    'OpenSearchConfig.ismEnabled',
    'OpenSearchConfig.ismHistoryEnabled',
    'OpenSearchConfig.overrideMainResponseVersion',
    'OpenSearchConfig.pluginsAlertingFilterByBackendRolesEnabled',
  ]);
});

test('What is not offered is known', () => {
  const isOffered = (kind: Kind, field: Field): boolean =>
    CASES.some((each) => each.kind === kind && each.field === field && isAccepted(each));
  const missing = KINDS.flatMap((kind) =>
    settings(kind).flatMap((field) => (isOffered(kind, field) ? [] : [`${kind}.${field.path}`])),
  );
  expect(missing).toEqual([
    'PostgreSQLConfig.pgbouncer',
    'PostgreSQLConfig.timescaledb',
    'ValkeyConfig.frequentSnapshots',
    'ValkeyConfig.valkeyActiveExpireEffort',
  ]);
});

describe('a topic', () => {
  const fields = allFields('KafkaTopic').filter(({ path }) => path.startsWith('config.'));
  const toldOf = (driver: FieldDriver): JsonObject => {
    const answer = new Client(driver.cloud).get(`/v2/databases/${driver.clusterId}/topics/events`);
    return asObject(answer.ok ? at(answer.body, 'topic', 'config') : undefined);
  };
  const valuesOfSetting = (field: Field): readonly Json[] => {
    const zero = field.row.type === 'string' ? [] : [zeroValue(field) ?? 0];
    return [...zero, ...(field.row.inexact === undefined ? samplesOf('KafkaTopic', field) : [0.1, 0.7])];
  };
  /** Whether a value arrives once the topic is there, alone, and is quiet from then on. */
  const arrivesLater = (field: Field, value: Json, before: readonly Json[]): boolean => {
    const driver = new FieldDriver('KafkaTopic', 'kafka');
    driver.apply({ name: 'events' });
    for (const former of before) driver.apply({ name: 'events', config: [{ [field.name]: former }] });
    const { [snakeCase(field.name)]: _, ...others } = toldOf(driver);
    const behavior = behaviorOf('KafkaTopic', field.path);
    if (behavior === undefined) return false;
    const wanted = { name: 'events', config: [{ [field.name]: writtenSetting(behavior, value) }] };
    const applied = [driver.apply(wanted), driver.apply(wanted), driver.apply(wanted)];
    if (applied.some(({ problem }) => problem !== undefined) || applied[2]?.differs) return false;
    const { [snakeCase(field.name)]: told, ...rest } = toldOf(driver);
    return isDeepStrictEqual(rest, others) && same(told, value);
  };

  test('offers the settings that get through once it is there', () => {
    const cases = fields.flatMap((field) => valuesOfSetting(field).map((value) => ({ field, value })));
    const isOffered = ({ field, value }: (typeof cases)[number]): boolean => {
      const behavior = TOPIC_SETTINGS.get(field.name);
      return behavior !== undefined && valueProblem(behavior, writtenSetting(behavior, value)) === undefined;
    };
    const told = ({ field, value }: (typeof cases)[number]): string => `${field.name}: ${JSON.stringify(value)}`;
    const through = cases.filter(
      ({ field, value }) =>
        arrivesLater(field, value, []) && arrivesLater(field, value, [samplesOf('KafkaTopic', field)[0]]),
    );
    expect(cases.filter(isOffered).map(told)).toEqual(through.map(told));
  });

  test('has in our schema what is offered, and nothing else', () => {
    const names = fields.map(({ name }) => name).filter((name) => TOPIC_SETTINGS.has(name));
    const [version] = asList(at(XRD, 'spec', 'versions'));
    const topics = at(version, ...below('schema.openAPIV3Schema', 'spec', 'topics'));
    const ours = at(topics, ...below('items', 'configuration'), 'properties');
    expect(Object.keys(asObject(ours)).sort()).toEqual(names.sort());
  });
});
