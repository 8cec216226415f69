import { profileOf } from '../engines/engines.js';
import type { DatabaseBindingSpec, Engine } from '../gen/binding.js';
import type { BindingPolicy } from '../gen/policy.js';
import type { Issue } from '../lib/issue.js';
import type { Binding, Provider, UserIntent } from './binding.js';
import { checkEngine } from './check-engine.js';
import { checkComplete, checkPolicy } from './check-policy.js';
import { defaultName } from './names.js';
import { resolveCluster } from './resolve-cluster.js';
import { resolveConnection } from './resolve-connection.js';

/** The composite a binding stands for: itself, or, cluster-scoped, together with the claim it was made for. */
export interface Owner {
  /** The composite's `metadata.name`. */
  readonly compositeName: string;
  /** Undefined for a cluster-scoped composite. */
  readonly compositeNamespace: string | undefined;
  readonly claim: { readonly name: string; readonly namespace: string } | undefined;
}

/** What else is known of a binding. */
export interface Known {
  /** The engine of the running cluster, if there is one. */
  readonly engine: Engine | undefined;
  /** Whether spec and policy are whole: of a part of them nothing can be said to be missing. */
  readonly complete: boolean;
}

/** A Binding, to be used only where there are no issues. */
export interface Resolved {
  readonly binding: Binding;
  readonly issues: readonly Issue[];
}

/** Makes a Binding of a validated spec and policy, and tells every problem of the two together. */
export function resolveBinding(
  owner: Owner,
  spec: DatabaseBindingSpec,
  policy: BindingPolicy,
  { engine: runningEngine, complete }: Known,
): Resolved {
  const name = owner.claim?.name ?? owner.compositeName;
  const namespace = owner.compositeNamespace ?? owner.claim?.namespace;
  const home = namespace ?? secretNamespace(policy);
  const engine = runningEngine ?? spec.cluster.engine;
  const cluster = resolveCluster({ spec: spec.cluster, policy, engine, namespace, name });
  const users = resolveUsers(spec, engine, name);
  const provider = resolveProvider(owner, policy);
  const issues = [
    ...checkEngine(spec, cluster),
    ...checkPolicy(spec, cluster, policy),
    ...(complete && runningEngine === undefined ? checkComplete(cluster) : []),
    ...checkScope(owner, provider),
  ];
  const binding: Binding = {
    name,
    namespace: home,
    provider,
    cluster,
    databases: resolveDatabases(spec, engine, name),
    users,
    connection: resolveConnection({ spec, policy, engine, namespace: home, users }),
    deletionPolicy: spec.deletionPolicy ?? policy.defaults?.deletionPolicy ?? 'Delete',
  };
  return { binding, issues };
}

function resolveUsers(spec: DatabaseBindingSpec, engine: Engine, name: string): readonly UserIntent[] {
  const { users } = profileOf(engine);
  if (!users.supported) return [];
  return spec.users
    ? spec.users.map((user) => ({ name: user.name, mode: user.mode ?? 'Manage' }))
    : [{ name: defaultName(name, users.maxNameLength), mode: 'Manage' }];
}

function resolveDatabases(spec: DatabaseBindingSpec, engine: Engine, name: string): readonly string[] {
  const { databases } = profileOf(engine);
  if (!databases.supported) return [];
  return spec.databases
    ? spec.databases.map((database) => database.name)
    : [defaultName(name, databases.maxNameLength)];
}

function resolveProvider(owner: Owner, policy: BindingPolicy): Provider {
  const family = policy.providerFamily ?? (owner.compositeNamespace === undefined ? 'ClusterScoped' : 'Namespaced');
  const secretHome = secretNamespace(policy);
  return {
    family,
    configRef: {
      kind: policy.providerConfigRef?.kind ?? 'ClusterProviderConfig',
      name: policy.providerConfigRef?.name ?? 'default',
    },
    resourceNamespace: owner.compositeNamespace === undefined && family === 'Namespaced' ? secretHome : undefined,
    secretPrefix: owner.compositeName,
    secretNamespace: family === 'ClusterScoped' ? secretHome : undefined,
  };
}

/** Where a cluster-scoped composite's Secrets go, unless they are an application's. */
function secretNamespace(policy: BindingPolicy): string {
  return policy.connectionSecretNamespace ?? 'crossplane-system';
}

/** Crossplane lets a namespaced composite compose namespaced resources only. */
function checkScope({ compositeNamespace }: Owner, { family }: Provider): readonly Issue[] {
  if (compositeNamespace === undefined || family === 'Namespaced') return [];
  return [{ path: 'policy.providerFamily', message: 'a namespaced composite needs the family Namespaced: remove it' }];
}
