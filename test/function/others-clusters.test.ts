import { describe, expect, test } from '@jest/globals';
import { asList, asObject, at, type JsonObject } from '../../src/lib/json.js';
import { caseOf } from '../support/cases.js';
import { type ObservedState, run, type TestRequest } from '../support/run.js';
import { binding, CLUSTER_ID, clusterObserved, POLICY, userSettled } from '../support/states.js';

// A Cluster resource that a composite has made is its composite's: who uses it, the owner says with `sharing`.

const UID = 'uid-of-orders';
const ALLOWING: JsonObject = { ...POLICY, references: { clusters: true } };

function named(marks: JsonObject): JsonObject {
  return {
    metadata: { name: 'theirs', namespace: 'shop', ...marks },
    status: { atProvider: { id: CLUSTER_ID, engine: 'pg' } },
  };
}

function asked(marks: JsonObject, observed?: Readonly<Record<string, ObservedState>>): TestRequest {
  const composite = binding({ clusterRef: { cluster: { name: 'theirs' } } });
  return {
    composite: { ...composite, metadata: { ...asObject(composite.metadata), uid: UID } },
    policy: ALLOWING,
    required: { cluster: [named(marks)] },
    ...(observed ? { observed } : {}),
  };
}

const labelled = (name: string): JsonObject => ({ labels: { 'crossplane.io/composite': name } });
const controlledBy = (uid: string, controller = true): JsonObject => ({ ownerReferences: [{ uid, controller }] });

const MARKS: readonly (readonly [string, JsonObject, boolean])[] = [
  ['that nobody has made but a person', {}, true],
  ['that only hangs on something', controlledBy('uid-of-another', false), true],
  ['that the binding itself has made', { ...controlledBy(UID), ...labelled('orders') }, true],
  ['that another composite controls', controlledBy('uid-of-another'), false],
  ['that another composite has made', { ...controlledBy('uid-of-another'), ...labelled('web') }, false],
  ['of a composite of the same name', { ...controlledBy('uid-of-another'), ...labelled('orders') }, false],
  ['that some composite has made, whose mark is gone', labelled('orders'), false],
];

describe('a Cluster resource', () => {
  test.each(MARKS)('%s', (_name, marks, free) => {
    const { composed, conditions } = run(asked(marks));
    expect([Object.keys(composed), conditions.ClusterReady?.reason]).toEqual(
      free ? [['cluster'], 'Creating'] : [[], 'NotShared'],
    );
  });

  test('that was named before: what exists stays, nothing is new, and it is told', () => {
    const observed = { cluster: clusterObserved('pg'), 'user-shop_orders': userSettled('pg', 'shop_orders') };
    const request = asked(controlledBy('uid-of-another'), observed);
    const { composed, conditions, requirements } = run(request);
    expect(Object.keys(composed)).toEqual(expect.arrayContaining(Object.keys(observed)));
    expect(Object.keys(composed).filter((key) => key.startsWith('database-'))).toEqual([]);
    expect(conditions.SpecAccepted).toEqual({
      status: 'FALSE',
      reason: 'NotShared',
      message:
        'spec.clusterRef: Cluster resource "theirs" belongs to another composite: name its binding in binding; what exists stays, nothing new is created',
    });
    expect(Object.keys(requirements)).toContain('cluster');
  });
});

describe('a claim that names the Cluster of another one', () => {
  const request = caseOf('claim-names-anothers-cluster');

  test('gets nothing: no administrator, no user, no Secret', () => {
    const { fatal, composed, conditions } = run(request);
    expect([fatal, composed, conditions.ClusterReady?.reason]).toEqual([undefined, {}, 'ClusterNotFound']);
  });

  test('learns not even whether there is one', () => {
    const nowhere = run({ ...request, required: { cluster: [] } });
    expect(run(request).conditions).toEqual(nowhere.conditions);
  });

  test('may name one that nobody has made but a person', () => {
    const own = asList(request.required?.cluster).map((cluster) => {
      const { labels: _, ...metadata } = asObject(asObject(cluster).metadata);
      return { ...asObject(cluster), metadata };
    });
    const { composed } = run({ ...request, required: { cluster: own } });
    expect(at(composed.cluster?.resource, 'spec', 'managementPolicies')).toEqual(['Observe']);
  });
});
