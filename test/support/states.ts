import type { Engine, RunningEngine } from '../../src/gen/binding.js';
import { asList, asObject, at, type JsonObject } from '../../src/lib/json.js';
import type { ObservedState } from './run.js';

// Shaped like the objects that the real provider leaves.

export const API_VERSION = 'database.digitalocean.m.crossplane.io/v1alpha1';
export const CLUSTER_ID = '66bd85d7-5f57-428b-a009-7ac6d0506aad';
/** A replica's own id, whichever replica it is. */
export const REPLICA_ID = '5a1c9e7d-33b2-4b6e-8f0a-7d2e4c6b8a90';
export const PASSWORDS = {
  cluster: 'AVNS_cluster-Password',
  user: 'AVNS_user-P@ss/word',
  other: 'AVNS_other-Pass:word',
} as const;

const FULL = ['Observe', 'Create', 'Update', 'Delete'];
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
const READY = [condition('Ready', 'True', 'Available'), condition('Synced', 'True', 'ReconcileSuccess')];

interface ManagedParts {
  readonly kind: string;
  readonly externalName?: string;
  readonly forProvider: JsonObject;
  readonly atProvider?: JsonObject;
  readonly policies?: readonly string[];
  readonly conditions?: readonly JsonObject[];
}

function managed({
  kind,
  externalName,
  forProvider,
  atProvider,
  policies = FULL,
  conditions,
}: ManagedParts): JsonObject {
  return {
    apiVersion: API_VERSION,
    kind,
    metadata: {
      name: `orders-${kind.toLowerCase()}-abc12`,
      namespace: 'shop',
      annotations: externalName === undefined ? {} : { 'crossplane.io/external-name': externalName },
    },
    spec: { forProvider, managementPolicies: policies },
    ...(conditions ? { status: { atProvider: atProvider ?? {}, conditions } } : {}),
  };
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
  return { resource: managed({ kind: 'Cluster', forProvider: clusterSpec(engine) }) };
}

/** A cluster that the provider waits for. */
export function clusterCreating(engine: Engine): ObservedState {
  const conditions = [condition('Ready', 'False', 'Creating'), condition('Synced', 'True', 'ReconcileSuccess')];
  return { resource: managed({ kind: 'Cluster', forProvider: clusterSpec(engine), conditions }) };
}

/** A cluster whose creation DigitalOcean refuses, with the message the provider makes of it. */
export function clusterRejected(engine: Engine, message: string): ObservedState {
  const conditions = [
    condition('Ready', 'False', 'Creating'),
    condition('Synced', 'False', 'ReconcileError', `create failed: ${message}`),
    condition('LastAsyncOperation', 'False', 'ApplyFailure', message),
  ];
  return { resource: managed({ kind: 'Cluster', forProvider: clusterSpec(engine), conditions }) };
}

/** A cluster in use. */
export function clusterReady(engine: Engine): ObservedState {
  const { port, user, database, privateUri } = CLUSTERS[engine];
  return {
    resource: managed({
      kind: 'Cluster',
      externalName: CLUSTER_ID,
      forProvider: clusterSpec(engine),
      atProvider: {
        ...clusterSpec(engine),
        id: CLUSTER_ID,
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

/** A cluster that the provider only looks at. */
export function clusterObserved(engine: RunningEngine): ObservedState {
  const known = engine === 'redis' ? 'valkey' : engine;
  const { resource, connectionDetails = {} } = clusterReady(known);
  const atProvider = { ...asObject(at(resource, 'status', 'atProvider')), engine };
  return {
    resource: {
      ...resource,
      spec: { forProvider: {}, managementPolicies: ['Observe'] },
      status: { ...asObject(resource.status), atProvider },
    },
    connectionDetails,
  };
}

export function databaseReady(name: string, policies: readonly string[] = FULL): ObservedState {
  const facts = { clusterId: CLUSTER_ID, name };
  return {
    resource: managed({
      kind: 'DB',
      externalName: `${CLUSTER_ID}/database/${name}`,
      forProvider: facts,
      atProvider: facts,
      policies,
      conditions: READY,
    }),
  };
}

/** A resource that was applied as it is desired, and whose provider found nothing to add. */
function settledAs(resource: JsonObject, externalName: string): ObservedState {
  return {
    resource: managed({
      kind: String(resource.kind),
      externalName,
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

/** A user one second old. */
export function userYoung(name: string): ObservedState {
  return { resource: managed({ kind: 'User', externalName: name, forProvider: { clusterId: CLUSTER_ID } }) };
}

/** A user after the provider has overwritten its external name. */
export function userStuck(engine: RunningEngine, name: string, password: string = PASSWORDS.user): ObservedState {
  return {
    resource: managed({
      kind: 'User',
      externalName: `${CLUSTER_ID}/user/${name}`,
      forProvider: { clusterId: CLUSTER_ID },
      atProvider: { clusterId: CLUSTER_ID, id: `${CLUSTER_ID}/user/${name}`, role: 'normal' },
      conditions: [condition('Ready', 'True', 'Available'), condition('Synced', 'False', 'ReconcileError', STUCK)],
    }),
    connectionDetails: userDetails(engine, password),
  };
}

/** A user that was imported after its creation. */
export function userSettled(
  engine: RunningEngine,
  name: string,
  password: string = PASSWORDS.user,
  settings: JsonObject = {},
): ObservedState {
  return {
    resource: managed({
      kind: 'User',
      externalName: `${CLUSTER_ID},${name}`,
      forProvider: { clusterId: CLUSTER_ID, ...settings },
      atProvider: { clusterId: CLUSTER_ID, id: `${CLUSTER_ID}/user/${name}`, role: 'normal' },
      policies: ['Observe', 'Delete'],
      conditions: READY,
    }),
    connectionDetails: userDetails(engine, password),
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
  return { resource: managed({ kind, externalName: id, forProvider, atProvider, policies, conditions: READY }) };
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

/** A small policy that gives what a cluster cannot do without. */
export const POLICY: JsonObject = {
  apiVersion: 'databasebinding.fn.crossplane.io/v1beta1',
  kind: 'BindingPolicy',
  defaults: { cluster: { region: 'nyc3', size: 'db-s-1vcpu-1gb' } },
};
