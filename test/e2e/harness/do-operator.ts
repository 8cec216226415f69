import type { CloudCluster, CloudUser } from '../../../simulation/provider/digitalocean.js';
import { asString, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import type { Cluster } from './cluster.js';
import { installCrds } from './provider-crds.js';

const GROUP = 'databases.digitalocean.com';
/** The API of do-operator's kinds. */
export const OPERATOR_API = `${GROUP}/v1alpha1`;
/** With it do-operator deletes at DigitalOcean what its object stands for. */
export const FINALIZER = GROUP;

const TEXT = { type: 'string' };
const CLUSTER = {
  engine: TEXT,
  name: TEXT,
  version: TEXT,
  numNodes: { type: 'integer', format: 'int64' },
  size: TEXT,
  region: TEXT,
};
const REFERENCE = {
  type: 'object',
  required: ['kind', 'name'],
  properties: { apiGroup: TEXT, kind: TEXT, name: TEXT },
};

/** Its kinds, with the fields that each has. */
const KINDS: Readonly<Record<string, { readonly spec: JsonObject; readonly status: JsonObject }>> = {
  DatabaseCluster: { spec: CLUSTER, status: { uuid: TEXT, status: TEXT, createdAt: TEXT } },
  DatabaseClusterReference: { spec: { uuid: TEXT }, status: { ...CLUSTER, status: TEXT, createdAt: TEXT } },
  DatabaseUser: { spec: { databaseCluster: REFERENCE, username: TEXT }, status: { clusterUUID: TEXT, role: TEXT } },
  DatabaseUserReference: {
    spec: { databaseCluster: REFERENCE, username: TEXT },
    status: { clusterUUID: TEXT, role: TEXT },
  },
};

/** Everything of do-operator in a cluster. */
export async function operatorObjects(cluster: Cluster): Promise<readonly JsonObject[]> {
  return (await Promise.all(Object.keys(KINDS).map((kind) => cluster.list(OPERATOR_API, kind)))).flat();
}

/** Installs do-operator's kinds. Nobody looks after them: it is stopped. */
export async function installOperatorCrds(cluster: Cluster): Promise<void> {
  await installCrds(
    cluster,
    Object.entries(KINDS).map(([kind, { spec, status }]) => definition(kind, spec, status)),
  );
}

function definition(kind: string, spec: JsonObject, status: JsonObject): JsonObject {
  const singular = kind.toLowerCase();
  const part = (properties: JsonObject): JsonObject => ({ type: 'object', properties });
  const schema = { type: 'object', properties: { spec: part(spec), status: part(status) } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural: `${singular}s`, singular },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: schema },
        },
      ],
    },
  };
}

/** Puts an object of do-operator's into a cluster, with its status. */
export async function putOperatorObject(
  cluster: Cluster,
  kind: string,
  metadata: JsonObject,
  { spec, status }: { readonly spec: JsonObject; readonly status: JsonObject },
): Promise<JsonObject> {
  const header = { apiVersion: OPERATOR_API, kind };
  const stored = await cluster.create({ ...header, metadata, spec });
  const { name, namespace } = metadata;
  await cluster.merge({ ...header, metadata: { name: name ?? '', namespace: namespace ?? '' }, status }, 'status');
  return stored;
}

/** What do-operator writes beside its objects: for the administrator of a cluster, and for a user. */
export async function putWhatItMakes(
  cluster: Cluster,
  { owner, cloud, user }: { readonly owner: JsonObject; readonly cloud: CloudCluster; readonly user?: CloudUser },
): Promise<void> {
  const [name, namespace] = [asString(at(owner, 'metadata', 'name')) ?? '', at(owner, 'metadata', 'namespace') ?? ''];
  const controller: JsonObject = {
    apiVersion: OPERATOR_API,
    kind: String(owner.kind),
    name,
    uid: at(owner, 'metadata', 'uid') ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
  const put = (kind: string, ending: string, content: JsonObject) =>
    cluster.apply(
      {
        apiVersion: 'v1',
        kind,
        metadata: { name: `${name}-${ending}`, namespace, ownerReferences: [controller] },
        ...content,
      },
      { owner: 'do-operator' },
    );
  if (user !== undefined) {
    await put('Secret', 'credentials', {
      type: 'Opaque',
      data: encoded({ username: user.name, password: user.password }),
    });
    return;
  }
  const administrator = cloud.users.get('doadmin')?.password ?? '';
  const uri = `postgresql://doadmin:${administrator}@h:25060/defaultdb?sslmode=require`;
  const whole = { username: 'doadmin', password: administrator, uri, private_uri: uri };
  await put('Secret', 'default-credentials', { type: 'Opaque', data: encoded(whole) });
  for (const ending of ['connection', 'private-connection'])
    await put('ConfigMap', ending, { data: { host: 'h', port: '25060', ssl: 'true', database: 'defaultdb' } });
}

function encoded(texts: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}
