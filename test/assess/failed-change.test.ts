import { describe, expect, test } from '@jest/globals';
import type { Engine } from '../../src/gen/binding.js';
import { asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { fullSpec } from '../rules/full-spec.js';
import { settled } from '../rules/scenario.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { sinkSecrets } from '../support/sink-secrets.js';
import { condition, withConditions, withValue } from '../support/stages.js';
import { binding, POLICY } from '../support/states.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly engine: Engine;
  readonly key: string;
  /** What the provider shows instead of what is wanted. */
  readonly shows?: JsonObject;
  readonly type: string;
  readonly message: string;
}

const NOT_AGAIN = 'the provider counts it as done and does not try again, so';
const MAYBE = 'may not have arrived: any change of it that succeeds sends all of it, and ends this';
const ADD_ANOTHER =
  'the provider does not try again: add a user of another name, move over, then take this one off the list';
const STAYS = 'it stays as it was, and the provider tries again';

const CASES: readonly Case[] = [
  {
    name: 'Replica',
    reason: 'it is smaller than wanted',
    engine: 'pg',
    key: 'replica-ro',
    shows: { size: 'db-s-0' },
    type: 'ClusterReady',
    message: `replica "ro": cannot change spec.cluster.replicas[0].size: no; ${STAYS}`,
  },
  {
    name: 'Configuration',
    reason: 'the old value is in force',
    engine: 'pg',
    key: 'configuration',
    shows: { workMem: 1 },
    type: 'ClusterReady',
    message: `configuration: cannot change spec.cluster.configuration.workMem: no; ${STAYS}`,
  },
  {
    name: 'TrustedSources',
    reason: 'who was let in still is',
    engine: 'pg',
    key: 'firewall',
    shows: { rule: [] },
    type: 'ClusterReady',
    message: `trusted sources: cannot change spec.cluster.trustedSources: no; ${STAYS}`,
  },
  {
    name: 'Sink',
    reason: 'it is sent to another port',
    engine: 'pg',
    key: 'logsink-rsyslog-logs',
    shows: { port: 1 },
    type: 'ClusterReady',
    message: `log sink "logs": cannot change spec.cluster.logSinks[0].rsyslog.port: no; ${STAYS}`,
  },
  {
    name: 'LostOfASink',
    reason: 'what was added counts as done',
    engine: 'pg',
    key: 'logsink-opensearch-search',
    type: 'ClusterReady',
    message: `log sink "search": a change failed: no; ${NOT_AGAIN} spec.cluster.logSinks[1].opensearch.indexDaysMax, spec.cluster.logSinks[1].opensearch.caCertificate ${MAYBE}`,
  },
  {
    name: 'TopicSetting',
    reason: 'the old one is in force',
    engine: 'kafka',
    key: 'topic-events',
    shows: { config: [{ retentionMs: '1' }] },
    type: 'ConnectionReady',
    message: 'spec.topics[0].configuration.retentionMs',
  },
  {
    name: 'Partitions',
    reason: 'the provider never reads how many there are',
    engine: 'kafka',
    key: 'topic-events',
    shows: { partitionCount: 3 },
    type: 'ConnectionReady',
    message: `topic "events": a change failed: no; ${NOT_AGAIN} spec.topics[0].partitions ${MAYBE}`,
  },
  {
    name: 'LostOfAConfiguration',
    reason: 'six of its fields are never read',
    engine: 'kafka',
    key: 'configuration',
    type: 'ClusterReady',
    message: 'spec.cluster.configuration.logRetentionMs',
  },
  {
    name: 'AccessList',
    reason: 'the provider never reads one',
    engine: 'kafka',
    key: 'user-app',
    type: 'UsersReady',
    message: `user "app": cannot change spec.users[0].acl: no; ${ADD_ANOTHER}`,
  },
  {
    name: 'AuthPlugin',
    reason: 'the other one is in force',
    engine: 'mysql',
    key: 'user-app',
    shows: { mysqlAuthPlugin: 'caching_sha2_password' },
    type: 'UsersReady',
    message: `user "app": cannot change spec.users[0].mysqlAuthPlugin: no; ${ADD_ANOTHER}`,
  },
];

const FAILED = [
  condition('Ready', 'True'),
  condition('Synced', 'True'),
  condition('LastAsyncOperation', 'False', 'apply failed: no'),
];

/** A world that a full spec was settled in, and in which one resource is otherwise. */
function worldWith(
  { engine, key, shows = {} }: Pick<Case, 'engine' | 'key' | 'shows'>,
  conditions: readonly JsonObject[],
) {
  const observed = settled(engine, binding(fullSpec(engine)), POLICY);
  const state = observed[key] ?? { resource: {} };
  const wanted = asObject(at(state.resource, 'spec', 'forProvider'));
  const told: JsonObject = { ...wanted, ...asObject(at(state.resource, 'status', 'atProvider')), ...wanted, ...shows };
  const failed: ObservedState = withValue(state, ['status', 'atProvider'], told);
  return { ...observed, [key]: withConditions(failed, ...conditions) };
}

function answer(it: Pick<Case, 'engine' | 'key' | 'shows'>, conditions: readonly JsonObject[] = FAILED): TestResponse {
  const composite = binding(fullSpec(it.engine));
  const required = sinkSecrets(composite);
  return run({ composite, policy: POLICY, observed: worldWith(it, conditions), required });
}

const secrets = ({ composed }: TestResponse): readonly Json[] =>
  Object.entries(composed).flatMap(([key, { resource }]) => (key.startsWith('secret-') ? [resource] : []));

describe('a change that failed', () => {
  test.each(CASES)('$name: $reason', (it) => {
    const { composed, conditions, compositeReady } = answer(it);
    expect(conditions[it.type]).toMatchObject({ status: 'FALSE', reason: 'ChangeFailed' });
    expect(conditions[it.type]?.message).toContain(it.message);
    expect(composed[it.key]?.ready).toBe(false);
    expect(compositeReady).toBe('READY_FALSE');
  });

  test.each(CASES)('$name stops nothing else', (it) => {
    const [before, after] = [answer({ engine: it.engine, key: 'none' }), answer(it)];
    expect(secrets(after)).toEqual(secrets(before));
    expect(secrets(after).length).toBeGreaterThan(0);
    for (const type of ['SpecAccepted', 'ClusterReady', 'UsersReady', 'ConnectionReady'])
      if (type !== it.type) expect(after.conditions[type]).toEqual(before.conditions[type]);
  });

  test.each(CASES)('$name: between two tries too', (it) => {
    const failing = [condition('Ready', 'True'), condition('Synced', 'False', 'update failed: apply failed: no')];
    expect(answer(it, failing).conditions[it.type]).toMatchObject({ status: 'FALSE', reason: 'ChangeFailed' });
  });

  test.each<[what: string, key: string, shows: JsonObject, message: string]>([
    ['a configuration', 'configuration', {}, 'configuration: '],
    ['trusted sources', 'firewall', { rule: [] }, 'trusted sources: cannot change spec.cluster.trustedSources: no'],
    ['those of a replica', 'firewall-ro', { rule: [] }, 'trusted sources of replica "ro": cannot change'],
  ])('of %s is told after the spec dropped all of it', (_what, key, shows, message) => {
    const engine = key === 'configuration' ? 'kafka' : 'pg';
    const spec = fullSpec(engine);
    const { trustedSources: _sources, configuration: _configuration, ...cluster } = asObject(spec.cluster);
    const composite = binding({ ...spec, cluster });
    const failing = [condition('Ready', 'True'), condition('Synced', 'False', 'update failed: apply failed: no')];
    const observed = worldWith({ engine, key, shows }, failing);
    const { conditions } = run({ composite, policy: POLICY, observed, required: sinkSecrets(composite) });
    expect(conditions.ClusterReady).toMatchObject({ status: 'FALSE', reason: 'ChangeFailed' });
    expect(conditions.ClusterReady?.message).toContain(message);
  });

  test('is over once the value that DigitalOcean has is asked for again', () => {
    const { conditions, compositeReady } = answer({ engine: 'pg', key: 'configuration' });
    expect(conditions.ClusterReady).toMatchObject({ status: 'TRUE' });
    expect(compositeReady).toBeUndefined();
  });

  test('is none where only a creation was refused before', () => {
    const refused = condition('LastAsyncOperation', 'False', 'apply failed: Error creating Database User: lost');
    const { conditions } = answer({ engine: 'kafka', key: 'user-app' }, [...FAILED.slice(0, 2), refused]);
    expect(conditions.UsersReady?.status).toBe('TRUE');
  });

  test('is told beside what is worse', () => {
    const worse = [
      condition('Ready', 'True'),
      condition('Synced', 'False', 'observe failed: gone'),
      ...FAILED.slice(2),
    ];
    const { conditions } = answer({ engine: 'pg', key: 'replica-ro', shows: { size: 'db-s-0' } }, worse);
    expect(conditions.ClusterReady).toMatchObject({
      reason: 'ProviderError',
      message: expect.stringContaining(
        `replica "ro": gone; replica "ro": cannot change spec.cluster.replicas[0].size: no`,
      ),
    });
  });
});
