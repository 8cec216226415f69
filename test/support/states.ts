import type { Engine, RunningEngine } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, compact, type JsonObject } from '../../src/lib/json.js';
import { NOTE } from '../../src/observe/annotations.js';
import type { ObservedState } from './run.js';

// Shaped like the objects that the real provider leaves.

export const API_VERSION = 'database.digitalocean.m.crossplane.io/v1alpha1';
export const CLUSTER_ID = '66bd85d7-5f57-428b-a009-7ac6d0506aad';
/** The cluster that the provider has made in the place of a lost one. */
export const NEW_CLUSTER_ID = '40ed5133-099e-4aee-bfc0-a935bb1f143f';
/** A replica's own id, whichever replica it is. */
export const REPLICA_ID = '5a1c9e7d-33b2-4b6e-8f0a-7d2e4c6b8a90';
export const PASSWORDS = {
  cluster: 'AVNS_cluster-Password',
  user: 'AVNS_user-P@ss/word',
  other: 'AVNS_other-Pass:word',
} as const;

/** When the provider began to create something, which it notes on the resource. */
export const CREATED_AT = '2026-01-01T00:00:00Z';
/** Where the function notes what it has to know at a later call. */
export { NOTE };

const ALL = ['Observe', 'Create', 'Update', 'Delete'];
const KEPT = ['Observe', 'Create', 'Update'];
const LOOKED_AT = ['Observe'];
export const GONE = 'observe failed: external resource does not exist';
export const STUCK =
  'observe failed: cannot run plan: plan failed: Instance cannot be destroyed: Resource digitalocean_database_user.x has lifecycle.prevent_destroy set';

interface ClusterRow {
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly version: string;
  readonly nodeCount: number;
  readonly privateUri: string;
}

const CLUSTERS: Readonly<Record<Engine, ClusterRow>> = {
  pg: {
    port: 25060,
    user: 'doadmin',
    database: 'defaultdb',
    version: '17',
    nodeCount: 1,
    privateUri: 'postgresql://doadmin:x@private-host:25060/defaultdb',
  },
  mysql: {
    port: 25060,
    user: 'doadmin',
    database: 'defaultdb',
    version: '8',
    nodeCount: 1,
    privateUri: 'mysql://doadmin:x@private-host:25060/defaultdb',
  },
  mongodb: {
    port: 27017,
    user: 'doadmin',
    database: 'admin',
    version: '8',
    nodeCount: 1,
    privateUri: 'mongodb+srv://doadmin:x@private-host/admin',
  },
  valkey: {
    port: 25061,
    user: 'default',
    database: '',
    version: '8',
    nodeCount: 1,
    privateUri: 'rediss://default:x@private-host:25061',
  },
  kafka: { port: 25073, user: 'doadmin', database: '', version: '3.8', nodeCount: 3, privateUri: 'private-host:25080' },
  opensearch: {
    port: 25060,
    user: 'doadmin',
    database: '',
    version: '2',
    nodeCount: 1,
    privateUri: 'https://doadmin:x@private-host:25060',
  },
};

const condition = (type: string, status: string, reason: string, message?: string): JsonObject => ({
  type,
  status,
  reason,
  lastTransitionTime: '2026-01-01T00:00:00Z',
  ...(message ? { message } : {}),
});
/** That the provider has looked at a generation of the spec. */
const synced = (generation: number, message?: string): JsonObject => ({
  ...(message === undefined
    ? condition('Synced', 'True', 'ReconcileSuccess')
    : condition('Synced', 'False', 'ReconcileError', message)),
  observedGeneration: generation,
});
const AVAILABLE = condition('Ready', 'True', 'Available');
const CREATING = condition('Ready', 'False', 'Creating');

/** The generation of every spec here: that of the one before is what conditions can still be about. */
const GENERATION = 3;
const READY = [AVAILABLE, synced(GENERATION)];

interface ManagedParts {
  readonly kind: string;
  readonly externalName?: string;
  /** When the provider began to create it, if it did. */
  readonly created?: string;
  readonly note?: string | undefined;
  readonly forProvider: JsonObject;
  readonly atProvider?: JsonObject;
  readonly policies: readonly string[];
  readonly conditions?: readonly JsonObject[];
}

function managed({ kind, forProvider, atProvider, policies, conditions, ...marks }: ManagedParts): JsonObject {
  return {
    apiVersion: API_VERSION,
    kind,
    metadata: {
      name: `orders-${kind.toLowerCase()}-abc12`,
      namespace: 'shop',
      generation: GENERATION,
      annotations: annotations(marks),
    },
    spec: { forProvider, managementPolicies: policies },
    ...(conditions ? { status: { atProvider: atProvider ?? {}, conditions } } : {}),
  };
}

function annotations({
  externalName,
  created,
  note,
}: Pick<ManagedParts, 'externalName' | 'created' | 'note'>): JsonObject {
  return compact({
    'crossplane.io/external-name': externalName,
    'crossplane.io/external-create-pending': created,
    'crossplane.io/external-create-succeeded': created,
    [NOTE]: note,
  });
}

const clusterSpec = (engine: Engine): JsonObject => ({
  engine,
  name: 'shop-orders',
  nodeCount: CLUSTERS[engine].nodeCount,
  region: 'nyc3',
  size: 'db-s-1vcpu-1gb',
  version: CLUSTERS[engine].version,
});

/** A cluster two seconds old: no status, no external name, no connection details. */
export function clusterYoung(engine: Engine): ObservedState {
  return { resource: managed({ kind: 'Cluster', forProvider: clusterSpec(engine), policies: ALL }) };
}

/** A cluster that the provider waits for. */
export function clusterCreating(engine: Engine): ObservedState {
  const conditions = [CREATING, synced(GENERATION)];
  const parts = { kind: 'Cluster', created: CREATED_AT, policies: ALL, conditions };
  return { resource: managed({ ...parts, forProvider: clusterSpec(engine) }) };
}

/** A cluster whose creation DigitalOcean refuses, with the message the provider makes of it. */
export function clusterRejected(engine: Engine, message: string): ObservedState {
  const conditions = [
    CREATING,
    condition('Synced', 'False', 'ReconcileError', `create failed: ${message}`),
    condition('LastAsyncOperation', 'False', 'ApplyFailure', message),
  ];
  const parts = { kind: 'Cluster', created: CREATED_AT, policies: ALL, conditions };
  return { resource: managed({ ...parts, forProvider: clusterSpec(engine) }) };
}

/** A cluster in use, which the function has noted once it was ready. */
export function clusterReady(engine: Engine, id: string = CLUSTER_ID): ObservedState {
  const { port, user, database, privateUri } = CLUSTERS[engine];
  return {
    resource: managed({
      kind: 'Cluster',
      externalName: id,
      created: CREATED_AT,
      note: CLUSTER_ID,
      forProvider: clusterSpec(engine),
      policies: ALL,
      atProvider: {
        ...clusterSpec(engine),
        id,
        host: 'public-host',
        privateHost: 'private-host',
        port,
        user,
        database,
        storageSizeMib: engine === 'valkey' ? '0' : '10240',
        projectId: 'dfb4c860-2f36-4656-8980-c278ecb146db',
        privateNetworkUuid: 'bfe3479e-c5c8-4a09-a0f4-397a6605cfeb',
        ...(engine === 'opensearch' ? { uiHost: 'public-host', uiPort: 443 } : {}),
      },
      conditions: READY,
    }),
    connectionDetails: {
      'attribute.password': PASSWORDS.cluster,
      'attribute.private_uri': privateUri,
      'attribute.uri': `scheme://${user}:${PASSWORDS.cluster}@public-host:${port}`,
    },
  };
}

/** The empty cluster that the provider has made in the place of one that was deleted at DigitalOcean. */
export function clusterReplaced(engine: Engine): ObservedState {
  return clusterReady(engine, NEW_CLUSTER_ID);
}

/** A cluster that the provider only looks at: one field of it stays in the spec. */
export function clusterObserved(engine: RunningEngine): ObservedState {
  const known = engine === 'redis' ? 'valkey' : engine;
  const { resource, connectionDetails = {} } = clusterReady(known);
  const atProvider = { ...asObject(at(resource, 'status', 'atProvider')), engine };
  return {
    resource: {
      ...resource,
      metadata: { ...asObject(resource.metadata), annotations: annotations({ externalName: CLUSTER_ID }) },
      spec: { forProvider: { name: 'shop-orders' }, managementPolicies: LOOKED_AT },
      status: { ...asObject(resource.status), atProvider },
    },
    connectionDetails,
  };
}

const databaseParts = (name: string) => ({ kind: 'DB', forProvider: { clusterId: CLUSTER_ID, name } });

/** A database in use: only looked at, under the name of an import, since there is nothing to change of one. */
export function databaseReady(name: string, policies: readonly string[] = LOOKED_AT): ObservedState {
  const id = `${CLUSTER_ID}/database/${name}`;
  return {
    resource: managed({
      ...databaseParts(name),
      externalName: policies.length === 1 ? importName(name) : id,
      created: CREATED_AT,
      note: CREATED_AT,
      atProvider: { clusterId: CLUSTER_ID, id, name },
      policies,
      conditions: READY,
    }),
  };
}

/** A database that was in use, and is gone at DigitalOcean. */
export function databaseLost(name: string): ObservedState {
  return gone(databaseReady(name));
}

/** A database whose name is in use at DigitalOcean, so that it cannot be created. */
export function databaseNameTaken(name: string): ObservedState {
  const refusal = `apply failed: Error creating Database DB: POST https://api.digitalocean.com/v2/databases/${CLUSTER_ID}/dbs: 422 (request "43bd760a") database name is not available: `;
  const conditions = [
    CREATING,
    condition('Synced', 'False', 'ReconcileError', `create failed: ${refusal}`),
    condition('LastAsyncOperation', 'False', 'ApplyFailure', refusal),
  ];
  return { resource: managed({ ...databaseParts(name), created: CREATED_AT, policies: KEPT, conditions }) };
}

/** A state whose counterpart the provider has looked for and not found: everything else stays as it was. */
function gone(state: ObservedState): ObservedState {
  const conditions = [synced(GENERATION, GONE), AVAILABLE];
  const { resource } = state;
  return { ...state, resource: { ...resource, status: { ...asObject(resource.status), conditions } } };
}

/** A resource that was applied as it is desired, and whose provider found nothing to add. */
function settledAs(resource: JsonObject, externalName: string): ObservedState {
  return {
    resource: managed({
      kind: String(resource.kind),
      externalName,
      created: CREATED_AT,
      note: asString(at(resource, 'metadata', 'annotations', NOTE)),
      forProvider: asObject(at(resource, 'spec', 'forProvider')),
      atProvider: { ...asObject(at(resource, 'spec', 'forProvider')), id: externalName },
      policies: asList(at(resource, 'spec', 'managementPolicies')).map(String),
      conditions: READY,
    }),
  };
}

/** The trusted sources of a cluster, in force. */
export function firewallReady(resource: JsonObject): ObservedState {
  return settledAs(resource, `${CLUSTER_ID}-20261122115528310200000001`);
}

/** The engine's configuration, in force. */
export function configurationReady(resource: JsonObject): ObservedState {
  return settledAs(resource, `${CLUSTER_ID}/config`);
}

/** A Usage in force. */
export function usageReady(key: string, resource: JsonObject): ObservedState {
  const conditions = [condition('Ready', 'True', 'Available')];
  return {
    resource: { ...resource, metadata: { name: `orders-${key}-abc12`, namespace: 'shop' }, status: { conditions } },
  };
}

const userDetails = (engine: RunningEngine, password: string): Readonly<Record<string, string>> => ({
  'attribute.password': password,
  ...(engine === 'kafka'
    ? { 'attribute.access_cert': 'CERTIFICATE', 'attribute.access_key': 'PRIVATE KEY of the user' }
    : {}),
});

const userParts = { kind: 'User', forProvider: { clusterId: CLUSTER_ID } };
const importName = (name: string): string => `${CLUSTER_ID},${name}`;
const userFacts = (id: string): JsonObject => ({ clusterId: CLUSTER_ID, id, role: 'normal' });
const userId = (name: string): string => `${CLUSTER_ID}/user/${name}`;

/** A user that is looked for, one second after that was applied. */
export function userSought(name: string): ObservedState {
  return { resource: managed({ ...userParts, externalName: importName(name), policies: LOOKED_AT }) };
}

/** A user that was looked for, and whose name is free. */
export function userFree(name: string): ObservedState {
  const conditions = [synced(GENERATION, GONE)];
  return { resource: managed({ ...userParts, externalName: importName(name), policies: LOOKED_AT, conditions }) };
}

/** A user whose name was free, one second after its creation was applied: what is told is about the spec before. */
export function userYoung(name: string): ObservedState {
  const conditions = [synced(GENERATION - 1, GONE)];
  return { resource: managed({ ...userParts, externalName: name, policies: KEPT, conditions }) };
}

/** A user that the provider is creating. */
export function userCreating(name: string): ObservedState {
  const conditions = [CREATING, synced(GENERATION)];
  const parts = { ...userParts, externalName: name, created: CREATED_AT, policies: KEPT };
  return { resource: managed({ ...parts, conditions }) };
}

/** A user after the provider has created it and overwritten its external name. Its password is told where it was asked for. */
export function userStuck(engine: RunningEngine, name: string, password: string = PASSWORDS.user): ObservedState {
  return {
    resource: managed({
      ...userParts,
      externalName: userId(name),
      created: CREATED_AT,
      atProvider: userFacts(userId(name)),
      policies: KEPT,
      conditions: [AVAILABLE, synced(GENERATION, STUCK)],
    }),
    connectionDetails: userDetails(engine, password),
  };
}

/** A user that was created for this binding, and is only looked at from then on. */
export function userSettled(
  engine: RunningEngine,
  name: string,
  password: string = PASSWORDS.user,
  settings: JsonObject = {},
): ObservedState {
  return {
    resource: managed({
      kind: 'User',
      externalName: importName(name),
      created: CREATED_AT,
      forProvider: { clusterId: CLUSTER_ID, ...settings },
      atProvider: userFacts(userId(name)),
      policies: LOOKED_AT,
      conditions: READY,
    }),
    connectionDetails: userDetails(engine, password),
  };
}

/** The same in a cluster that lives on when the binding goes: it may be deleted. */
export function userOfGuest(engine: RunningEngine, login: string, password: string = PASSWORDS.user): ObservedState {
  const { resource, connectionDetails = {} } = userSettled(engine, login, password);
  const spec = { ...asObject(resource.spec), managementPolicies: ['Observe', 'Delete'] };
  return { resource: { ...resource, spec }, connectionDetails };
}

/** What looks at a user beside its own resource. */
export function watchReady(login: string): ObservedState {
  const parts = { ...userParts, externalName: importName(login), policies: LOOKED_AT };
  return { resource: managed({ ...parts, atProvider: userFacts(userId(login)), conditions: READY }) };
}

/** The same after the user was deleted at DigitalOcean. */
export function watchGone(login: string): ObservedState {
  return gone(watchReady(login));
}

/** A user that was created for this binding, and is gone at DigitalOcean: its old password is still there to read. */
export function userLost(engine: RunningEngine, name: string): ObservedState {
  return gone(userSettled(engine, name));
}

/** A user that somebody else made, as it is found: nothing of it is read. */
export function userFound(name: string): ObservedState {
  return watchReady(name);
}

/** A user that somebody else made, and that is read on purpose. */
export function userObserved(engine: RunningEngine, name: string, password: string = PASSWORDS.user): ObservedState {
  return { ...watchReady(name), connectionDetails: userDetails(engine, password) };
}

/** A user that came to be between the look and the creation: found under its name, password and all, and never created. */
export function userTakenOver(engine: RunningEngine, name: string): ObservedState {
  const parts = { ...userParts, externalName: name, atProvider: userFacts(name), policies: KEPT };
  return {
    resource: managed({ ...parts, conditions: READY }),
    connectionDetails: userDetails(engine, PASSWORDS.other),
  };
}

/** A user whose creation succeeded without an answer: found under its name at the next look. */
export function userAnswerLost(engine: RunningEngine, name: string): ObservedState {
  const parts = { ...userParts, externalName: name, created: CREATED_AT, atProvider: userFacts(name), policies: KEPT };
  const refused = condition(
    'LastAsyncOperation',
    'False',
    'ApplyFailure',
    'apply failed: user name is not available: ',
  );
  return {
    resource: managed({ ...parts, conditions: [...READY, refused] }),
    connectionDetails: userDetails(engine, PASSWORDS.user),
  };
}

/** What lies between the cluster's id and the name in the provider's id, and which field has the name. */
const CONTENTS: Readonly<Record<string, readonly [separator: string, nameField: string]>> = {
  KafkaTopic: ['/topic/', 'name'],
  KafkaSchemaRegistry: ['/schema/', 'subjectName'],
  ConnectionPool: ['/', 'name'],
  Replica: ['/replicas/', 'name'],
  LogSinkOpenSearch: ['/logsink/', 'name'],
  LogSinkRsyslog: ['/logsink/', 'name'],
};

/** Something in a cluster as the provider leaves it when all went well: what was asked for is what there is. */
export function contentReady(desired: JsonObject, told: JsonObject = {}): ObservedState {
  const kind = String(desired.kind);
  const [separator = '/', nameField = 'name'] = CONTENTS[kind] ?? [];
  const forProvider = asObject(at(desired, 'spec', 'forProvider'));
  const id = `${CLUSTER_ID}${separator}${forProvider[nameField]}`;
  const policies = asList(at(desired, 'spec', 'managementPolicies')).map(String);
  const atProvider = { ...forProvider, id, ...told };
  const marks = { externalName: id, created: CREATED_AT, note: noteOn(desired) };
  return { resource: managed({ kind, ...marks, forProvider, atProvider, policies, conditions: READY }) };
}

/** What holds data is noted with the time of its creation; of the rest the note stays as it was desired. */
function noteOn(desired: JsonObject): string | undefined {
  const noted = asString(at(desired, 'metadata', 'annotations', NOTE));
  return noted ?? (desired.kind === 'KafkaTopic' ? CREATED_AT : undefined);
}

/** A pool or a replica that tells where it is. */
export function placeReady(desired: JsonObject, told: JsonObject = {}): ObservedState {
  const host = `${at(desired, 'spec', 'forProvider', 'name')}.db.ondigitalocean.com`;
  const port = desired.kind === 'ConnectionPool' ? 25061 : 25060;
  return contentReady(desired, { host, privateHost: `private-${host}`, port, ...told });
}

/** An object as Crossplane would observe it after applying it. */
export function applied(resource: JsonObject): ObservedState {
  return { resource };
}

/** A binding `shop/orders`. */
export function binding(spec: JsonObject, conditions: readonly JsonObject[] = []): JsonObject {
  return {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name: 'orders', namespace: 'shop', uid: '0b3f3c1e-0000-4000-8000-000000000000' },
    spec,
    status: { conditions },
  };
}

/** A version of each engine, without which none can be created. */
export const VERSIONS = {
  pg: '17',
  mysql: '8',
  mongodb: '8',
  valkey: '8',
  kafka: '3.8',
  opensearch: '2',
} as const satisfies Record<Engine, string>;

/** A small policy that gives what a cluster cannot do without. */
export const POLICY: JsonObject = {
  apiVersion: 'databasebinding.fn.crossplane.io/v1beta1',
  kind: 'BindingPolicy',
  defaults: { cluster: { region: 'nyc3', size: 'db-s-1vcpu-1gb' }, versions: VERSIONS },
  references: { networks: ['*'], projects: ['*'] },
};
