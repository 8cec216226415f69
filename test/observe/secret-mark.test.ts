import { describe, expect, test } from '@jest/globals';
import { LAYOUT_ANNOTATIONS } from '../../src/observe/annotations.js';
import { type CreatedCluster, clusterFacts } from '../../src/observe/cluster-facts.js';
import { clusterOfSecret } from '../../src/observe/secret-mark.js';
import type { ObservedState } from '../support/run.js';
import { observedResource } from '../support/stages.js';
import { CLUSTER_ID, clusterReady, clusterReplaced, NEW_CLUSTER_ID } from '../support/states.js';

const secret = (annotations: Readonly<Record<string, string>>): ObservedState => ({
  resource: { apiVersion: 'v1', kind: 'Secret', metadata: { annotations } },
});

function created(state: ObservedState): CreatedCluster {
  const facts = clusterFacts(observedResource(state));
  if (facts.state !== 'created') throw new Error(`cannot use the case: the cluster is ${facts.state}`);
  return facts;
}

describe('clusterOfSecret', () => {
  test.each<{ name: string; reason: string; cluster: ObservedState; mark?: string; want: string }>([
    { name: 'NothingLost', reason: 'there is one cluster only', cluster: clusterReady('pg'), want: CLUSTER_ID },
    {
      name: 'FromBefore',
      reason: 'written before anything was lost',
      cluster: clusterReplaced('pg'),
      want: CLUSTER_ID,
    },
    {
      name: 'Followed',
      reason: 'written for the one that took its place',
      cluster: clusterReplaced('pg'),
      mark: NEW_CLUSTER_ID,
      want: NEW_CLUSTER_ID,
    },
    {
      name: 'LostTwice',
      reason: 'the mark counts, whatever the cluster is now',
      cluster: clusterReady('pg'),
      mark: NEW_CLUSTER_ID,
      want: NEW_CLUSTER_ID,
    },
    { name: 'EmptyMark', reason: 'no mark', cluster: clusterReplaced('pg'), mark: '', want: CLUSTER_ID },
  ])('$name: $reason', ({ cluster, mark, want }) => {
    const it = observedResource(secret(mark === undefined ? {} : { [LAYOUT_ANNOTATIONS.cluster]: mark }));
    expect(clusterOfSecret(it, created(cluster))).toBe(want);
  });
});
