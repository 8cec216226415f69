import fc from 'fast-check';
import { profileOf } from '../../src/engines/engines.js';
import { ACCESS_LEVELS, type AccessLevel, RUNNING_ENGINES, type RunningEngine } from '../../src/gen/binding.js';
import { compact, type Json, type JsonObject } from '../../src/lib/json.js';
import type { ObservedState, TestRequest } from '../support/run.js';
import { withValue } from '../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterObserved,
  POLICY,
  userFree,
  userSettled,
  userStuck,
  userYoung,
} from '../support/states.js';

/** A binding of namespace `shop` in a cluster of namespace `data`, whatever the two say and have. */
export interface SharingScenario {
  readonly engine: RunningEngine;
  /** The owner's `sharing`. */
  readonly sharing: JsonObject;
  /** The level that the guest asks for. */
  readonly access: AccessLevel | undefined;
  readonly request: TestRequest;
}

/** Names that topics and indices may have: the guest's own, the owner's, and some that look alike. */
export const NAMES = [
  'shop_',
  'shop_a',
  'shop_a.b',
  'shop',
  'shopx',
  'shop-a',
  'a',
  'a.b',
  'data_a',
  'x-shop_a',
] as const;
const PATTERNS = [...NAMES, '*', 'shop_*', 'shop_a*', 'shop*', '*a', 'a*', 's*_*', '*shop_*', 'shop_*b'] as const;

const arbAcl = (engine: RunningEngine): fc.Arbitrary<readonly JsonObject[] | undefined> => {
  const { acl } = profileOf(engine);
  if (!acl) return fc.constant(undefined);
  const entry = fc.record({
    [acl.scope]: fc.constantFrom(...PATTERNS),
    permission: fc.constantFrom(...acl.permissions),
  }) as fc.Arbitrary<JsonObject>;
  return fc.option(fc.array(entry, { minLength: 1, maxLength: 3 }), { nil: undefined });
};

const arbSharing = (engine: RunningEngine): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      namespaces: fc.constantFrom<Json>(['shop'], ['shop'], ['*'], ['billing'], []),
      acl: fc.oneof(
        { weight: 5, arbitrary: arbAcl(engine) },
        // Platform teams write their own XRDs, which need not check anything.
        fc.constantFrom<Json>([], 'junk', [{ permission: 'admin' }, null], { topic: '*' }),
      ),
      allData: fc.constantFrom<Json | undefined>(undefined, false, true, 'true'),
    })
    .map(compact);

/** The user `shop_app` in some state, with what it was created with. */
const arbUser = (engine: RunningEngine): fc.Arbitrary<ObservedState | undefined> => {
  const { users, acl } = profileOf(engine);
  if (!users.supported) return fc.constant(undefined);
  const states: readonly ObservedState[] = [
    userYoung('shop_app'),
    ...(engine === 'redis' ? [] : [userStuck(engine, 'shop_app'), userSettled(engine, 'shop_app')]),
  ];
  const told = fc
    .tuple(fc.constantFrom(...states), arbAcl(engine))
    .map(([state, entries]) =>
      acl && entries ? withValue(state, ['spec', 'forProvider', 'settings'], [{ [acl.list]: entries }]) : state,
    );
  return fc.oneof(fc.constantFrom(undefined, userFree('shop_app')), told);
};

export const arbSharingScenario: fc.Arbitrary<SharingScenario> = fc
  .constantFrom(...RUNNING_ENGINES, 'kafka' as const, 'opensearch' as const)
  .chain((engine) =>
    fc
      .record({ sharing: arbSharing(engine), asked: arbAsked(engine), user: arbUser(engine), named: fc.boolean() })
      .map(({ sharing, asked, user, named }) => ({
        engine,
        sharing,
        access: named ? asked.access : undefined,
        request: requestOf({ engine, sharing, asked, user, named }),
      })),
  );

interface Asked {
  readonly acl?: readonly JsonObject[] | undefined;
  readonly access?: AccessLevel;
}

/** What a guest wants its user to do: an ACL, a level, or nothing. */
const arbAsked = (engine: RunningEngine): fc.Arbitrary<Asked> => {
  const acl = arbAcl(engine).map((entries): Asked => ({ acl: entries }));
  const level = fc.constantFrom(...ACCESS_LEVELS).map((access): Asked => ({ access }));
  return profileOf(engine).acl ? fc.oneof(acl, level) : acl;
};

interface Parts {
  readonly engine: RunningEngine;
  readonly sharing: JsonObject;
  readonly asked: Asked;
  readonly user: ObservedState | undefined;
  readonly named: boolean;
}

function requestOf({ engine, sharing, asked, user, named }: Parts): TestRequest {
  const listed = profileOf(engine).users.supported && named ? { users: [compact({ name: 'shop_app', ...asked })] } : {};
  const owner = {
    metadata: { name: 'platform', namespace: 'data', uid: 'uid-of-owner' },
    spec: { cluster: { engine }, sharing },
  };
  const cluster = {
    metadata: {
      name: 'platform-abc12',
      namespace: 'data',
      annotations: { 'crossplane.io/composition-resource-name': 'cluster' },
      ownerReferences: [{ uid: 'uid-of-owner', controller: true }],
    },
    spec: { managementPolicies: ['Observe', 'Create', 'Update', 'Delete'], forProvider: { engine } },
    status: { atProvider: { id: CLUSTER_ID, engine } },
  };
  return {
    composite: binding({ clusterRef: { binding: { name: 'platform', namespace: 'data' } }, ...listed }),
    policy: POLICY,
    observed: { cluster: clusterObserved(engine), ...(user ? { 'user-shop_app': user } : {}) },
    required: { owner: [owner], 'owner-cluster': [cluster] },
  };
}
