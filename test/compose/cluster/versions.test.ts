import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import { at, compact, type Json, type JsonObject } from '../../../src/lib/json.js';
import { behaviorOf } from '../../../src/provider/field-behavior.js';
import { holds } from '../../support/property.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { withValue } from '../../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterCreating,
  clusterReady,
  clusterRejected,
  clusterYoung,
  POLICY,
  VERSIONS,
} from '../../support/states.js';

const VERSION = ['spec', 'forProvider', 'version'] as const;
const required = (engine: Engine): string =>
  `spec.cluster.version: required: set one that DigitalOcean offers, or give the policy a default (defaults.versions.${engine})`;

/** Where a version can come from, and how far the cluster is. */
interface World {
  readonly engine: Engine;
  readonly state: 'absent' | 'young' | 'creating' | 'rejected' | 'ready';
  readonly spec: string | undefined;
  readonly policy: string | undefined;
  /** The version that was sent before. */
  readonly sent: string | undefined;
  /** The version that the provider shows, once there is a cluster. */
  readonly running: string | undefined;
}

const STATES: Readonly<Record<Exclude<World['state'], 'absent'>, (engine: Engine) => ObservedState>> = {
  young: clusterYoung,
  creating: clusterCreating,
  rejected: (engine) => clusterRejected(engine, 'no'),
  ready: clusterReady,
};

function answerTo({ engine, state, spec, policy, sent, running }: World): TestResponse {
  const cluster = state === 'absent' ? undefined : withValue(STATES[state](engine), VERSION, sent);
  const shown = state === 'ready' && cluster && withValue(cluster, ['status', 'atProvider', 'version'], running);
  const observed = shown || cluster;
  return run({
    composite: binding({ cluster: compact({ engine, version: spec }) }),
    policy: { ...POLICY, defaults: { ...Object(POLICY.defaults), versions: compact({ [engine]: policy }) } },
    observed: observed ? { cluster: observed } : {},
  });
}

const versionIn = ({ composed }: TestResponse): Json | undefined => at(composed.cluster?.resource, ...VERSION);

const maybe = (...versions: readonly string[]): fc.Arbitrary<string | undefined> =>
  fc.constantFrom(undefined, ...versions);
const arbWorld: fc.Arbitrary<World> = fc.constantFrom(...ENGINES).chain((engine) =>
  fc.record({
    engine: fc.constant(engine),
    state: fc.constantFrom<World['state']>('absent', 'young', 'creating', 'rejected', 'ready'),
    spec: maybe(VERSIONS[engine], '1', '99', '8.1'),
    policy: maybe(VERSIONS[engine], '2'),
    sent: maybe(VERSIONS[engine], '3'),
    running: maybe(VERSIONS[engine], '4'),
  }),
);

describe('a version, without which the provider creates nothing', () => {
  test('is what the table of its fields wants of every engine', () =>
    expect(behaviorOf('Cluster', 'version')?.engines?.requiredAtCreation).toEqual(
      expect.arrayContaining([...ENGINES]),
    ));

  test('is sent at every creation: from the spec, the policy, or what was sent before', () =>
    holds(
      fc.property(arbWorld, (world) => {
        const { engine, state, spec, policy, sent } = world;
        fc.pre(state !== 'ready');
        const [response, chosen] = [answerTo(world), spec ?? policy];
        const isRefused = state === 'absent' && chosen === undefined;
        expect(response.fatal).toBe(isRefused ? `cannot accept the binding: ${required(engine)}` : undefined);
        expect(Object.keys(response.composed)).toEqual(isRefused ? [] : ['cluster']);
        expect(versionIn(response)).toBe(state === 'absent' ? chosen : (chosen ?? sent));
      }),
    ));

  test('is sent whatever happens to a running cluster, whose binding is never refused for want of one', () =>
    holds(
      fc.property(arbWorld, (world) => {
        const { spec, sent, running } = world;
        const response = answerTo({ ...world, state: 'ready' });
        expect([response.fatal, versionIn(response) === undefined]).toEqual([
          undefined,
          (spec ?? sent ?? running) === undefined,
        ]);
      }),
    ));

  test.each(ENGINES)('%s: a creation that was begun without one is kept, and told', (engine) => {
    const world = { engine, state: 'rejected', spec: undefined, policy: undefined, running: undefined } as const;
    const response = answerTo({ ...world, sent: undefined });
    expect(response.conditions.SpecAccepted).toEqual({
      status: 'FALSE',
      reason: 'InvalidSpec',
      message: required(engine),
    });
    expect(Object.keys(response.composed)).toEqual(['cluster']);
    expect(answerTo({ ...world, sent: '7' }).conditions.SpecAccepted?.status).toBe('TRUE');
  });

  test('is told with those that the policy allows', () => {
    const policy = {
      ...POLICY,
      defaults: { cluster: { region: 'nyc3', size: 's' } },
      allowed: { versions: { pg: ['16'] } },
    };
    expect(run({ composite: binding({ cluster: { engine: 'pg' } }), policy }).fatal).toMatch(/; the policy allows 16$/);
  });

  test('is not asked for beside another problem of the policy, which may be the reason that it is missing', () => {
    const policy = { ...POLICY, defaults: { cluster: { region: 'nyc3', size: 's' }, versions: { pg: 17 } } };
    const { fatal } = run({ composite: binding({ cluster: { engine: 'pg' } }), policy });
    expect(fatal).toContain('policy.defaults.versions.pg');
    expect(fatal).not.toContain('spec.cluster.version');
  });
});

describe.each(ENGINES)('an adopted cluster of %s, whose binding names no version', (engine) => {
  const policy = { ...POLICY, references: { uuids: ['*'] }, defaults: {} };
  const look = (cluster: JsonObject, observed?: ObservedState): TestResponse =>
    run({
      composite: binding({ cluster: { engine, adopt: CLUSTER_ID, ...cluster } }),
      policy,
      observed: observed ? { cluster: observed } : {},
    });
  const onlyObserved = withValue(
    withValue(clusterReady(engine), ['spec', 'managementPolicies'], ['Observe']),
    ['spec', 'forProvider'],
    {},
  );
  const runs = (version: string, state: ObservedState): ObservedState =>
    withValue(state, ['status', 'atProvider', 'version'], version);
  const applied = (response: TestResponse, state: ObservedState): ObservedState =>
    withValue(state, ['spec'], response.composed.cluster?.resource.spec);

  test('is only observed first, and is sent what it runs at every look from then on', () => {
    const first = look({});
    expect([first.fatal, versionIn(first)]).toEqual([undefined, undefined]);
    const seen = runs('7', onlyObserved);
    expect(versionIn(look({}, seen))).toBeUndefined();
    const confirmed = look({ adoptConfirmed: true }, seen);
    expect(versionIn(confirmed)).toBe('7');
    const second = look({ adoptConfirmed: true }, applied(confirmed, seen));
    expect(versionIn(second)).toBe('7');
    // DigitalOcean upgrades on its own, and may write a version in another way.
    for (const version of ['8', '7.1']) {
      const later = runs(version, applied(second, seen));
      expect(versionIn(look({ adoptConfirmed: true }, later))).toBe(version);
    }
    // For a while after a restart the provider shows nothing.
    const dark = withValue(applied(second, seen), ['status', 'atProvider'], {});
    expect(versionIn(look({ adoptConfirmed: true }, dark))).toBe('7');
  });
});

describe('a version that is no higher whole number', () => {
  interface Case {
    readonly name: string;
    readonly reason: string;
    readonly engine: Engine;
    readonly asked: string;
    readonly running: string;
    readonly sent: string;
    readonly refused?: string;
  }
  const whole = (from: string, to: string) =>
    `cannot change from ${from} to ${to}: the provider ignores all but whole numbers`;

  test.each<Case>([
    { name: 'Higher', reason: 'it is an upgrade', engine: 'valkey', asked: '9', running: '8', sent: '9' },
    { name: 'Same', reason: 'it runs', engine: 'valkey', asked: '8', running: '8', sent: '8' },
    {
      name: 'Zero',
      reason: 'it is another spelling of what runs',
      engine: 'valkey',
      asked: '8.0',
      running: '8',
      sent: '8',
    },
    {
      name: 'ReadBack',
      reason: 'DigitalOcean tells more of it',
      engine: 'valkey',
      asked: '8',
      running: '8.1',
      sent: '8.1',
    },
    {
      name: 'Minor',
      reason: 'the provider ignores it in silence',
      engine: 'valkey',
      asked: '8.1',
      running: '8',
      sent: '8',
      refused: `${whole('8', '8.1')}; set it to 8, or to 9 for an upgrade`,
    },
    {
      name: 'HigherMinor',
      reason: 'that too',
      engine: 'valkey',
      asked: '9.1',
      running: '8',
      sent: '8',
      refused: whole('8', '9.1'),
    },
    {
      name: 'Lower',
      reason: 'DigitalOcean upgrades only',
      engine: 'valkey',
      asked: '7.2',
      running: '8',
      sent: '8',
      refused: 'cannot go back from 8 to 7.2',
    },
    { name: 'Kafka', reason: 'other engines have them', engine: 'kafka', asked: '3.9', running: '3.8', sent: '3.9' },
    {
      name: 'Mysql',
      reason: 'DigitalOcean has no such parts, and would not be asked in silence',
      engine: 'mysql',
      asked: '8.4',
      running: '8',
      sent: '8',
      refused: "cannot change from 8 to 8.4: DigitalOcean's versions here are like 8, which runs; set it to 8",
    },
    {
      name: 'OpenSearch',
      reason: 'DigitalOcean has no such parts, and would not be asked in silence',
      engine: 'opensearch',
      asked: '2.19',
      running: '2',
      sent: '2',
      refused: "cannot change from 2 to 2.19: DigitalOcean's versions here are like 2, which runs; set it to 2",
    },
    {
      name: 'Postgres',
      reason: 'DigitalOcean has no such parts, and would not be asked in silence',
      engine: 'pg',
      asked: '17.2',
      running: '17',
      sent: '17',
      refused: "cannot change from 17 to 17.2: DigitalOcean's versions here are like 17, which runs; set it to 17",
    },
    { name: 'Zeroes', reason: 'it is the same', engine: 'mysql', asked: '8.0', running: '8', sent: '8' },
    { name: 'Shorter', reason: 'any of these will do', engine: 'mysql', asked: '8', running: '8.0.35', sent: '8.0.35' },
  ])('$name: $reason', ({ engine, asked, running, sent, refused }) => {
    const response = answerTo({ engine, state: 'ready', spec: asked, policy: undefined, sent: running, running });
    expect(versionIn(response)).toBe(sent);
    const { status, message } = response.conditions.SpecAccepted ?? {};
    expect(status).toBe(refused ? 'FALSE' : 'TRUE');
    expect(message).toContain(refused ?? '');
    const isUpgrade = response.conditions.ClusterReady?.reason === 'Upgrading';
    expect(isUpgrade).toBe(sent !== running);
  });
});
