// A DatabaseBinding for PostgreSQL, written as the TypeScript SDK's documentation shows: the request as messages, resources
// as plain objects. It does what the benchmark's requests need and no more: no validation, no policy but defaults.
import {
  asObject,
  type ComposeFunction,
  type Condition,
  fromObject,
  getCondition,
  getInput,
  getObservedComposedResources,
  getObservedCompositeResource,
  Ready,
  type Resource,
  Status,
  setDesiredComposedResources,
  setDesiredCompositeStatus,
  Target,
} from '@crossplane-org/function-sdk-typescript';
import { type AtProvider, secretData } from './secret-data.js';

type ObservedResources = Readonly<Record<string, Resource>>;

interface BindingObject {
  metadata: { name: string; namespace: string };
  spec: { cluster: Record<string, unknown>; databases: { name: string }[]; users: { name: string }[] };
}

interface Policy {
  defaults?: { cluster?: Record<string, unknown> };
  tags?: string[];
}

interface ManagedObject {
  metadata?: { annotations?: Record<string, string> };
  status?: { atProvider?: AtProvider };
}

interface User {
  name: string;
  secret: string;
}

const API_VERSION = 'database.digitalocean.m.crossplane.io/v1alpha1';
const ALL = ['Observe', 'Create', 'Update', 'Delete'];
// What lies in a cluster goes with it.
const KEPT = ['Observe', 'Create', 'Update'];
const LOOKED_AT = ['Observe'];
const EXTERNAL_NAME = 'crossplane.io/external-name';

export const compose: ComposeFunction = (req, rsp, logger) => {
  const xr = asObject(getObservedCompositeResource(req)?.resource) as unknown as BindingObject;
  const policy = getInput(req) as Policy | undefined;
  const observed = getObservedComposedResources(req);
  const { name, namespace } = xr.metadata;
  logger?.debug({ name, namespace }, 'composing binding');

  const clusterReady = isReady(observed.cluster);
  const at =
    (clusterReady && (observed.cluster?.resource as ManagedObject | undefined)?.status?.atProvider) || undefined;
  const users = xr.spec.users.map((user, i) => ({
    name: user.name,
    secret: i === 0 ? `${name}-credentials` : `${name}-${user.name}-credentials`,
    ready: at !== undefined && observed[`user-${user.name}`]?.connectionDetails['attribute.password'] !== undefined,
  }));

  const desired: Record<string, Resource> = { cluster: composeCluster(xr, policy, observed) };
  if (at !== undefined) {
    for (const { name: database } of xr.spec.databases) {
      const key = `database-${database}`;
      const policies = isReady(observed[key]) ? LOOKED_AT : KEPT;
      const fields = { clusterId: at.id, name: database };
      desired[key] = managed('DB', undefined, observed[key], policies, undefined, fields);
    }
    for (const user of users) {
      desired[`user-${user.name}`] = composeUser(xr, user.name, at, observed);
      if (user.ready) desired[`secret-${user.name}`] = composeSecret(xr, user, at, observed);
    }
  }
  setDesiredComposedResources(rsp, desired);

  setDesiredCompositeStatus({
    rsp,
    status: { architecture: 'Controlled', cluster: clusterStatus(at, xr), users },
  });
  const usersReady = users.every(({ ready }) => ready);
  const verdicts = {
    SpecAccepted: true,
    ClusterReady: clusterReady,
    UsersReady: usersReady,
    ConnectionReady: usersReady && users.every((user) => observed[`secret-${user.name}`] !== undefined),
  };
  rsp.conditions.push(...Object.entries(verdicts).map(([type, ready]) => condition(type, ready)));
  return rsp;
};

function composeCluster(xr: BindingObject, policy: Policy | undefined, observed: ObservedResources): Resource {
  const { name, namespace } = xr.metadata;
  const fields = { ...policy?.defaults?.cluster, ...xr.spec.cluster };
  return managed('Cluster', `${name}-cluster-conn`, observed.cluster, ALL, externalName(observed.cluster), {
    engine: fields.engine,
    name: `${namespace}-${name}`,
    version: fields.version,
    size: fields.size,
    region: fields.region,
    nodeCount: fields.nodeCount ?? 1,
    tags: policy?.tags,
  });
}

function composeUser(xr: BindingObject, name: string, at: AtProvider, observed: ObservedResources): Resource {
  const existing = observed[`user-${name}`];
  const created = /[/,]/.test(externalName(existing) ?? '');
  const external = created ? `${at.id},${name}` : name;
  const policies = created ? LOOKED_AT : KEPT;
  const connectionSecret = `${xr.metadata.name}-user-${name}-conn`;
  return managed('User', connectionSecret, existing, policies, external, { clusterId: at.id });
}

function composeSecret(xr: BindingObject, user: User, at: AtProvider, observed: ObservedResources): Resource {
  const password = observed[`user-${user.name}`]?.connectionDetails['attribute.password'] ?? '';
  return fromObject(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: user.secret, namespace: xr.metadata.namespace },
      type: 'servicebinding.io/postgresql',
      data: secretData(at, user.name, Buffer.from(password).toString(), xr.spec.databases[0]?.name ?? ''),
    },
    undefined,
    observed[`secret-${user.name}`] ? Ready.READY_TRUE : Ready.READY_FALSE,
  );
}

function clusterStatus(at: AtProvider | undefined, { metadata, spec }: BindingObject): Record<string, unknown> {
  if (at === undefined) return { engine: spec.cluster.engine, name: `${metadata.namespace}-${metadata.name}` };
  const { id, name, engine, version, host, privateHost, port, database, region, size, nodeCount } = at;
  return { id, name, engine, version, host, privateHost, port, database, region, size, nodeCount };
}

function condition(type: string, ready: boolean): Condition {
  return {
    type,
    status: ready ? Status.STATUS_CONDITION_TRUE : Status.STATUS_CONDITION_FALSE,
    reason: ready ? 'Available' : 'Waiting',
    message: '',
    target: Target.TARGET_COMPOSITE_AND_CLAIM,
  };
}

function managed(
  kind: string,
  connectionSecret: string | undefined,
  observed: ObservedResources[string] | undefined,
  managementPolicies: string[],
  external: string | undefined,
  forProvider: Record<string, unknown>,
): Resource {
  return fromObject(
    {
      apiVersion: API_VERSION,
      kind,
      ...(external === undefined ? {} : { metadata: { annotations: { [EXTERNAL_NAME]: external } } }),
      spec: {
        forProvider,
        managementPolicies,
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
        ...(connectionSecret === undefined ? {} : { writeConnectionSecretToRef: { name: connectionSecret } }),
      },
    },
    undefined,
    isReady(observed) ? Ready.READY_TRUE : Ready.READY_FALSE,
  );
}

function externalName(observed: Resource | undefined): string | undefined {
  return (observed?.resource as ManagedObject | undefined)?.metadata?.annotations?.[EXTERNAL_NAME];
}

function isReady(observed: Resource | undefined): boolean {
  return ['Ready', 'Synced'].every((type) => getCondition(observed?.resource, type).status === 'True');
}
