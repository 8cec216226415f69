import { describe, expect, test } from '@jest/globals';
import { PROVIDER_BEHAVIOR } from '../../simulation/gen/provider-behavior.js';
import type { Field } from '../../simulation/terraform/fields.js';
import type { JsonObject } from '../../src/lib/json.js';
import { allFields, besides, engineOf, leastOf, samplesOf, withField, withoutField } from './field-cases.js';
import { FieldDriver } from './field-driver.js';

type Phase = 'added' | 'changed' | 'removed';

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly field: Field;
  readonly phase: Phase;
  readonly isLost: boolean;
}

/** Every change of a field that is sent. */
const CASES: readonly Case[] = Object.keys(PROVIDER_BEHAVIOR).flatMap((kind) =>
  allFields(kind).flatMap((field) =>
    (['added', 'changed', 'removed'] as const)
      .filter((phase) => isSent(field, phase))
      .map((phase) => ({
        name: `${kind}.${field.path} ${phase}`,
        kind,
        field,
        phase,
        isLost: field.row.lostOnFailure?.includes(phase) ?? false,
      })),
  ),
);

function isSent({ path, row, children }: Field, phase: Phase): boolean {
  const { required, forceNew, set, computed, removed = 'dropped', type, afterFailure } = row;
  if (path === 'clusterId' || forceNew || set !== undefined || afterFailure !== undefined) return false;
  if (phase === 'changed') return (type !== 'bool' || children.length > 0) && row.changed === undefined;
  // A switch may be on where nothing was said.
  if (phase === 'added')
    return !required && type !== 'bool' && row.added === undefined && !path.startsWith('backupRestore');
  return !required && !computed && removed !== 'refused' && removed !== 'noCall' && removed !== 'panic';
}

/** Whether a change whose request is refused is not seen any more afterwards. */
function isLost({ kind, field, phase }: Case): boolean {
  const engine = engineOf(kind, field.path);
  const driver = new FieldDriver(kind, engine);
  const least = { ...leastOf(kind, engine), ...besides(kind, field.path) };
  const [one, two] = samplesOf(kind, field);
  const without = withoutField(least, field.path);
  const [before, after]: readonly [JsonObject, JsonObject] = {
    added: [without, withField(kind, least, field.path, two)] as const,
    changed: [withField(kind, least, field.path, one), withField(kind, least, field.path, two)] as const,
    removed: [
      withField(kind, least, field.path, two),
      withoutField(withField(kind, least, field.path, two), field.path),
    ] as const,
  }[phase];
  for (let round = 0; round < 2; round += 1) driver.apply(before);
  const lift = driver.cloud.traffic.fault({ status: 422, message: 'no' });
  expect(driver.apply(after).problem).toBe('error');
  lift();
  return !driver.apply(after).differs;
}

/** What is never read back is lost here when it is added, too; of these it was only seen when they change. */
const LOST_WHEN_ADDED: readonly string[] = [
  'KafkaConfig.logCleanerMinCompactionLagMs added',
  'KafkaConfig.logFlushIntervalMs added',
  'KafkaConfig.logMessageTimestampDifferenceMaxMs added',
  'KafkaConfig.logRetentionMs added',
  'KafkaConfig.logRollJitterMs added',
];

describe('a change that DigitalOcean refuses', () => {
  test.each(CASES)('is lost or not: $name', (each) => {
    expect(isLost(each)).toBe(each.isLost || LOST_WHEN_ADDED.includes(each.name));
  });
});

/** Fields whose leaving keeps others from being changed, or that cannot leave at all, with others that change along. */
const BLOCKS = Object.entries(PROVIDER_BEHAVIOR).flatMap(([kind, { fields }]) =>
  Object.entries(fields).flatMap(([path, { blocks }]) =>
    blocks?.removed === undefined ? [] : [[kind, path] as const],
  ),
);
const ALONG: Readonly<Record<string, JsonObject>> = {
  Cluster: { version: '17', tags: ['x'] },
  KafkaTopic: { replicationFactor: 3 },
};

test.each(BLOCKS)('%s.%s taken out keeps other changes from being made, now and later', (kind, path) => {
  const engine = engineOf(kind, path);
  const driver = new FieldDriver(kind, engine);
  const least = leastOf(kind, engine);
  const [, two] = samplesOf(kind, allFields(kind).find((field) => field.path === path) as Field);
  driver.apply(withField(kind, least, path, two));
  const wanted = { ...least, ...ALONG[kind] };
  const before = driver.look();
  expect([driver.apply(wanted).problem, driver.apply(wanted).problem]).toEqual([
    expect.any(String),
    expect.any(String),
  ]);
  const changed = Object.keys(ALONG[kind] ?? {}).filter((name) => driver.look()?.[name] !== before?.[name]);
  expect(changed).toEqual([]);
});

const INEXACT = CASES.filter(({ field, phase }) => field.row.inexact !== undefined && phase === 'changed');

test.each(INEXACT)(
  'Numbers that are not exact in 32 bits differ for ever, rounded ones do not: $name',
  ({ kind, field }) => {
    const driver = new FieldDriver(kind, engineOf(kind, field.path));
    const differs = (value: number) => {
      const parameters = withField(kind, leastOf(kind, engineOf(kind, field.path)), field.path, value);
      return [1, 2, 3].map(() => driver.apply(parameters).differs);
    };
    const inexact = (field.row.min ?? 0) + 0.1;
    expect(differs(inexact)).toEqual([true, true, true]);
    expect(differs(Math.fround(inexact)).slice(1)).toEqual([false, false]);
  },
);
