import { describe, expect, test } from '@jest/globals';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { caseOf } from '../support/cases.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../support/run.js';
import { withValue } from '../support/stages.js';
import { binding, CLUSTER_ID, clusterObserved, POLICY, userFree, userSettled, userYoung } from '../support/states.js';

// What the owner of a cluster allows users of other namespaces: nothing wider is ever sent, and what exists stays.

const OWNER = { name: 'platform', namespace: 'data', uid: 'uid-of-owner' };

const ownerCluster = (engine: string): JsonObject => ({
  metadata: {
    name: 'platform-abc12',
    namespace: 'data',
    annotations: { 'crossplane.io/composition-resource-name': 'cluster' },
    ownerReferences: [{ uid: OWNER.uid, controller: true }],
  },
  spec: { managementPolicies: ['Observe', 'Create', 'Update', 'Delete'], forProvider: { engine } },
  status: { atProvider: { id: CLUSTER_ID } },
});

interface Guest {
  readonly acl?: readonly JsonObject[];
  readonly sharing?: JsonObject;
  readonly user?: ObservedState;
  readonly engine?: string;
  readonly shared?: boolean;
}

/** The binding `shop/orders` with the user `shop_app`, in a cluster of namespace `data`. */
function guest({ acl, sharing = {}, user, engine = 'kafka', shared = true }: Guest): TestRequest {
  const clusterRef = { binding: { name: 'platform', namespace: 'data' } };
  const spec = { cluster: { engine }, sharing: { namespaces: shared ? ['shop'] : [], ...sharing } };
  return {
    composite: binding({ clusterRef, users: [{ name: 'shop_app', ...(acl ? { acl } : {}) }] }),
    policy: POLICY,
    observed: { cluster: clusterObserved('kafka'), ...(user ? { 'user-shop_app': user } : {}) },
    required: { owner: [{ metadata: OWNER, spec }], 'owner-cluster': [ownerCluster(engine)] },
  };
}

/** A user that the provider was told to create with an ACL. */
function withAcl(user: ObservedState, acl: readonly JsonObject[]): ObservedState {
  return withValue(user, ['spec', 'forProvider', 'settings'], [{ acl }]);
}

const sent = ({ composed }: TestResponse) => at(composed['user-shop_app']?.resource, 'spec', 'forProvider', 'settings');
const policies = ({ composed }: TestResponse) => at(composed['user-shop_app']?.resource, 'spec', 'managementPolicies');
const topic = (name: string, permission = 'admin'): JsonObject => ({ topic: name, permission });
const EVERYTHING = [topic('*')];

describe('a user that is to be created', () => {
  const free = userFree('shop_app');

  test('gets what bears the prefix of its namespace, if nobody says anything', () => {
    expect(sent(run(guest({ user: free })))).toEqual([{ acl: [topic('shop_*')] }]);
  });

  test('gets what the owner allows, if it does not say', () => {
    const acl = [topic('shared', 'consume'), topic('shop-*', 'produce')];
    expect(sent(run(guest({ user: free, sharing: { acl } })))).toEqual([{ acl }]);
  });

  test('gets what it asks for within that', () => {
    expect(sent(run(guest({ user: free, acl: [topic('shop_a', 'consume')] })))).toEqual([
      { acl: [topic('shop_a', 'consume')] },
    ]);
  });

  const BEYOND: Readonly<Record<string, Guest>> = {
    'more than its prefix': { acl: EVERYTHING },
    'another permission': { acl: [topic('a')], sharing: { acl: [topic('a', 'consume')] } },
    'one entry too many': { acl: [topic('shop_a'), topic('a')] },
    'anything, where what the owner wrote cannot be read': { acl: [topic('shop_a')], sharing: { acl: 'junk' } },
    'nothing, where the owner allows nothing': { sharing: { acl: [] } },
  };

  test.each(Object.entries(BEYOND))('is not created with %s, and that is told', (_name, asked) => {
    const response = run(guest({ ...asked, user: free }));
    expect([sent(response), policies(response)]).toEqual([undefined, ['Observe']]);
    expect(response.conditions.SpecAccepted).toMatchObject({ status: 'FALSE', reason: 'NotShared' });
    expect(Object.keys(run(guest(asked)).composed)).not.toContain('user-shop_app');
  });

  test('is told the path and the bound', () => {
    const { message } = run(guest({ acl: [topic('shop_a'), topic('a*')] })).conditions.SpecAccepted ?? {};
    expect(message).toBe(
      'spec.users[0].acl[1]: admin on topic "a*" is more than the owner of the cluster allows (admin on topic "shop_*"), so user "shop_app" is not created: ask for less, or have the owner allow more in its sharing.acl',
    );
  });
});

describe('a user that is being created', () => {
  const young = withAcl(userYoung('shop_app'), [topic('shop_a')]);

  test.each([
    ['the spec asks for more', guest({ user: young, acl: EVERYTHING })],
    ['the owner does not share any more', guest({ user: young, acl: EVERYTHING, shared: false })],
  ])('goes on with what was sent, although %s', (_name, request) => {
    expect(sent(run(request))).toEqual([{ acl: [topic('shop_a')] }]);
  });
});

describe('a user that exists', () => {
  const settled = userSettled('kafka', 'shop_app');

  test.each([
    ['asks for what it has', [topic('*')]],
    ['asks for something else', [topic('shop_a')]],
    ['asks for nothing', undefined],
  ])('with more than the owner allows keeps it, and is told, if it %s', (_name, acl) => {
    const response = run(guest({ user: withAcl(settled, EVERYTHING), ...(acl ? { acl } : {}) }));
    expect(sent(response)).toEqual([{ acl: EVERYTHING }]);
    expect(response.conditions.SpecAccepted).toMatchObject({
      reason: 'NotShared',
      message: expect.stringMatching(/^spec\.users\[0\]\.acl: .*has admin on topic "\*".*admin on topic "shop_\*"/),
    });
    expect(response.conditions.UsersReady?.status).toBe('TRUE');
  });

  test('without an ACL stays as it is, and is told', () => {
    const response = run(guest({ user: settled }));
    expect(sent(response)).toBeUndefined();
    expect(response.conditions.SpecAccepted?.message).toContain('was created without an ACL');
  });

  test('with what the owner allowed once is fine, if the owner allows more now', () => {
    const response = run(guest({ user: withAcl(settled, [topic('shop_*')]), sharing: { acl: EVERYTHING } }));
    expect(response.conditions.SpecAccepted?.status).toBe('TRUE');
  });
});

test('A guest that gives itself everything gets no user', () => {
  const { composed, conditions } = run(caseOf('guest-grants-itself-admin-on-all-topics'));
  expect(Object.keys(composed)).toEqual(['cluster']);
  expect(conditions.SpecAccepted?.message).toContain('spec.users[0].acl[0]');
});

test('A namespace that the owner does not share with is told as little as ever', () => {
  const none = run({ ...guest({ shared: false }), required: { owner: [], 'owner-cluster': [] } });
  expect(run(guest({ engine: 'mysql', shared: false })).conditions).toEqual(none.conditions);
});

test('While nothing tells the engine of a cluster, a guest does not get in: what it may get depends on it', () => {
  const request = guest({});
  const [cluster] = request.required?.['owner-cluster'] ?? [];
  const mute = { ...asObject(cluster), spec: { managementPolicies: ['Observe', 'Create', 'Update', 'Delete'] } };
  const { conditions } = run({ ...request, required: { ...request.required, 'owner-cluster': [mute] } });
  expect(conditions.SpecAccepted?.reason).toBe('OwnerNotReady');
});
