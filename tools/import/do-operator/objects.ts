import { asNumber, asString, at, compact, type JsonObject } from '../../../src/lib/json.js';

const GROUP = 'databases.digitalocean.com';
/** Its finalizer: an object of these kinds that is deleted while do-operator runs takes the cluster or user with it. */
const DELETES: ReadonlySet<string> = new Set(['DatabaseCluster', 'DatabaseUser']);
const CLUSTERS = ['DatabaseCluster', 'DatabaseClusterReference'];
const USERS = ['DatabaseUser', 'DatabaseUserReference'];

/** The API of its kinds. */
export const OPERATOR_API = `${GROUP}/v1alpha1`;
/** Its kinds. */
export const OPERATOR_KINDS: readonly string[] = [...CLUSTERS, ...USERS];

/** Any object of do-operator. */
export interface OperatorObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** As people call it. */
  readonly title: string;
  /** The plural of its kind with its group, which kubectl takes. */
  readonly resource: string;
  /** Whether do-operator deletes something at DigitalOcean when it is deleted. */
  readonly deletes: boolean;
  readonly isDeleting: boolean;
}

/** A DatabaseCluster or DatabaseClusterReference. */
export interface OperatorCluster extends OperatorObject {
  readonly uuid: string | undefined;
  readonly engine: string | undefined;
  /** The cluster as a binding has it. */
  readonly settings: JsonObject;
}

/** A DatabaseUser or DatabaseUserReference. */
export interface OperatorUser extends OperatorObject {
  readonly username: string;
  readonly cluster: { readonly kind: string; readonly name: string };
  readonly clusterUuid: string | undefined;
}

/** What of some manifests do-operator made. */
export interface OperatorObjects {
  readonly clusters: readonly OperatorCluster[];
  readonly users: readonly OperatorUser[];
}

/** Picks the objects of do-operator. */
export function readOperatorObjects(manifests: readonly JsonObject[]): OperatorObjects {
  const own = manifests.filter(({ apiVersion }) => asString(apiVersion)?.startsWith(`${GROUP}/`));
  return {
    clusters: own.filter(({ kind }) => CLUSTERS.includes(String(kind))).map(readCluster),
    users: own.filter(({ kind }) => USERS.includes(String(kind))).map(readUser),
  };
}

function readObject({ kind, metadata }: JsonObject): OperatorObject {
  const name = asString(at(metadata, 'name')) ?? '';
  return {
    kind: String(kind),
    name,
    namespace: asString(at(metadata, 'namespace')) ?? 'default',
    title: `${String(kind)} "${name}"`,
    resource: `${String(kind).toLowerCase()}s.${GROUP}`,
    deletes: DELETES.has(String(kind)),
    isDeleting: at(metadata, 'deletionTimestamp') !== undefined,
  };
}

// A reference has in its status what a DatabaseCluster has in its spec.
function readCluster(manifest: JsonObject): OperatorCluster {
  const { spec, status } = manifest;
  const whole = manifest.kind === 'DatabaseCluster' ? spec : status;
  return {
    ...readObject(manifest),
    uuid: asString(at(status, 'uuid')) ?? asString(at(spec, 'uuid')),
    engine: asString(at(whole, 'engine')),
    settings: compact({
      version: asString(at(whole, 'version')),
      size: asString(at(whole, 'size')),
      nodeCount: asNumber(at(whole, 'numNodes')),
      region: asString(at(whole, 'region')),
    }),
  };
}

function readUser(manifest: JsonObject): OperatorUser {
  const { spec, status } = manifest;
  return {
    ...readObject(manifest),
    username: asString(at(spec, 'username')) ?? '',
    cluster: {
      kind: asString(at(spec, 'databaseCluster', 'kind')) ?? '',
      name: asString(at(spec, 'databaseCluster', 'name')) ?? '',
    },
    clusterUuid: asString(at(status, 'clusterUUID')),
  };
}
