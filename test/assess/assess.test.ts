import { describe, expect, test } from '@jest/globals';
import { type ConditionType, REASONS, type Reason } from '../../src/assess/verdict.js';
import type { JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { type ObservedState, run, type TestRequest } from '../support/run.js';
import { condition, type Observed, withConditions, withDetails, withValue } from '../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterCreating,
  clusterObserved,
  clusterReady,
  clusterRejected,
  clusterReplaced,
  clusterYoung,
  databaseLost,
  databaseReady,
  NEW_CLUSTER_ID,
  NOTE,
  PASSWORDS,
  POLICY,
  STUCK,
  userCreating,
  userFound,
  userFree,
  userLost,
  userOfGuest,
  userSettled,
  userSought,
  userStuck,
  userYoung,
  watchGone,
} from '../support/states.js';

interface Case {
  readonly reason: Reason;
  readonly why: string;
  readonly type: ConditionType;
  readonly status: 'TRUE' | 'FALSE';
  /** The whole message. */
  readonly message: string;
  readonly request: TestRequest;
}

const pg = { cluster: { engine: 'pg' } };
const ALL: Observed = {
  cluster: clusterReady('pg'),
  'user-orders': userSettled('pg', 'orders'),
  'database-orders': databaseReady('orders'),
};
const SQL: JsonObject = { ...POLICY, sql: { provider: 'ProviderSql' } };
const NOTHING_GIVES = `nothing gives user "orders" its rights in "orders", so it can connect, but may not create tables unless somebody let it: install provider-sql and set sql in the policy, or run: psql "$(kubectl get secret orders-cluster-conn -n shop -o jsonpath='{.data.attribute\\.uri}' | base64 -d)" -c '\\c orders' -c 'GRANT ALL ON SCHEMA public TO "orders"'`;
const WITH_RIGHTS = settled('pg', binding(pg), SQL);
const REFERENCES: JsonObject = { ...POLICY, references: { uuids: [CLUSTER_ID], clusters: true } };

/** A request for the binding `shop/orders`. */
function given(observed: Observed, spec: JsonObject = pg, more: Partial<TestRequest> = {}): TestRequest {
  return { composite: binding(spec), policy: POLICY, observed, ...more };
}

/** A request for a binding that refers to another one. */
function referring(required: TestRequest['required'], namespace = 'shop', observed: Observed = {}): TestRequest {
  const spec = { clusterRef: { binding: { name: 'platform', namespace } } };
  return given(observed, spec, required ? { required } : {});
}

const owner = (fields: JsonObject, namespace = 'shop'): JsonObject => ({
  metadata: { name: 'platform', namespace, uid: 'uid-platform' },
  spec: pg,
  status: { cluster: { id: CLUSTER_ID, engine: 'pg' } },
  ...fields,
});
const OWNER_CLUSTER: JsonObject = {
  ...clusterReady('pg').resource,
  metadata: {
    name: 'platform-abc12',
    namespace: 'shop',
    annotations: { 'crossplane.io/composition-resource-name': 'cluster' },
    ownerReferences: [{ uid: 'uid-platform', controller: true }],
  },
};
const SENT_WINDOW = ['spec', 'forProvider', 'maintenanceWindow'];
const WINDOW = [{ day: 'sunday', hour: '03:00' }];
/** A cluster in use whose last change failed. */
const failed = (state: ObservedState, message: string): ObservedState =>
  withConditions(
    state,
    condition('Ready', 'True'),
    condition('Synced', 'True'),
    condition('LastAsyncOperation', 'False', message),
  );
const failing = (message: string): JsonObject => condition('Synced', 'False', message);
const { cluster = clusterReady('pg') } = ALL;
const fixed = 'DigitalOcean fixes it at creation; set it back, or make a new binding';
const without = (...keys: readonly string[]): Observed =>
  Object.fromEntries(Object.entries(ALL).filter(([key]) => !keys.includes(key)));
const asked = (fields: JsonObject): JsonObject => ({ cluster: { engine: 'pg', ...fields } });
const SOURCES = [{ type: 'tag', value: 'web' }];
const CLOSED = settled('pg', binding(asked({ trustedSources: SOURCES })), POLICY);
const settings = settled('pg', binding(asked({ configuration: { timezone: 'UTC', jit: false } })), POLICY);
/** A cluster that keeps nobody's data from the namespaces it is shared with. */
const MYSQL = { cluster: { engine: 'mysql', trustedSources: SOURCES } };
const WITH_ALL = { ...MYSQL, sharing: { namespaces: ['billing', 'web'], allData: true } };
const IN_MYSQL = settled('mysql', binding(MYSQL), POLICY);
const EVENTS: JsonObject = { cluster: { engine: 'kafka' }, topics: [{ name: 'events' }] };
const KAFKA = settled('kafka', binding(EVENTS), POLICY);
const { 'topic-events': TOPIC = { resource: {} } } = KAFKA;
/** Created once more than when it was noted. */
const madeAgain = (state: ObservedState): ObservedState =>
  withValue(state, ['metadata', 'annotations', 'crossplane.io/external-create-pending'], '2026-01-02T00:00:00Z');
const OPEN =
  'the binding sets no trusted sources: unless they are set elsewhere, anybody on the internet can try to connect';

const TAKEN = clusterRejected('pg', 'apply failed: 422 cluster name is not available');
const ASK =
  "422 cluster name is not available; DigitalOcean already has a cluster of this name, maybe from an interrupted creation: if it is this binding's, ask the platform team to remove it, or to allow its UUID for spec.cluster.adopt (references.uuids in the policy); otherwise give the binding another name";

const SOUGHT = 'user "orders": is looked up first, so that no existing user is taken over';
const REPLACED: Observed = { ...ALL, cluster: clusterReplaced('pg') };
const FOLLOWING = { ...POLICY, onLoss: 'Follow' };
const ASTRAY = `belongs to cluster ${CLUSTER_ID}, the binding's is now ${NEW_CLUSTER_ID}`;
const LOST = `cluster ${CLUSTER_ID} is gone at DigitalOcean, with its users, databases and data, and the provider has created a new one in its place, ${NEW_CLUSTER_ID}, without that data`;
const PENDING =
  'do not delete the binding yet, that would still delete at DigitalOcean: the cluster; the provider gives up the right to delete within seconds; if it does not, the events of the binding say why';

const SPEC: readonly Case[] = [
  {
    reason: 'Accepted',
    why: 'nothing is refused',
    type: 'SpecAccepted',
    status: 'TRUE',
    message: '',
    request: given(ALL),
  },
  {
    reason: 'NotShared',
    why: 'an owner may not mean what sharing with these namespaces gives them',
    type: 'SpecAccepted',
    status: 'FALSE',
    message:
      'spec.sharing.allData: MySQL cannot keep users apart, so bindings of other namespaces get nothing new: set it to true if they may read, change and delete all data of the cluster, or take the namespaces out',
    request: given(IN_MYSQL, { ...MYSQL, sharing: { namespaces: ['billing'] } }),
  },
  {
    reason: 'InvalidSpec',
    why: 'a person has to fix the binding',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: 'spec.cluster.nodeCount: unsupported value 9 for PostgreSQL (supported: 1 to 3)',
    request: given(ALL, { cluster: { engine: 'pg', nodeCount: 9 } }),
  },
  {
    reason: 'InvalidPolicy',
    why: 'the platform team has to fix the policy',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: 'policy.kind: unsupported value "Policy" (supported: BindingPolicy)',
    request: given(ALL, pg, { policy: { ...POLICY, kind: 'Policy' } }),
  },
  {
    reason: 'Conflict',
    why: 'two functions want one resource',
    type: 'SpecAccepted',
    status: 'FALSE',
    message:
      'desired.resources["cluster"]: an earlier step of the pipeline desires a resource of this name: rename it there',
    request: given(ALL, pg, { desired: { resources: { cluster: { resource: { kind: 'Other' } } } } }),
  },
  {
    reason: 'ImmutableField',
    why: 'a change that cannot be made comes first',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: `spec.cluster.engine: cannot change from "pg" to "mysql": ${fixed}; spec.cluster.storageSizeMib: cannot shrink from 10240 to 1 MiB: storage only grows; set it to 10240 or more, or take it out`,
    request: given(ALL, { cluster: { engine: 'mysql', storageSizeMib: 1 } }),
  },
  {
    reason: 'UnsupportedChange',
    why: 'DigitalOcean never goes back',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: 'spec.cluster.version: cannot go back from 17 to 16: DigitalOcean upgrades only; set it to 17 or higher',
    request: given(ALL, { cluster: { engine: 'pg', version: '16' } }),
  },
  {
    reason: 'AlreadyExists',
    why: 'a user that somebody else created is not taken over, which is more urgent than a refused change, and told first',
    type: 'SpecAccepted',
    status: 'FALSE',
    message:
      'spec.users[0]: user "orders" exists at DigitalOcean already, and this binding did not create it, so it is not taken over: choose another name, delete that user at DigitalOcean, or set mode: Observe to have it read as it is; spec.cluster.storageSizeMib: cannot shrink from 10240 to 1 MiB: storage only grows; set it to 10240 or more, or take it out',
    request: given({ ...ALL, 'user-orders': userFound('orders') }, asked({ storageSizeMib: 1 })),
  },
  {
    reason: 'HandoverPending',
    why: 'the API server still shows the right to delete the cluster',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: PENDING,
    request: given(ALL, { clusterRef: { uuid: CLUSTER_ID } }, { policy: REFERENCES }),
  },
  {
    reason: 'HandoverPending',
    why: 'deletionPolicy Orphan takes effect once it is observed; other refusals come after it',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: `${PENDING}; spec.cluster.storageSizeMib: cannot shrink from 10240 to 1 MiB: storage only grows; set it to 10240 or more, or take it out`,
    request: given(ALL, { ...asked({ storageSizeMib: 1 }), deletionPolicy: 'Orphan' }),
  },
  {
    reason: 'Accepted',
    why: 'the cluster is observe-only by now',
    type: 'SpecAccepted',
    status: 'TRUE',
    message: '',
    request: given(
      { ...ALL, cluster: clusterObserved('pg') },
      { clusterRef: { uuid: CLUSTER_ID } },
      { policy: REFERENCES },
    ),
  },
  {
    reason: 'EngineMismatch',
    why: 'the reference leads to another engine than expected',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: 'spec.clusterRef.engine: the cluster is pg, not mysql: set it to pg, or name another cluster',
    request: given(
      { cluster: clusterObserved('pg') },
      { clusterRef: { uuid: CLUSTER_ID, engine: 'mysql' } },
      { policy: REFERENCES },
    ),
  },
  {
    reason: 'AlreadyManaged',
    why: 'two bindings would fight for a user',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: 'spec.users: user "shop_web" is managed by the binding that controls the cluster: choose another name',
    request: {
      ...referring({
        owner: [owner({ status: { cluster: { id: CLUSTER_ID, engine: 'pg' }, users: [{ name: 'shop_web' }] } })],
        'owner-cluster': [OWNER_CLUSTER],
      }),
      composite: binding({ clusterRef: { binding: { name: 'platform' } }, users: [{ name: 'web' }] }),
    },
  },
  {
    reason: 'AdoptionPending',
    why: 'a cluster is never taken over by surprise',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: 'spec.cluster.adopt: the cluster is observed first; nothing of it is changed',
    request: given({}, { cluster: { engine: 'pg', adopt: CLUSTER_ID } }, { policy: REFERENCES }),
  },
  {
    reason: 'TrustedSourcesKept',
    why: 'nothing opens a cluster silently',
    type: 'SpecAccepted',
    status: 'FALSE',
    message:
      'spec.cluster.trustedSources: without any, the whole internet could connect, so the last ones stay: set it to [] and allowAll to true to open the cluster',
    request: given(CLOSED),
  },
  {
    reason: 'ConfigurationKept',
    why: 'DigitalOcean cannot go back to a default',
    type: 'SpecAccepted',
    status: 'TRUE',
    message:
      'spec.cluster.configuration.jit: not set, so false stays: write the value that you want; spec.cluster.configuration.timezone: not set, so UTC stays: write the value that you want',
    request: given({ ...ALL, configuration: settings.configuration ?? cluster }),
  },
  {
    reason: 'ConfigurationKept',
    why: 'without its window the provider would fail at every update',
    type: 'SpecAccepted',
    status: 'TRUE',
    message: 'spec.cluster.maintenanceWindow: not set, so sunday 03:00 stays: write the value that you want',
    request: given({ ...ALL, cluster: withValue(cluster, SENT_WINDOW, WINDOW) }),
  },
];

const CLUSTER: readonly Case[] = [
  {
    reason: 'Available',
    why: 'Ready and Synced',
    type: 'ClusterReady',
    status: 'TRUE',
    message: '',
    request: given(CLOSED, asked({ trustedSources: SOURCES })),
  },
  {
    reason: 'OpenToInternet',
    why: 'nobody said who may connect',
    type: 'ClusterReady',
    status: 'TRUE',
    message: OPEN,
    request: given(ALL),
  },
  {
    reason: 'AllDataShared',
    why: 'the engine cannot keep users apart',
    type: 'ClusterReady',
    status: 'TRUE',
    message:
      'bindings of namespaces billing, web may read, change and delete all data of the cluster (spec.sharing.allData)',
    request: given(IN_MYSQL, WITH_ALL),
  },
  {
    reason: 'Configuring',
    why: 'rules that are not in force keep nobody out',
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'trusted sources: not in force yet',
    request: given(ALL, asked({ trustedSources: SOURCES })),
  },
  {
    reason: 'Configuring',
    why: 'what is composed only once the cluster exists is not in force with it',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `maintenanceWindow (spec.cluster.maintenanceWindow): not in force yet; DigitalOcean is changing version from 17 to 18 (spec.cluster.version) in place; ${OPEN}`,
    request: given(ALL, asked({ maintenanceWindow: { day: 'sunday', hour: '03:00' }, version: '18' })),
  },
  {
    reason: 'Upgrading',
    why: 'it can be used meanwhile',
    type: 'ClusterReady',
    status: 'TRUE',
    message: 'DigitalOcean is changing version from 17 to 18 (spec.cluster.version) in place',
    request: given(CLOSED, asked({ version: '18', trustedSources: SOURCES })),
  },
  {
    reason: 'Migrating',
    why: 'it can be used meanwhile; other messages come after it',
    type: 'ClusterReady',
    status: 'TRUE',
    message: `DigitalOcean is changing region from nyc3 to fra1 (spec.cluster.region) in place; ${OPEN}`,
    request: given(ALL, asked({ region: 'fra1' })),
  },
  {
    reason: 'Resizing',
    why: 'it can be used meanwhile',
    type: 'ClusterReady',
    status: 'TRUE',
    message: `DigitalOcean is changing nodeCount from 1 to 2 (spec.cluster.nodeCount) in place; ${OPEN}`,
    request: given(ALL, asked({ nodeCount: 2 })),
  },
  {
    reason: 'ClassChanged',
    why: 'the platform team moves everybody of a class',
    type: 'ClusterReady',
    status: 'TRUE',
    message: `the class of the cluster asks for size from db-s-1vcpu-1gb to db-s-2vcpu-4gb (policy.classes.small.size): DigitalOcean is changing it in place; ${OPEN}`,
    request: given(ALL, asked({ class: 'small' }), {
      policy: { ...POLICY, classes: { small: { size: 'db-s-2vcpu-4gb' } } },
    }),
  },
  {
    reason: 'ChangeFailed',
    why: 'it keeps running as it was',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `cannot change size from db-s-1vcpu-1gb to db-s-2vcpu-4gb (spec.cluster.size): 422 no capacity; the cluster keeps running as it was; ${OPEN}`,
    request: given(
      {
        ...ALL,
        cluster: failed(cluster, 'apply failed: 422 no capacity'),
      },
      asked({ size: 'db-s-2vcpu-4gb' }),
    ),
  },
  {
    reason: 'ChangeFailed',
    why: 'a setting that is refused is tried again, and nothing else waits for it',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `cannot change maintenanceWindow to sunday 03:00 (spec.cluster.maintenanceWindow): 422 no such hour; the cluster keeps running as it was; ${OPEN}`,
    request: given(
      { ...ALL, cluster: failed(withValue(cluster, SENT_WINDOW, WINDOW), 'apply failed: 422 no such hour') },
      asked({ maintenanceWindow: { day: 'sunday', hour: '03:00' } }),
    ),
  },
  {
    reason: 'ChangeFailed',
    why: 'between two tries the provider calls what runs not synced',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `cannot change size from db-s-1vcpu-1gb to db-s-2vcpu-4gb (spec.cluster.size): 422 no capacity; the cluster keeps running as it was; ${OPEN}`,
    request: given(
      {
        ...ALL,
        cluster: withConditions(cluster, condition('Ready', 'True'), failing('update failed: 422 no capacity')),
      },
      asked({ size: 'db-s-2vcpu-4gb' }),
    ),
  },
  {
    reason: 'ChangeFailed',
    why: 'a change is told as failed, even if nobody knows which',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `cannot change the cluster: 422 no such tag; the cluster keeps running as it was; ${OPEN}`,
    request: given({
      ...ALL,
      cluster: withConditions(cluster, condition('Ready', 'True'), failing('update failed: 422 no such tag')),
    }),
  },
  {
    reason: 'Configuring',
    why: 'an operation that failed before was not about it',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `maintenanceWindow (spec.cluster.maintenanceWindow): not in force yet; ${OPEN}`,
    request: given(
      { ...ALL, cluster: failed(cluster, 'apply failed: 422 no capacity') },
      asked({ maintenanceWindow: { day: 'sunday', hour: '03:00' } }),
    ),
  },
  {
    reason: 'Creating',
    why: 'nothing was created yet',
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'the cluster is about to be created',
    request: given({}),
  },
  {
    reason: 'Creating',
    why: 'a resource without a status',
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'DigitalOcean is creating the cluster, which takes some minutes',
    request: given({ cluster: clusterYoung('pg') }),
  },
  {
    reason: 'CreationFailed',
    why: "DigitalOcean's own words",
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'cannot create the cluster (spec.cluster.region): 422 invalid region; correct it',
    request: given({
      cluster: clusterRejected(
        'pg',
        'apply failed: Error creating database cluster: POST https://api.digitalocean.com/v2/databases: 422 (request "1") invalid region: ',
      ),
    }),
  },
  {
    reason: 'CreationFailed',
    why: 'a network that no VPC resource is named after',
    type: 'ClusterReady',
    status: 'FALSE',
    message:
      'spec.cluster.privateNetwork: referenced field was empty; make that VPC in this namespace, or wait until it is ready',
    request: given(
      {
        cluster: withConditions(
          clusterYoung('pg'),
          failing('cannot resolve references: mg.Spec.ForProvider.PrivateNetworkUUID: referenced field was empty'),
        ),
      },
      asked({ privateNetwork: { name: 'backend' } }),
    ),
  },
  {
    reason: 'NameNotAvailable',
    why: 'an interrupted creation leaves an unknown cluster: the message says how to get it back',
    type: 'ClusterReady',
    status: 'FALSE',
    message:
      "422 cluster name is not available; DigitalOcean already has a cluster of this name, maybe from an interrupted creation: if it is this binding's, take it over with spec.cluster.adopt and its UUID; otherwise give the binding another name",
    request: given({ cluster: TAKEN }, pg, { policy: REFERENCES }),
  },
  {
    reason: 'NameNotAvailable',
    why: 'if the policy allows no UUID, adoption would only be refused',
    type: 'ClusterReady',
    status: 'FALSE',
    message: ASK,
    request: given({ cluster: TAKEN }),
  },
  {
    reason: 'NameNotAvailable',
    why: 'nor does an empty list allow any',
    type: 'ClusterReady',
    status: 'FALSE',
    message: ASK,
    request: given({ cluster: TAKEN }, pg, { policy: { ...POLICY, references: { uuids: [] } } }),
  },
  {
    reason: 'NotReady',
    why: 'it exists, but is not usable',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `the cluster exists, but the provider does not report it ready yet; ${OPEN}`,
    request: given({ cluster: withConditions(cluster, condition('Ready', 'False')) }),
  },
  {
    reason: 'ProviderError',
    why: 'the provider cannot even look at it',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `no such token; ${OPEN}`,
    request: given({
      ...ALL,
      cluster: withConditions(cluster, condition('Ready', 'True'), failing('observe failed: no such token')),
    }),
  },
  {
    reason: 'ProviderError',
    why: 'a change that is refused before it was ever ready leaves nothing to use',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `no such size; ${OPEN}`,
    request: given({ ...ALL, cluster: withConditions(cluster, failing('update failed: no such size')) }),
  },
  {
    reason: 'ClusterNotFound',
    why: 'a cluster that lives elsewhere can be gone',
    type: 'ClusterReady',
    status: 'FALSE',
    message:
      'external resource does not exist; the cluster is gone at DigitalOcean, or never existed: name one that exists',
    request: given(
      { cluster: withConditions(clusterObserved('pg'), failing('observe failed: external resource does not exist')) },
      { clusterRef: { uuid: CLUSTER_ID } },
      { policy: REFERENCES },
    ),
  },
  {
    reason: 'WaitingForReference',
    why: 'Crossplane has not looked yet',
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'binding "shop/platform" is being looked up',
    request: referring(undefined),
  },
  {
    reason: 'OwnerNotFound',
    why: 'there is no such binding',
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'there is no binding "shop/platform": create it, or name another',
    request: referring({ owner: [] }),
  },
  {
    reason: 'OwnerNotReady',
    why: 'the owner has no cluster yet',
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'the cluster of binding "shop/platform" is not created yet, or not adopted',
    request: referring({ owner: [owner({ status: {} })], 'owner-cluster': [] }),
  },
  {
    reason: 'OwnerIsReferenced',
    why: 'only the binding that controls a cluster can share it',
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'binding "shop/platform" does not control its cluster: name the binding that does',
    request: referring({ owner: [owner({ spec: { clusterRef: { uuid: CLUSTER_ID } } })] }),
  },
  {
    reason: 'NotShared',
    why: 'whether it exists is not for everybody to know',
    type: 'ClusterReady',
    status: 'FALSE',
    message: 'binding "data/platform" does not exist, or does not share its cluster with namespace "shop"',
    request: referring({ owner: [owner({}, 'data')] }, 'data'),
  },
];

const LOSS: readonly Case[] = [
  {
    reason: 'ClusterForgotten',
    why: 'no second cluster is created, and the first one comes back',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `the Cluster resource of cluster ${CLUSTER_ID} is gone, and the cluster is looked for under its UUID`,
    request: given({ 'user-orders': userSettled('pg', 'orders') }),
  },
  {
    reason: 'AdoptionPending',
    why: 'a status proves nothing, so a person decides',
    type: 'SpecAccepted',
    status: 'FALSE',
    message: `spec.cluster.adopt: the Cluster resource is gone, and only the status tells the UUID of the cluster, ${CLUSTER_ID}: to control it again, set it to ${CLUSTER_ID} and adoptConfirmed to true, which the policy has to allow (references.uuids), or, for a new, empty cluster, make a new binding`,
    request: { composite: { ...binding(pg), status: { cluster: { id: CLUSTER_ID, engine: 'pg' } } }, policy: POLICY },
  },
  {
    reason: 'ClusterLost',
    why: 'nothing follows automatically, and the message says what to do',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `${LOST}: Secrets still name the lost one, and nothing is created in the new one; to get the data back, restore a backup into a new binding (spec.cluster.restoreFrom); to continue with the new cluster, set spec.cluster.adopt to ${NEW_CLUSTER_ID} and adoptConfirmed to true; ${OPEN}`,
    request: given(REPLACED),
  },
  {
    reason: 'ClusterLost',
    why: 'everything but the data follows',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `${LOST}: users, databases and Secrets follow to it; restore the data from a backup; ${OPEN}`,
    request: given(REPLACED, pg, { policy: FOLLOWING }),
  },
  {
    reason: 'DataLost',
    why: 'it is not replaced by an empty one automatically',
    type: 'ConnectionReady',
    status: 'FALSE',
    message:
      'database "orders": is gone at DigitalOcean, with its data: restore it there, or remove it from the list and add it again to get an empty one',
    request: given({ ...ALL, 'database-orders': databaseLost('orders') }),
  },
  {
    reason: 'DataLost',
    why: 'the policy wants an empty one',
    type: 'ConnectionReady',
    status: 'FALSE',
    message: 'database "orders": is gone at DigitalOcean, with its data: it is created again, empty',
    request: given({ ...ALL, 'database-orders': databaseLost('orders') }, pg, { policy: FOLLOWING }),
  },
  {
    reason: 'DataLost',
    why: 'a replacement can be used, and is reported until somebody confirms it',
    type: 'ConnectionReady',
    status: 'TRUE',
    message:
      'database "orders" was lost at DigitalOcean with its data and has been created again, empty; to confirm that you know: kubectl annotate dbs.database.digitalocean.m.crossplane.io orders-db-abc12 databasebinding.fn.crossplane.io/note-',
    request: given({ ...ALL, 'database-orders': madeAgain(databaseReady('orders')) }),
  },
  {
    reason: 'DataLost',
    why: 'the provider itself creates a topic again',
    type: 'ConnectionReady',
    status: 'TRUE',
    message:
      'topic "events" was lost at DigitalOcean with its data and has been created again, empty; to confirm that you know: kubectl annotate kafkatopics.database.digitalocean.m.crossplane.io orders-kafkatopic-abc12 databasebinding.fn.crossplane.io/note-',
    request: given({ ...KAFKA, 'topic-events': madeAgain(TOPIC) }, EVENTS),
  },
  {
    reason: 'Available',
    why: 'without its note it counts as new: somebody confirmed the loss',
    type: 'ConnectionReady',
    status: 'TRUE',
    message: '',
    request: given({
      ...ALL,
      'database-orders': withValue(madeAgain(databaseReady('orders')), ['metadata', 'annotations', NOTE], undefined),
    }),
  },
];

const USERS: readonly Case[] = [
  {
    reason: 'Available',
    why: 'it settled, with its rights',
    type: 'UsersReady',
    status: 'TRUE',
    message: '',
    request: given(WITH_RIGHTS, pg, { policy: SQL }),
  },
  {
    reason: 'WaitingForRights',
    why: 'a user is of no use without rights',
    type: 'UsersReady',
    status: 'FALSE',
    message:
      'roles of the databases: not in effect yet; rights in database "orders": not in effect yet; rights of user "orders": not in effect yet',
    request: given(ALL, pg, { policy: SQL }),
  },
  {
    reason: 'RightsNotGiven',
    why: 'the policy says that rights count',
    type: 'UsersReady',
    status: 'FALSE',
    message: NOTHING_GIVES,
    request: given(ALL, pg, { policy: { ...POLICY, required: { rights: true } } }),
  },
  {
    reason: 'RightsNotGiven',
    why: 'a person has to run what the policy names nobody for',
    type: 'UsersReady',
    status: 'TRUE',
    message: NOTHING_GIVES,
    request: given(ALL),
  },
  {
    reason: 'ProviderError',
    why: 'the provider says why a right is not given',
    type: 'UsersReady',
    status: 'FALSE',
    message:
      'rights in database "orders": connect failed: cannot get server version: dial tcp: connect: connection refused',
    request: given(
      {
        ...WITH_RIGHTS,
        'sql-grant-owner:orders': withConditions(
          WITH_RIGHTS['sql-grant-owner:orders'] ?? { resource: {} },
          failing('connect failed: cannot get server version: dial tcp 192.0.2.1:25060: connect: connection refused'),
        ),
      },
      pg,
      { policy: SQL },
    ),
  },
  {
    reason: 'DefaultUserOnly',
    why: 'there is nothing to wait for',
    type: 'UsersReady',
    status: 'TRUE',
    message: 'Valkey has the user "default" only',
    request: given({ cluster: clusterReady('valkey') }, { cluster: { engine: 'valkey' } }),
  },
  {
    reason: 'WaitingForCluster',
    why: 'no user without a cluster',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "orders": waits for the cluster',
    request: given({ cluster: clusterCreating('pg') }),
  },
  {
    reason: 'WaitingForCluster',
    why: 'nobody knows yet whether the engine has users',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'users are created once the engine of the cluster is known',
    request: referring(undefined),
  },
  {
    reason: 'Creating',
    why: 'it is composed now',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "orders": is about to be created',
    request: given({ cluster }),
  },
  {
    reason: 'Creating',
    why: 'the provider reported the free name before it was asked to create it',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "orders": was changed, and the provider has not checked it since',
    request: given({ cluster, 'user-orders': userYoung('orders') }),
  },
  {
    reason: 'Creating',
    why: 'it appears after each creation: nothing for a person to fix',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "orders": was created, the provider is importing it',
    request: given({ ...ALL, 'user-orders': userStuck('pg', 'orders') }),
  },
  {
    reason: 'ProviderError',
    why: 'every problem is listed, the worst gives the reason',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "b": no such role; user "a": is about to be created',
    request: given(
      { cluster, 'user-b': withConditions(userSettled('pg', 'b'), failing('observe failed: no such role')) },
      { ...pg, users: [{ name: 'a' }, { name: 'b' }] },
    ),
  },
  {
    reason: 'Creating',
    why: 'the provider has not looked yet',
    type: 'UsersReady',
    status: 'FALSE',
    message: SOUGHT,
    request: given({ ...ALL, 'user-orders': userSought('orders') }),
  },
  {
    reason: 'Creating',
    why: 'a free name is not an error',
    type: 'UsersReady',
    status: 'FALSE',
    message: SOUGHT,
    request: given({ ...ALL, 'user-orders': userFree('orders') }),
  },
  {
    reason: 'ProviderError',
    why: 'the lookup fails',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "orders": Unable to authenticate you',
    request: given({
      ...ALL,
      'user-orders': withConditions(userSought('orders'), failing('observe failed: Unable to authenticate you')),
    }),
  },
  {
    reason: 'Creating',
    why: 'the provider has begun',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "orders": DigitalOcean is creating it',
    request: given({ ...ALL, 'user-orders': userCreating('orders') }),
  },
  {
    reason: 'AlreadyExists',
    why: 'it exists, and belongs to somebody else',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "orders": already exists at DigitalOcean, created by somebody else: SpecAccepted says what to do',
    request: given({ ...ALL, 'user-orders': userFound('orders') }),
  },
  {
    reason: 'UserLost',
    why: 'a loss outranks what waits or fails',
    type: 'UsersReady',
    status: 'FALSE',
    message:
      'user "c": is gone at DigitalOcean: it is created again, with a new password; user "a": is about to be created; user "b": no such role',
    request: given(
      {
        cluster,
        'user-b': withConditions(userSettled('pg', 'b'), failing('observe failed: no such role')),
        'user-c': userLost('pg', 'c'),
      },
      { ...pg, users: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
    ),
  },
  {
    reason: 'UserLost',
    why: 'for a guest’s user, only the watch shows it',
    type: 'UsersReady',
    status: 'FALSE',
    message: 'user "web": is gone at DigitalOcean: it is created again, with a new password',
    request: given(
      {
        cluster: clusterObserved('pg'),
        'user-web': userOfGuest('pg', 'shop_web'),
        'watch-web': watchGone('shop_web'),
      },
      { clusterRef: { uuid: CLUSTER_ID }, users: [{ name: 'web' }] },
      { policy: REFERENCES },
    ),
  },
  {
    reason: 'ProviderError',
    why: 'its cluster is gone, and a person decides',
    type: 'UsersReady',
    status: 'FALSE',
    message: `user "orders": ${ASTRAY}: ClusterReady says what to do`,
    request: given(REPLACED),
  },
  {
    reason: 'Creating',
    why: 'its cluster is gone, and it follows to the new one',
    type: 'UsersReady',
    status: 'FALSE',
    message: `user "orders": ${ASTRAY}: it is created again there`,
    request: given(REPLACED, pg, { policy: FOLLOWING }),
  },
];

const CONNECTION: readonly Case[] = [
  {
    reason: 'Available',
    why: 'all are complete',
    type: 'ConnectionReady',
    status: 'TRUE',
    message: '',
    request: given(ALL),
  },
  {
    reason: 'WaitingForCluster',
    why: 'every Secret that waits is named',
    type: 'ConnectionReady',
    status: 'FALSE',
    message: 'Secret "orders-credentials", Secret "orders-b-credentials": written once the cluster is ready',
    request: given({ cluster: clusterCreating('pg') }, { ...pg, users: [{ name: 'a' }, { name: 'b' }] }),
  },
  {
    reason: 'WaitingForUsers',
    why: 'no password without a user',
    type: 'ConnectionReady',
    status: 'FALSE',
    message: 'Secret "orders-credentials": written once the user is ready',
    request: given(without('user-orders')),
  },
  {
    reason: 'WaitingForDatabases',
    why: 'a Secret that names a missing database is useless',
    type: 'ConnectionReady',
    status: 'FALSE',
    message: 'database "orders": is about to be created',
    request: given(without('database-orders')),
  },
  {
    reason: 'WaitingForConnectionDetails',
    why: 'everything is ready, but a fact is missing',
    type: 'ConnectionReady',
    status: 'FALSE',
    message: 'Secret "orders-credentials": the provider does not report password',
    request: given({ ...ALL, 'user-orders': withDetails(userSettled('pg', 'orders'), {}) }),
  },
  {
    reason: 'ProviderError',
    why: 'a failing database appears here',
    type: 'ConnectionReady',
    status: 'FALSE',
    message: 'database "orders": no such encoding',
    request: given({ ...ALL, 'database-orders': withConditions(databaseReady('orders'), failing('no such encoding')) }),
  },
  {
    reason: 'WaitingForCaCertificate',
    why: 'the provider does not report it, so a person has to set it',
    type: 'ConnectionReady',
    status: 'FALSE',
    message:
      'Secret "orders-credentials": waits for the CA certificate; spec.connection.tls VerifyFull needs one: set caCertificate in spec.connection or in the policy',
    request: given(ALL, { ...pg, connection: { tls: 'VerifyFull' } }),
  },
  {
    reason: 'NameTaken',
    why: "somebody else's Secret is not overwritten",
    type: 'ConnectionReady',
    status: 'FALSE',
    message:
      'Secret "orders-credentials": a Secret that nothing controls has the name; choose another name, or remove it',
    request: given(ALL, pg, {
      required: {
        'existing-secret-orders-credentials': [
          { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'orders-credentials', namespace: 'shop' } },
        ],
      },
    }),
  },
  {
    reason: 'CredentialsKept',
    why: 'applications keep working, but somebody should look',
    type: 'ConnectionReady',
    status: 'TRUE',
    message: 'Secret "orders-credentials": the provider does not report password; the last known values stay',
    request: given({
      ...ALL,
      'secret-orders': { resource: run(given(ALL)).composed['secret-orders']?.resource ?? {} },
      'user-orders': withDetails(userSettled('pg', 'orders'), {}),
    }),
  },
];

const CONTENTS: readonly Case[] = [
  {
    reason: 'WaitingForContents',
    why: 'an application that goes through a pool cannot connect without it',
    type: 'ConnectionReady',
    status: 'FALSE',
    message: 'pool "web": is about to be created',
    request: given(ALL, { ...pg, connectionPools: [{ name: 'web', size: 5 }] }),
  },
  {
    reason: 'PartsNotReady',
    why: 'the cluster can be used, but a requested part is missing',
    type: 'ClusterReady',
    status: 'FALSE',
    message: `replica "ro": is about to be created; ${OPEN}`,
    request: given(ALL, { cluster: { engine: 'pg', replicas: [{ name: 'ro' }] } }),
  },
];

const CASES = [...CONTENTS, ...SPEC, ...CLUSTER, ...LOSS, ...USERS, ...CONNECTION];

describe('conditions', () => {
  test.each(CASES)('$type is $reason: $why', ({ request, type, status, reason, message }) =>
    expect(run(request).conditions[type]).toEqual({ status, reason, message }),
  );

  test('every reason has a case', () => {
    const produced: readonly string[] = CASES.map(({ reason }) => reason);
    expect(Object.keys(REASONS).filter((reason) => !produced.includes(reason))).toEqual([]);
  });
});

// There is no Secret that an application could use.
test('nothing is available while the engine of the cluster is unknown', () => {
  expect(run(referring(undefined)).conditions.ConnectionReady?.status).toBe('FALSE');
});

describe('messages', () => {
  const words = (message: string): string => JSON.stringify(run(given(failingUser(message))).json.conditions);
  const failingUser = (message: string, password: string = PASSWORDS.user): Observed => ({
    ...ALL,
    'user-orders': withConditions(userSettled('pg', 'orders', password), failing(message)),
  });

  test.each([
    ['as it is', `access denied for ${PASSWORDS.user}`],
    ['in a URI', `cannot reach postgresql://orders:${encodeURIComponent(PASSWORDS.user)}@host`],
    ['twice', `${PASSWORDS.user}${PASSWORDS.user}`],
    ['of another resource', `the cluster's is ${PASSWORDS.cluster}`],
  ])('a password %s is no part of it', (_how, message) => {
    const told = words(`${STUCK.slice(0, 20)} ${message}`);
    for (const secret of [PASSWORDS.user, PASSWORDS.cluster, encodeURIComponent(PASSWORDS.user)])
      expect(told).not.toContain(secret);
    expect(told).toContain('[redacted]');
  });

  // The message is cut before the secrets are taken out of it.
  test('a long message is not cut off within a password', () => {
    expect(words(`${'x'.repeat(388)} ${PASSWORDS.user}`)).not.toContain(PASSWORDS.user.slice(0, 8));
  });

  // A message's line breaks become spaces before the secrets are taken out of it.
  test('a private key of several lines does not appear', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n';
    const user = withDetails(userSettled('kafka', 'orders'), { 'attribute.access_key': key });
    const observed = {
      cluster: clusterReady('kafka'),
      'user-orders': withConditions(user, failing(`cannot read ${key}`)),
    };
    const { conditions } = run(given(observed, { cluster: { engine: 'kafka' } }));
    expect(conditions.UsersReady?.message).not.toContain('MIIEvQIBADANBgkq');
  });

  // Kubernetes' own limit for the message of a condition.
  test('a hundred failing users do not exceed the 32768 characters of a message', () => {
    const users = Array.from({ length: 100 }, (_, i) => ({ name: `u${i}` }));
    const failed = users.map(({ name }) => [
      `user-${name}`,
      withConditions(userSettled('pg', name), failing('y'.repeat(500))),
    ]);
    const { conditions } = run(given({ cluster, ...Object.fromEntries(failed) }, { ...pg, users }));
    expect(conditions.UsersReady?.message.length).toBeLessThanOrEqual(32768);
  });
});
