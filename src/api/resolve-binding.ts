import { profileOf } from '../engines/engines.js';
import type { DatabaseBindingSpec, Engine } from '../gen/binding.js';
import type { BindingPolicy } from '../gen/policy.js';
import { accepted, type Issue, type Result, refused } from '../lib/issue.js';
import type { Binding, Provider, UserIntent } from './binding.js';
import { checkEngine } from './check-engine.js';
import { checkComplete, checkPolicy } from './check-policy.js';
import { defaultName, furtherSecretName } from './names.js';
import { resolveCluster } from './resolve-cluster.js';

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

/** Makes a Binding of a validated spec and policy, or tells every problem of the two together. */
export function resolveBinding(
  owner: Owner,
  spec: DatabaseBindingSpec,
  policy: BindingPolicy,
  { engine: runningEngine, complete }: Known,
): Result<Binding> {
  const name = owner.claim?.name ?? owner.compositeName;
  const namespace = owner.compositeNamespace ?? owner.claim?.namespace;
  const engine = runningEngine ?? spec.cluster.engine;
  const cluster = resolveCluster({ spec: spec.cluster, policy, engine, namespace, name });
  const users = resolveUsers(spec, engine, name);
  const provider = resolveProvider(owner, policy);
  const issues = [
    ...checkEngine(spec, cluster),
    ...checkPolicy(spec, cluster, policy),
    ...(complete && runningEngine === undefined ? checkComplete(cluster) : []),
    ...checkSecretNames(name, users),
    ...checkScope(owner, provider),
  ];
  if (issues.length > 0) return refused(issues);
  return accepted({
    name,
    namespace: namespace ?? secretNamespace(policy),
    provider,
    cluster,
    databases: resolveDatabases(spec, engine, name),
    users,
    endpoint: spec.connection?.endpoint ?? policy.defaults?.connection?.endpoint ?? 'Public',
    deletionPolicy: spec.deletionPolicy ?? policy.defaults?.deletionPolicy ?? 'Delete',
  });
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

/** Two users whose Secrets would have one name: the names differ in case or punctuation only. */
function checkSecretNames(binding: string, users: readonly UserIntent[]): readonly Issue[] {
  const owners = new Map<string, string>();
  return users.flatMap(({ name }, i) => {
    const secret = furtherSecretName(binding, name);
    const other = owners.get(secret);
    if (other === undefined) owners.set(secret, name);
    return other === undefined
      ? []
      : [
          {
            path: `spec.users[${i}].name`,
            message: `"${name}" and "${other}" would share the Secret "${secret}": let them differ in letters or digits`,
          },
        ];
  });
}

/** Crossplane lets a namespaced composite compose namespaced resources only. */
function checkScope({ compositeNamespace }: Owner, { family }: Provider): readonly Issue[] {
  if (compositeNamespace === undefined || family === 'Namespaced') return [];
  return [{ path: 'policy.providerFamily', message: 'a namespaced composite needs the family Namespaced: remove it' }];
}
