import { describe, expect, test } from '@jest/globals';
import { asList, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { RETURNING } from '../../../src/observe/traces.js';
import { caseOf } from '../../support/cases.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../../support/run.js';
import { condition, withConditions, withValue } from '../../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterObserved,
  databaseReady,
  firewallReady,
  GONE,
  NEW_CLUSTER_ID,
  NOTE,
  POLICY,
  userSettled,
} from '../../support/states.js';

const EXTERNAL_NAME = ['metadata', 'annotations', 'crossplane.io/external-name'] as const;
const SPEC: JsonObject = { cluster: { engine: 'pg', trustedSources: [{ type: 'tag', value: 'web' }] } };

const FIREWALL = firewallReady({
  kind: 'Firewall',
  spec: {
    forProvider: { clusterId: CLUSTER_ID, rule: [{ type: 'tag', value: 'web' }] },
    managementPolicies: ['Observe', 'Create', 'Update'],
  },
});
const USER = userSettled('pg', 'orders');
const OTHERS_DATABASE = withValue(databaseReady('orders'), ['spec', 'forProvider', 'clusterId'], NEW_CLUSTER_ID);
const LOOKED_AT = withValue(clusterObserved('pg'), ['metadata', 'annotations', NOTE], RETURNING);
const NOT_LOOKED_AT = withValue(LOOKED_AT, ['status'], {});
const NOT_FOUND = withConditions(NOT_LOOKED_AT, condition('Synced', 'False', GONE));

/** What becomes of the cluster: its policies, its UUID, and whether its password is read. */
interface Outcome {
  readonly policies: string;
  readonly id: Json | undefined;
  readonly reads: boolean;
}

function clusterIn({ composed }: TestResponse): Outcome | undefined {
  const cluster = composed.cluster?.resource;
  return (
    cluster && {
      policies: asList(at(cluster, 'spec', 'managementPolicies')).join(' '),
      id: at(cluster, ...EXTERNAL_NAME),
      reads: at(cluster, 'spec', 'writeConnectionSecretToRef') !== undefined,
    }
  );
}

const OBSERVED: Outcome = { policies: 'Observe', id: CLUSTER_ID, reads: false };
const OWN: Outcome = { policies: 'Observe Create Update Delete', id: CLUSTER_ID, reads: true };
const FIRST: Outcome = { policies: 'Observe Create Update Delete', id: undefined, reads: true };

const told = (id: string): JsonObject => ({ status: { cluster: { id, engine: 'pg' } } });
const request = (
  observed: Readonly<Record<string, ObservedState>>,
  more: JsonObject = {},
  spec = SPEC,
): TestRequest => ({
  composite: { ...binding(spec), ...more },
  policy: { ...POLICY, references: { uuids: ['*'] } },
  observed,
});

describe('a cluster whose Cluster resource is gone', () => {
  test('is not created a second time', () => {
    const response = run(caseOf('second-cluster'));
    expect(clusterIn(response)).toEqual(OBSERVED);
    expect(response.conditions.ClusterReady).toMatchObject({
      status: 'FALSE',
      reason: 'ClusterForgotten',
      message: expect.stringContaining(CLUSTER_ID),
    });
    expect(at(response.status, 'cluster', 'id')).toBe(CLUSTER_ID);
  });

  test.each<{ name: string; reason: string; request: TestRequest; want: Outcome | undefined; spec?: string }>([
    { name: 'New', reason: 'nothing tells of a cluster', request: request({}), want: FIRST },
    { name: 'Users', reason: 'they are in it', request: request({ 'user-orders': USER }), want: OBSERVED },
    { name: 'Guarded', reason: 'it has rules', request: request({ firewall: FIREWALL }), want: OBSERVED },
    {
      name: 'StatusOnly',
      reason: 'anybody could write it, and name somebody else’s cluster',
      request: request({}, told(CLUSTER_ID)),
      want: undefined,
      spec: 'AdoptionPending',
    },
    {
      name: 'StatusWithoutAnId',
      reason: 'that is no cluster',
      request: request({}, told('shop-orders')),
      want: FIRST,
    },
    {
      name: 'SecretOnly',
      reason: 'tenants may write Secrets, with any mark',
      request: request(
        {
          'secret-orders': {
            resource: {
              apiVersion: 'v1',
              kind: 'Secret',
              metadata: {
                name: 'orders-credentials',
                annotations: { 'databasebinding.fn.crossplane.io/cluster': NEW_CLUSTER_ID },
              },
              data: {},
            },
          },
        },
        told(NEW_CLUSTER_ID),
      ),
      want: undefined,
      spec: 'AdoptionPending',
    },
    {
      name: 'TwoClusters',
      reason: 'a person has to say which one it is',
      request: request({ 'user-orders': USER, 'database-orders': OTHERS_DATABASE }),
      want: undefined,
      spec: 'AdoptionPending',
    },
    {
      name: 'NotLookedAt',
      reason: 'nobody knows whether it is there',
      request: request({ cluster: NOT_LOOKED_AT, firewall: FIREWALL }),
      want: OBSERVED,
    },
    {
      name: 'SeenAndProven',
      reason: 'only who controls a cluster has rules of it',
      request: request({ cluster: LOOKED_AT, firewall: FIREWALL, 'user-orders': USER }),
      want: OWN,
      spec: 'Accepted',
    },
    {
      name: 'SeenAndNotProven',
      reason: 'a guest has users in it, too',
      request: request({ cluster: LOOKED_AT, 'user-orders': USER }),
      want: OBSERVED,
      spec: 'AdoptionPending',
    },
    {
      name: 'NothingInIt',
      reason: 'what a guest had may have been taken off its list',
      request: request({ cluster: LOOKED_AT }),
      want: OBSERVED,
      spec: 'AdoptionPending',
    },
    {
      name: 'AnotherOne',
      reason: 'the rules are those of another cluster',
      request: request({
        cluster: LOOKED_AT,
        firewall: withValue(FIREWALL, ['spec', 'forProvider', 'clusterId'], NEW_CLUSTER_ID),
      }),
      want: OBSERVED,
      spec: 'AdoptionPending',
    },
    {
      name: 'NotFound',
      reason: 'it is lost, and the provider makes an empty one in its place',
      request: request({ cluster: NOT_FOUND, 'user-orders': USER }),
      want: FIRST,
    },
    {
      name: 'Adopted',
      reason: 'a person says which one it is, and has not confirmed it',
      request: request(
        { cluster: LOOKED_AT, firewall: FIREWALL },
        {},
        { cluster: { engine: 'pg', adopt: CLUSTER_ID } },
      ),
      want: OBSERVED,
      spec: 'AdoptionPending',
    },
    {
      name: 'AdoptionConfirmed',
      reason: 'a person says which one it is',
      request: request(
        { cluster: LOOKED_AT, 'user-orders': USER },
        {},
        { cluster: { engine: 'pg', adopt: CLUSTER_ID, adoptConfirmed: true } },
      ),
      want: OWN,
    },
  ])('$name: $reason', ({ request: given, want, spec }) => {
    const response = run(given);
    expect(response.fatal).toBeUndefined();
    expect(clusterIn(response)).toEqual(want);
    if (spec !== undefined) expect(response.conditions.SpecAccepted?.reason).toBe(spec);
  });

  test('keeps its id in the status, or the next call would create another', () => {
    const first = run(request({}, told(CLUSTER_ID)));
    expect(at(first.status, 'cluster', 'id')).toBe(CLUSTER_ID);
  });

  test.each([
    ['is back', LOOKED_AT],
    ['was not found', NOT_FOUND],
  ])('is noted once it %s, so that a loss is noticed', (_what, cluster) => {
    const { composed } = run(request({ cluster, firewall: FIREWALL }));
    expect(at(composed.cluster?.resource, 'metadata', 'annotations', NOTE)).toBe(CLUSTER_ID);
  });

  test.each([
    ['is looked for', NOT_LOOKED_AT],
    ['was seen', LOOKED_AT],
  ])('keeps its rules while it %s', (_what, cluster) => {
    expect(run(request({ cluster, firewall: FIREWALL })).composed).toHaveProperty('firewall');
  });
});
