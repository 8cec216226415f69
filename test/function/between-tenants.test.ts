import { describe, expect, test } from '@jest/globals';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { run, type TestResponse } from '../support/run.js';
import {
  binding,
  CLUSTER_ID,
  clusterObserved,
  clusterReady,
  POLICY,
  userFree,
  userSettled,
} from '../support/states.js';

// biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
const TEMPLATE = 'team_${namespace}_${name}';
const { references: _, ...PLAIN } = POLICY;

const OWNER = {
  ...binding({ cluster: { engine: 'kafka' }, sharing: { namespaces: ['*'] } }),
  metadata: { name: 'events', namespace: 'shop', uid: 'owner' },
};
const { resource: CLUSTER } = clusterReady('kafka');
const OWNERS_CLUSTER = {
  ...CLUSTER,
  metadata: {
    ...asObject(CLUSTER.metadata),
    annotations: { 'crossplane.io/external-name': CLUSTER_ID, 'crossplane.io/composition-resource-name': 'cluster' },
    ownerReferences: [{ controller: true, uid: 'owner' }],
  },
};

/** What a guest is answered once the name of its user is known to be free. */
function guest(namespace: string, contents: JsonObject): TestResponse {
  const spec = { clusterRef: { binding: { name: 'events', namespace: 'shop' } }, ...contents };
  return run({
    composite: { ...binding(spec), metadata: { name: 'app', namespace, uid: 'guest' } },
    policy: { ...PLAIN, references: { names: TEMPLATE } },
    required: { owner: [OWNER], 'owner-cluster': [OWNERS_CLUSTER] },
    observed: { cluster: clusterObserved('kafka'), 'user-app': userFree(`team_${namespace}_app`) },
  });
}

describe('a guest under a template of names', () => {
  const aclOf = ({ composed }: TestResponse) => at(composed['user-app']?.resource, 'spec', 'forProvider', 'settings');

  test('gets what bears its own prefix, and nothing that others are called', () =>
    expect(JSON.stringify(aclOf(guest('team', { users: [{ name: 'app' }] })))).toContain('"team_team_*"'));

  test('cannot ask for what another guest has', () => {
    const acl = [{ topic: 'team_billing_*', permission: 'admin' }];
    const { conditions, composed } = guest('team', { users: [{ name: 'app', acl }] });
    expect(conditions.SpecAccepted).toMatchObject({ status: 'FALSE', reason: 'NotShared' });
    expect(at(composed['user-app']?.resource, 'spec', 'managementPolicies')).not.toContain('Create');
  });

  test('may use its own topic by its name', () => {
    const acl = [{ topic: 'events', permission: 'admin' }];
    const answer = guest('billing', { topics: [{ name: 'events' }], users: [{ name: 'app', acl }] });
    expect(answer.conditions.SpecAccepted).toMatchObject({ status: 'TRUE' });
    expect(JSON.stringify(aclOf(answer))).toContain('"team_billing_events"');
  });
});

describe('where a new cluster may be', () => {
  const VPC = 'bfe3479e-c5c8-4a09-a0f4-397a6605cfeb';
  const PLACED: JsonObject = { cluster: { engine: 'pg', privateNetwork: { uuid: VPC } } };

  test('needs the policy', () =>
    expect(run({ composite: binding(PLACED), policy: PLAIN }).fatal).toMatch(
      /privateNetwork.uuid: .* not among the networks/,
    ));

  test('one that is on its way stays where it was sent', () => {
    const { resource } = clusterReady('pg');
    const forProvider = { ...asObject(at(resource, 'spec', 'forProvider')), privateNetworkUuid: VPC };
    const young = {
      ...resource,
      spec: { ...asObject(resource.spec), forProvider },
      status: {},
      metadata: { name: 'x' },
    };
    expect(run({ composite: binding(PLACED), policy: PLAIN, observed: { cluster: { resource: young } } }).fatal).toBe(
      undefined,
    );
  });

  test('one that is looked for again was placed before', () => {
    const composite = { ...binding(PLACED), status: { cluster: { id: CLUSTER_ID } } };
    const { fatal, conditions } = run({
      composite,
      policy: PLAIN,
      observed: { 'user-orders': userSettled('pg', 'orders') },
    });
    expect(fatal).toBe(undefined);
    expect(conditions.ClusterReady).toMatchObject({ reason: 'ClusterForgotten' });
  });

  test("a claim cannot name a VPC resource, which may be anybody's, but that of the policy", () => {
    const claim = (policy: JsonObject) =>
      run({
        composite: {
          ...binding({
            claimRef: { name: 'orders', namespace: 'shop' },
            cluster: { engine: 'pg', privateNetwork: { name: 'vpc' } },
          }),
          kind: 'XDatabaseBinding',
          metadata: { name: 'orders-x7k2p' },
        },
        policy,
      }).fatal;
    expect(claim(PLAIN)).toMatch(/spec.cluster.privateNetwork.name: "vpc" may be anybody's/);
    const defaults = asObject(PLAIN.defaults);
    const own = { ...defaults, cluster: { ...asObject(defaults.cluster), privateNetwork: { name: 'vpc' } } };
    expect(claim({ ...PLAIN, defaults: own })).toBe(undefined);
  });
});
