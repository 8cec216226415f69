import fc from 'fast-check';
import { profileOf } from '../../src/engines/engines.js';
import { RUNNING_ENGINES, type RunningEngine } from '../../src/gen/binding.js';
import { compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestRequest } from '../support/run.js';
import { binding, CLUSTER_ID, clusterObserved, POLICY } from '../support/states.js';
import { arbHappening, happen, provided } from './scenario.js';

/** A binding to a cluster that lives elsewhere, in any state of it and of its owner. */
export interface ReferenceScenario {
  readonly engine: RunningEngine;
  readonly request: TestRequest;
}

const POLICY_WITH_REFERENCES: JsonObject = { ...POLICY, references: { uuids: [CLUSTER_ID], clusters: true } };
const OTHER_ID = '00000000-5f57-428b-a009-7ac6d0506aad';

const REFERENCES: readonly JsonObject[] = [
  { uuid: CLUSTER_ID },
  { cluster: { name: 'legacy' } },
  { binding: { name: 'platform' } },
  { binding: { name: 'platform', namespace: 'data' } },
];

const owner = (namespace: string, spec: JsonObject, status: JsonObject): JsonObject => ({
  metadata: { name: 'platform', namespace, uid: `uid-${namespace}` },
  spec,
  status,
});

/** What carries the owner's label: its own cluster, one that is only looked at, one without an id, and a stranger's. */
function ownerClusters(engine: RunningEngine): readonly JsonObject[] {
  const cluster = (uid: string, id: string | undefined, policies: readonly string[]): JsonObject => ({
    metadata: {
      name: 'platform-abc12',
      annotations: { 'crossplane.io/composition-resource-name': 'cluster' },
      ownerReferences: [{ uid, controller: true }],
    },
    spec: { managementPolicies: policies },
    status: { atProvider: compact({ id, engine }) },
  });
  const full = ['Observe', 'Create', 'Update', 'Delete'];
  return [
    cluster('uid-data', CLUSTER_ID, full),
    cluster('uid-shop', CLUSTER_ID, full),
    cluster('uid-shop', CLUSTER_ID, ['Observe']),
    cluster('uid-shop', undefined, full),
    cluster('uid-of-a-stranger', OTHER_ID, full),
    cluster('uid-shop', 'x,y/../user/doadmin', full),
  ];
}

/** What Crossplane finds where the reference points to. */
const arbRequired = (engine: RunningEngine): fc.Arbitrary<TestRequest['required']> => {
  const status = { cluster: { id: CLUSTER_ID, engine, privatePort: 25080 }, users: [{ name: 'platform' }] };
  const controls = { cluster: { engine }, sharing: { namespaces: ['shop'] } };
  const owners: readonly JsonObject[] = [
    owner('data', controls, status),
    owner('shop', controls, status),
    owner('data', { cluster: { engine }, sharing: { namespaces: ['*'] } }, status),
    owner('data', { cluster: { engine } }, status),
    owner('shop', { clusterRef: { uuid: CLUSTER_ID } }, status),
    owner('shop', controls, { cluster: { engine } }),
    owner('shop', controls, { cluster: { id: OTHER_ID, engine } }),
    owner('data', controls, {}),
  ];
  const clusters: readonly JsonObject[] = [
    { metadata: { name: 'legacy', namespace: 'shop' }, status: { atProvider: { id: CLUSTER_ID, engine } } },
    { metadata: { name: 'legacy', namespace: 'shop' }, status: {} },
    {
      metadata: {
        name: 'legacy',
        namespace: 'shop',
        labels: { 'crossplane.io/composite': 'another' },
        ownerReferences: [{ uid: 'uid-of-another', controller: true }],
      },
      status: { atProvider: { id: OTHER_ID, engine } },
    },
    { metadata: { name: 'legacy', namespace: 'other' }, status: { atProvider: { id: OTHER_ID } } },
  ];
  const found = (objects: readonly JsonObject[]): fc.Arbitrary<readonly JsonObject[]> =>
    fc.oneof(
      fc.constant([]),
      fc.constantFrom(...objects).map((object) => [object]),
      fc.constant(objects),
    );
  return fc.option(
    fc.record({ owner: found(owners), 'owner-cluster': found(ownerClusters(engine)), cluster: found(clusters) }),
    {
      nil: undefined,
    },
  );
};

const arbContents = (engine: RunningEngine): fc.Arbitrary<JsonObject> => {
  const { users, databases } = profileOf(engine);
  const names = (pool: readonly string[], least: number): fc.Arbitrary<readonly Json[]> =>
    fc
      .uniqueArray(fc.constantFrom(...pool), { minLength: least, maxLength: 3 })
      .map((list) => list.map((name) => ({ name })));
  return fc
    .record({
      users: users.supported
        ? fc.option(names(['app', 'platform', 'shop-orders'], 1), { nil: undefined })
        : fc.constant(undefined),
      databases: databases.supported
        ? fc.option(names(['app', 'platform'], 0), { nil: undefined })
        : fc.constant(undefined),
      connection: fc.option(fc.constantFrom<Json>({ endpoint: 'Public' }, { endpoint: 'Private' }), { nil: undefined }),
      deletionPolicy: fc.option(fc.constantFrom<Json>('Delete', 'Orphan'), { nil: undefined }),
    })
    .map(compact);
};

/** The world after everything went well with a granted reference. */
function settledReference(engine: RunningEngine, spec: JsonObject): Readonly<Record<string, ObservedState>> {
  const composite = binding({ ...spec, clusterRef: { uuid: CLUSTER_ID } });
  let observed: Readonly<Record<string, ObservedState>> = { cluster: clusterObserved(engine) };
  for (let round = 0; round < 2; round++) {
    const made = Object.entries(run({ composite, policy: POLICY_WITH_REFERENCES, observed }).composed);
    observed = {
      ...Object.fromEntries(made.map(([key, { resource }]) => [key, provided(engine, key, resource)])),
      ...observed,
    };
  }
  return observed;
}

export const arbReference: fc.Arbitrary<ReferenceScenario> = fc.constantFrom(...RUNNING_ENGINES).chain((engine) =>
  fc
    .record({
      contents: arbContents(engine),
      reference: fc.constantFrom(...REFERENCES),
      expected: fc.constantFrom(undefined, engine, 'pg'),
      required: arbRequired(engine),
      happenings: fc.array(arbHappening, { minLength: 8, maxLength: 8 }),
      young: fc.boolean(),
    })
    .map(({ contents, reference, expected, required, happenings, young }) => {
      const world = young ? [] : Object.entries(settledReference(engine, contents));
      const observed = world.flatMap(([key, state], i) => {
        const after = happen(engine, key, state, happenings[i % happenings.length] ?? { what: 'nothing' });
        return after ? [[key, after] as const] : [];
      });
      return {
        engine,
        request: {
          composite: binding({ ...contents, clusterRef: compact({ ...reference, engine: expected }) }),
          policy: POLICY_WITH_REFERENCES,
          observed: Object.fromEntries(observed),
          ...(required ? { required } : {}),
        },
      };
    }),
);
