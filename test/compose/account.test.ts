import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';
import { caseOf } from '../support/cases.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../support/run.js';
import { withValue } from '../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterCreating,
  clusterObserved,
  clusterReady,
  clusterRejected,
  clusterYoung,
  POLICY,
  userSettled,
} from '../support/states.js';

const OLD = { kind: 'ClusterProviderConfig', name: 'default' };
const NEW = { kind: 'ClusterProviderConfig', name: 'other-account' };
const IN_NAMESPACE = { kind: 'ProviderConfig', name: 'default' };

/** The configurations of all that the provider looks after, each once. */
function configs({ composed }: TestResponse): readonly Json[] {
  const all = Object.values(composed).flatMap(({ resource }) => at(resource, 'spec', 'providerConfigRef') ?? []);
  return [...new Map(all.map((config) => [JSON.stringify(config), config])).values()];
}

const inOld = (state: ObservedState): ObservedState => withValue(state, ['spec', 'providerConfigRef'], OLD);
const moving = (observed: TestRequest['observed'], policy: JsonObject = {}, spec?: JsonObject): TestRequest => ({
  composite: binding(spec ?? { cluster: { engine: 'pg', trustedSources: [{ type: 'tag', value: 'web' }] } }),
  policy: { ...POLICY, references: { uuids: [CLUSTER_ID] }, providerConfigRef: NEW, ...policy },
  ...(observed ? { observed } : {}),
});

describe('a policy with another provider configuration', () => {
  test('leaves a running cluster and all that is in it where they are, and says so', () => {
    const response = run(caseOf('provider-config-changed'));
    expect(configs(response)).toEqual([OLD]);
    expect(response.conditions.SpecAccepted).toEqual({
      status: 'FALSE',
      reason: 'UnsupportedChange',
      message: expect.stringContaining(
        'policy.providerConfigRef: cannot change from ClusterProviderConfig "default" to ClusterProviderConfig "other-account"',
      ),
    });
  });

  test.each<{ name: string; reason: string; request: TestRequest; want: JsonObject; refused: boolean }>([
    { name: 'Nothing', reason: 'nothing is there yet', request: moving(undefined), want: NEW, refused: false },
    {
      name: 'NotBegun',
      reason: 'nothing was sent to the account',
      request: moving({ cluster: inOld(clusterYoung('pg')) }),
      want: NEW,
      refused: false,
    },
    {
      name: 'BeingCreated',
      reason: 'it comes to be in the first account',
      request: moving({ cluster: inOld(clusterCreating('pg')) }),
      want: OLD,
      refused: true,
    },
    {
      name: 'Rejected',
      reason: 'a wrong account is to be corrected',
      request: moving({ cluster: inOld(clusterRejected('pg', 'Error creating database cluster: 401 unauthorized')) }),
      want: NEW,
      refused: false,
    },
    {
      name: 'Running',
      reason: 'what is new goes to its account, too',
      request: moving({ cluster: inOld(clusterReady('pg')) }),
      want: OLD,
      refused: true,
    },
    {
      name: 'OtherKind',
      reason: 'a configuration of the namespace may be of another account',
      request: moving({ cluster: inOld(clusterReady('pg')) }, { providerConfigRef: IN_NAMESPACE }),
      want: OLD,
      refused: true,
    },
    {
      name: 'SameAccount',
      reason: 'the platform team says so',
      request: moving({ cluster: inOld(clusterReady('pg')) }, { migrateProviderConfig: true }),
      want: NEW,
      refused: false,
    },
    {
      name: 'Referenced',
      reason: 'it was seen there',
      request: moving({ cluster: inOld(clusterObserved('pg')) }, {}, { clusterRef: { uuid: CLUSTER_ID } }),
      want: OLD,
      refused: true,
    },
    {
      name: 'NeverSeen',
      reason: 'a reference that leads nowhere may need the other account',
      request: moving(
        { cluster: withValue(inOld(clusterObserved('pg')), ['status'], {}) },
        {},
        { clusterRef: { uuid: CLUSTER_ID } },
      ),
      want: NEW,
      refused: false,
    },
    {
      name: 'ClusterForgotten',
      reason: 'what is left of it tells where it was',
      request: moving({ 'user-orders': inOld(userSettled('pg', 'orders')) }),
      want: OLD,
      refused: true,
    },
  ])('$name: $reason', ({ request, want, refused }) => {
    const response = run(request);
    expect(configs(response)).toEqual([want]);
    expect(String(response.conditions.SpecAccepted?.message).includes('policy.providerConfigRef')).toBe(refused);
  });
});
