import { describe, expect, test } from '@jest/globals';
import { composeCluster } from '../../../src/compose/cluster/compose-cluster.js';
import type { Loss } from '../../../src/compose/cluster/loss.js';
import type { Refusal } from '../../../src/compose/refusal.js';
import { asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { clusterFacts } from '../../../src/observe/cluster-facts.js';
import type { ObservedState } from '../../support/run.js';
import { clusterOf, observedResource, resolved, sentence, withValue } from '../../support/stages.js';
import {
  CLUSTER_ID,
  clusterCreating,
  clusterReady,
  clusterRejected,
  clusterReplaced,
  clusterYoung,
  NEW_CLUSTER_ID,
  NOTE,
  VERSIONS,
} from '../../support/states.js';

const EXTERNAL_NAME = 'crossplane.io/external-name';
const VPC = 'bfe3479e-c5c8-4a09-a0f4-397a6605cfeb';
const PROJECT = 'dfb4c860-2f36-4656-8980-c278ecb146db';
const OTHER = '00000000-0000-4000-8000-000000000000';
/** Nothing but what a cluster cannot be created without, and by default. */
const REFERENCES = { networks: ['*'], projects: ['*'] };
const PLAIN: JsonObject = {
  defaults: { cluster: { size: 'default-size', region: 'def1' }, versions: VERSIONS },
  references: REFERENCES,
};
const DEFAULTS: JsonObject = {
  defaults: {
    cluster: {
      size: 'default-size',
      region: 'def1',
      nodeCount: 2,
      storageSizeMib: 20480,
      projectId: OTHER,
      privateNetwork: { uuid: OTHER },
    },
    versions: { pg: '18' },
  },
  references: REFERENCES,
};
/** A cluster as the provider made it of `PLAIN`: its status has more than its spec. */
const RUNNING = clusterReady('pg');

interface Composed {
  readonly forProvider: JsonObject;
  readonly object: JsonObject;
  readonly refusals: readonly Refusal[];
}

function compose(
  cluster: JsonObject,
  state: ObservedState | undefined,
  policy = PLAIN,
  spec: JsonObject = {},
  loss?: Loss,
): Composed {
  const observed = state && observedResource(state);
  const facts = clusterFacts(observed);
  const running = facts.state === 'created' && facts.engine ? { running: facts.engine } : {};
  const binding = resolved({ spec: { ...spec, cluster: { engine: 'pg', ...cluster } }, policy, ...running });
  const { object, refusals } = composeCluster(binding, clusterOf(binding), facts, loss);
  return { object, refusals, forProvider: asObject(at(object, 'spec', 'forProvider')) };
}

describe('a cluster that does not exist yet', () => {
  const minimal = {
    engine: 'pg',
    name: 'shop-orders',
    version: '17',
    size: 'default-size',
    region: 'def1',
    nodeCount: 1,
  };

  test.each<{ name: string; reason: string; cluster: JsonObject; policy?: JsonObject; want: JsonObject }>([
    { name: 'Minimal', reason: 'what is not set is left to DigitalOcean', cluster: {}, want: minimal },
    {
      name: 'Defaults',
      reason: 'a new cluster takes every default; sizes are strings for the provider',
      cluster: {},
      policy: DEFAULTS,
      want: {
        ...minimal,
        version: '18',
        nodeCount: 2,
        storageSizeMib: '20480',
        projectId: OTHER,
        privateNetworkUuid: OTHER,
      },
    },
    {
      name: 'Everything',
      reason: 'the names of the provider are not always ours',
      cluster: {
        engine: 'mysql',
        version: '8.0',
        size: 'large',
        region: 'nyc3',
        nodeCount: 3,
        storageSizeMib: 61440,
        projectId: PROJECT,
        privateNetwork: { name: 'vpc' },
        tags: ['a', 'b'],
      },
      want: {
        engine: 'mysql',
        name: 'shop-orders',
        version: '8.0',
        size: 'large',
        region: 'nyc3',
        nodeCount: 3,
        storageSizeMib: '61440',
        projectId: PROJECT,
        privateNetworkUuidRef: { name: 'vpc' },
        tags: ['a', 'b'],
      },
    },
  ])('$name: $reason', ({ cluster, policy, want }) => {
    for (const state of [undefined, clusterYoung('pg'), clusterCreating('pg'), clusterRejected('pg', 'no')])
      expect(compose(cluster, state, policy)).toMatchObject({ forProvider: want, refusals: [] });
    expect(compose(cluster, undefined, policy).forProvider).toEqual(want);
  });

  test.each([clusterYoung('pg'), clusterCreating('pg'), clusterRejected('pg', 'no')])(
    'keeps the name of its resource, under which it may be on its way: %#',
    (state) => {
      const named = withValue(state, ['spec', 'forProvider', 'name'], 'as-before');
      expect(compose({}, named).forProvider.name).toBe('as-before');
    },
  );

  test('has no external name: the provider finds it out itself', () =>
    expect(compose({}, undefined).object.metadata).toBeUndefined());
});

describe('a cluster that runs', () => {
  const kept = {
    engine: 'pg',
    name: 'shop-orders',
    version: '17',
    size: 'db-s-1vcpu-1gb',
    region: 'nyc3',
    nodeCount: 1,
  };

  test.each<{ name: string; reason: string; cluster: JsonObject; policy?: JsonObject; want: JsonObject }>([
    { name: 'NothingAsked', reason: 'it keeps what it has', cluster: {}, want: kept },
    { name: 'OtherDefaults', reason: 'defaults are for new clusters', cluster: {}, policy: DEFAULTS, want: kept },
    {
      name: 'InPlace',
      reason: 'what DigitalOcean changes in place is sent, and storage only once the size has changed',
      cluster: { version: '18', size: 'large', region: 'fra1', nodeCount: 2, storageSizeMib: 61440, tags: ['a'] },
      want: {
        ...kept,
        version: '18',
        size: 'large',
        region: 'fra1',
        nodeCount: 2,
        tags: ['a'],
      },
    },
    {
      name: 'Storage',
      reason: 'it grows while the size stays',
      cluster: { nodeCount: 2, storageSizeMib: 61440 },
      want: { ...kept, nodeCount: 2, storageSizeMib: '61440' },
    },
    {
      name: 'ClassChanged',
      reason: 'a class resizes every cluster of it',
      cluster: { class: 'small' },
      policy: { ...PLAIN, classes: { small: { size: 'grown', nodeCount: 2, storageSizeMib: 20480 } } },
      want: { ...kept, size: 'grown', nodeCount: 2 },
    },
    {
      name: 'SameVersion',
      reason: 'the version that runs is no change',
      cluster: { version: '17' },
      want: kept,
    },
    {
      name: 'SameStorage',
      reason: 'what it has is not sent: a larger size comes with more, and would be asked to give it back',
      cluster: { storageSizeMib: 10240 },
      want: kept,
    },
    {
      name: 'SameNetworkAndProject',
      reason: 'what it has already is no change, and is not sent where it was not sent before',
      cluster: { projectId: PROJECT, privateNetwork: { uuid: VPC } },
      want: kept,
    },
  ])('$name: $reason', ({ cluster, policy, want }) => {
    const { forProvider, refusals } = compose(cluster, RUNNING, policy);
    expect({ forProvider, refusals }).toEqual({ forProvider: want, refusals: [] });
  });

  const fixed = 'DigitalOcean fixes it at creation; set it back, or make a new binding';

  test.each<{ name: string; reason: string; cluster: JsonObject; why: Refusal['reason']; want: string }>([
    {
      name: 'Engine',
      reason: 'another engine is another cluster',
      cluster: { engine: 'mysql' },
      why: 'ImmutableField',
      want: `spec.cluster.engine: cannot change from "pg" to "mysql": ${fixed}`,
    },
    {
      name: 'Project',
      reason: 'the provider would be blocked by it',
      cluster: { projectId: OTHER },
      why: 'ImmutableField',
      want: `spec.cluster.projectId: cannot change from "${PROJECT}" to "${OTHER}": ${fixed}`,
    },
    {
      name: 'Network',
      reason: 'the provider would be blocked by it',
      cluster: { privateNetwork: { uuid: OTHER } },
      why: 'ImmutableField',
      want: `spec.cluster.privateNetwork: cannot change from "${VPC}" to "${OTHER}": ${fixed}`,
    },
    {
      name: 'NetworkByName',
      reason: 'it is unknown which network a name means',
      cluster: { privateNetwork: { name: 'vpc' } },
      why: 'ImmutableField',
      want: `spec.cluster.privateNetwork: cannot change from "${VPC}" to "vpc": ${fixed}`,
    },
    {
      name: 'OlderVersion',
      reason: 'DigitalOcean never goes back',
      cluster: { version: '16' },
      why: 'UnsupportedChange',
      want: 'spec.cluster.version: cannot go back from 17 to 16: DigitalOcean upgrades only; set it to 17 or higher',
    },
    {
      name: 'LessStorage',
      reason: 'storage never shrinks',
      cluster: { storageSizeMib: 5120 },
      why: 'UnsupportedChange',
      want: 'spec.cluster.storageSizeMib: cannot shrink from 10240 to 5120 MiB: storage only grows; set it to 10240 or more, or take it out',
    },
  ])('$name is refused: $reason', ({ cluster, why, want }) => {
    const { forProvider, refusals } = compose({ ...cluster, tags: ['a'] }, RUNNING);
    expect(refusals.map(sentence)).toEqual([want]);
    expect(refusals.map(({ reason }) => reason)).toEqual([why]);
    // What it has stays, and everything else of the spec is followed.
    expect(forProvider).toEqual({ ...kept, tags: ['a'] });
  });

  test.each<{ name: string; reason: string; spec: JsonObject; want: JsonObject }>([
    {
      name: 'Uuid',
      reason: 'it was sent, and is sent again',
      spec: { privateNetworkUuid: VPC, projectId: PROJECT },
      want: { privateNetworkUuid: VPC, projectId: PROJECT },
    },
    {
      name: 'Reference',
      reason: "the UUID that a reference resolves to is the provider's",
      spec: { privateNetworkUuidRef: { name: 'vpc' }, privateNetworkUuid: VPC },
      want: { privateNetworkUuidRef: { name: 'vpc' } },
    },
  ])('what was sent at creation stays: $name: $reason', ({ spec, want }) => {
    const sent = { ...asObject(at(RUNNING.resource, 'spec', 'forProvider')), ...spec };
    const state = withValue(RUNNING, ['spec', 'forProvider'], sent);
    expect(compose({}, state, DEFAULTS).forProvider).toEqual({ ...kept, ...want });
  });

  test('a name that the policy would give now does not rename it', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
    const policy = { ...PLAIN, clusterName: 'prod-${name}' };
    expect(compose({}, RUNNING, policy).forProvider.name).toBe('shop-orders');
    expect(compose({}, undefined, policy).forProvider.name).toBe('prod-orders');
  });

  test('keeps its id as external name: without it, an adopted one would be created again', () => {
    expect(at(compose({}, RUNNING).object, 'metadata', 'annotations', EXTERNAL_NAME)).toBe(CLUSTER_ID);
  });

  test('that was adopted is sent the version that it has: the provider refuses every change without one', () => {
    const adopted = withValue(RUNNING, ['spec', 'forProvider'], { name: 'shop-orders' });
    expect(compose({}, adopted).forProvider.version).toBe('17');
  });

  describe('is noted', () => {
    const noteOf = (state: ObservedState | undefined, loss?: Loss): Json | undefined =>
      at(compose({}, state, PLAIN, {}, loss).object, 'metadata', 'annotations', NOTE);
    const unnoted = withValue(RUNNING, ['metadata', 'annotations', NOTE], undefined);
    const waiting = withValue(unnoted, ['status', 'conditions'], []);
    const replaced = clusterReplaced('pg');
    const loss: Loss = { was: CLUSTER_ID, now: NEW_CLUSTER_ID, isFollowed: true, isOver: false };

    test.each<{ name: string; reason: string; state: ObservedState; loss?: Loss; want: string | undefined }>([
      { name: 'Creating', reason: 'nothing belongs to it yet', state: clusterCreating('pg'), want: undefined },
      { name: 'Waiting', reason: 'nothing belongs to it before it was ready once', state: waiting, want: undefined },
      { name: 'Ready', reason: 'users and Secrets belong to it from now on', state: unnoted, want: CLUSTER_ID },
      {
        name: 'Failing',
        reason: 'the note stays in every state',
        state: withValue(RUNNING, ['status', 'conditions'], []),
        want: CLUSTER_ID,
      },
      {
        name: 'Lost',
        reason: 'users and Secrets belong to the lost one',
        state: replaced,
        loss: { ...loss, isFollowed: false },
        want: CLUSTER_ID,
      },
      { name: 'Followed', reason: 'not all of them have followed', state: replaced, loss, want: CLUSTER_ID },
      {
        name: 'Over',
        reason: 'all have followed',
        state: replaced,
        loss: { ...loss, isOver: true },
        want: NEW_CLUSTER_ID,
      },
    ])('$name: $reason', ({ state, loss, want }) => expect(noteOf(state, loss)).toBe(want));

    test('and the new one keeps its own name, so that the provider is not fought over it', () => {
      const { object } = compose({}, replaced, PLAIN, {}, loss);
      expect(at(object, 'metadata', 'annotations', EXTERNAL_NAME)).toBe(NEW_CLUSTER_ID);
    });
  });

  // Both happen without us: by hand, and by storage autoscaling. Sending the old value would ask to go back for ever.
  test.each<[string, string, Json, string | undefined]>([
    ['version', 'was upgraded', '16', '17'],
    ['storageSizeMib', 'has grown', '5120', undefined],
    ['storageSizeMib', 'is as it was sent', '10240', undefined],
  ])('%s: one that %s since its creation is not sent back', (field, _what, sent, want) => {
    const state = withValue(RUNNING, ['spec', 'forProvider', field], sent);
    expect(compose({}, state).forProvider[field]).toBe(want);
  });
});

// Terraform compares texts: it would see a difference, and ask for an upgrade, at every poll.
test('a version that is written otherwise is sent as it runs', () => {
  expect(compose({ version: '17.0' }, RUNNING).forProvider.version).toBe('17');
});

describe('policies', () => {
  test.each([
    ['Delete', ['Observe', 'Create', 'Update', 'Delete']],
    ['Orphan', ['Observe', 'Create', 'Update']],
  ])('deletionPolicy %s: %j, and never a late initialisation', (deletionPolicy, want) => {
    const { object } = compose({}, RUNNING, PLAIN, { deletionPolicy });
    expect(at(object, 'spec', 'managementPolicies')).toEqual(want);
  });
});
