import { beforeAll, expect, test } from '@jest/globals';
import { at, type JsonObject } from '../../../src/lib/json.js';
import { manifests } from '../../support/examples.js';
import { createNamespace } from '../harness/bindings.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario, World } from './scenario.js';

const OWN = 'tenants';
const ANOTHERS = 'neighbours';
const BINDINGS = 'bindings.digitalocean.crossplane.io';
const PROVIDER = 'database.digitalocean.m.crossplane.io';

/** Who has which role in the namespace of the tenants. */
const ROLES = {
  writer: 'databasebindings-edit',
  reader: 'databasebindings-view',
  editor: 'edit',
  viewer: 'view',
} as const;
type User = keyof typeof ROLES;

interface Review {
  readonly reason: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  /** Everybody else may not. */
  readonly may: readonly User[];
}

/** What docs/security.md says of tenants. */
const REVIEWS: readonly Review[] = [
  { reason: 'bindings', verb: 'create', group: BINDINGS, resource: 'databasebindings', may: ['writer', 'editor'] },
  { reason: 'deleting', verb: 'delete', group: BINDINGS, resource: 'databasebindings', may: ['writer', 'editor'] },
  {
    reason: 'reading bindings',
    verb: 'get',
    group: BINDINGS,
    resource: 'databasebindings',
    may: ['writer', 'reader', 'editor', 'viewer'],
  },
  { reason: 'claims', verb: 'update', group: BINDINGS, resource: 'databasebindingclaims', may: ['writer', 'editor'] },
  ...['update', 'patch'].map((verb) => ({
    reason: 'a tenant must not lie about its binding',
    verb,
    group: BINDINGS,
    resource: 'databasebindings',
    subresource: 'status',
    may: [],
  })),
  {
    reason: 'a namespace is its own',
    verb: 'get',
    group: BINDINGS,
    resource: 'databasebindings',
    namespace: ANOTHERS,
    may: [],
  },
  { reason: 'composites of claims', verb: 'get', group: BINDINGS, resource: 'xdatabasebindings', may: [] },
  ...['clusters', 'users', 'dbs', 'kafkatopics', 'connectionpools'].flatMap((resource) =>
    ['get', 'create', 'patch', 'delete'].map((verb) => ({
      reason: 'the provider reaches the whole account',
      verb,
      group: PROVIDER,
      resource,
      may: [],
    })),
  ),
  {
    reason: 'the token of the account',
    verb: 'get',
    group: 'digitalocean.m.crossplane.io',
    resource: 'providerconfigs',
    may: [],
  },
  ...['compositions', 'environmentconfigs'].map((resource) => ({
    reason: 'whoever writes the policy allows itself everything',
    verb: 'create',
    group: 'apiextensions.crossplane.io',
    resource,
    may: [],
  })),
  {
    reason: 'deletion protection',
    verb: 'delete',
    group: 'protection.crossplane.io',
    resource: 'usages',
    may: [],
  },
  {
    reason: 'the built-in role reads all Secrets of its namespace, those of the provider too',
    verb: 'get',
    group: '',
    resource: 'secrets',
    may: ['editor'],
  },
];

/** What people may do with the example roles, as a real API server decides it. */
export const rights: Scenario = {
  title: 'the rights of those who write bindings',
  tests(world) {
    beforeAll(async () => {
      const { cluster } = world;
      for (const namespace of [OWN, ANOTHERS]) await createNamespace(cluster, namespace);
      for (const [, role] of manifests('examples/rbac')) await cluster.apply(role);
      for (const user of Object.keys(ROLES)) await cluster.apply(roleBindingOf(user as User));
      // The rights on bindings become part of the built-in roles a moment later.
      await eventually('the built-in role with the rights on bindings', () =>
        isAllowed(world, 'editor', { verb: 'create', group: BINDINGS, resource: 'databasebindings' }),
      );
    });

    test.each(REVIEWS)('$reason: $verb $resource $subresource', async ({ reason: _, may, ...review }) => {
      const users = Object.keys(ROLES) as User[];
      const answers = await Promise.all(users.map((user) => isAllowed(world, user, review)));
      expect(users.filter((_user, i) => answers[i])).toEqual(users.filter((user) => may.includes(user)));
    });
  },
};

function roleBindingOf(user: User): JsonObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: user, namespace: OWN },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: ROLES[user] },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  };
}

/** What `kubectl auth can-i --as` asks. */
async function isAllowed(
  { cluster }: World,
  user: User,
  { namespace = OWN, ...attributes }: Omit<Review, 'reason' | 'may'>,
): Promise<boolean> {
  const review = await cluster.create({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: {},
    spec: { user, resourceAttributes: { namespace, ...attributes } },
  });
  return at(review, 'status', 'allowed') === true;
}
