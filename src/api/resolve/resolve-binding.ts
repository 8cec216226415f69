import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { accepted, type Result } from '../../lib/issue.js';
import type { Binding, Provider, Target } from '../binding.js';
import { resolveConnection } from './resolve-connection.js';
import { type Existing, resolveDatabases, resolvePools, resolveTopics, resolveUsers } from './resolve-contents.js';
import { type KnownClusters, resolveTarget } from './resolve-target.js';

/** The composite a binding stands for: itself, or, cluster-scoped, together with the claim it was made for. */
export interface Owner {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** The composite's `metadata.name`. */
  readonly compositeName: string;
  /** Undefined for a cluster-scoped composite. */
  readonly compositeNamespace: string | undefined;
  readonly claim: { readonly name: string; readonly namespace: string } | undefined;
}

/** What else is known of a binding. */
export interface Known extends KnownClusters {
  /** The engine that was known the last time. */
  readonly lastEngine: RunningEngine | undefined;
  /** The UUIDs of the cluster that the binding controls, and of a lost one in whose place it is. */
  readonly ownClusters: readonly string[];
  /** The users and databases that exist, by name. */
  readonly existing: Existing;
  /** Whether spec and policy are whole: of a part of them nothing can be said to be missing. */
  readonly complete: boolean;
}

/** The Binding that a validated spec and policy ask for, to be used only once it was checked; none where nobody can say which cluster is meant. */
export function resolveBinding(
  owner: Owner,
  spec: DatabaseBindingSpec,
  policy: BindingPolicy,
  known: Known,
): Result<Binding> {
  const namespaced = owner.compositeNamespace !== undefined;
  // Crossplane sets a claimRef where there are claims; on a namespaced composite anybody could.
  const name = namespaced ? owner.compositeName : (owner.claim?.name ?? owner.compositeName);
  const namespace = owner.compositeNamespace ?? owner.claim?.namespace;
  const home = namespace ?? secretNamespace(policy);
  const found = resolveTarget({ name, namespace, namespaced }, spec, policy, known);
  if (!found.ok) return found;
  const target = found.value;
  const engine = engineOf(target, known);
  const naming = { name, namespace, engine, target, existing: known.existing };
  const users = resolveUsers(spec, naming);
  const databases = resolveDatabases(spec, naming);
  return accepted({
    name,
    namespace: home,
    composite: {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: owner.compositeName,
      namespace: owner.compositeNamespace,
    },
    provider: resolveProvider(owner, policy),
    target,
    engine,
    databases,
    users,
    connection: resolveConnection({ spec, policy, target, engine, namespace: home, users }),
    deletionPolicy: spec.deletionPolicy ?? policy.defaults?.deletionPolicy ?? 'Delete',
    topics: resolveTopics(spec, naming),
    schemas: spec.schemas ?? [],
    pools: resolvePools(spec, naming, users, databases),
    onLoss: policy.onLoss ?? 'Stop',
    // What lives elsewhere is not ours to protect.
    deletionProtection:
      target.architecture === 'Controlled' && (spec.deletionProtection ?? policy.defaults?.deletionProtection ?? false),
  });
}

function engineOf(target: Target, { runningEngine, lastEngine }: Known): RunningEngine | undefined {
  if (target.architecture === 'Controlled') return target.cluster.engine;
  const told = target.access.state === 'granted' ? target.access.engine : undefined;
  return runningEngine ?? told ?? lastEngine;
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
