import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { type Issue, joinIssues, NO_ISSUES } from '../../lib/issue.js';
import type { Binding, Provider, Referenced, Target, UserIntent } from '../binding.js';
import { checkConfiguration } from '../check/check-configuration.js';
import { checkElsewhere } from '../check/check-contents.js';
import { checkDefaultNames, checkDefaultUser, checkEngine } from '../check/check-engine.js';
import { checkLeads } from '../check/check-leads.js';
import { checkPolicy } from '../check/check-policy.js';
import { checkPools } from '../check/check-pools.js';
import { checkRestore } from '../check/check-restore.js';
import { checkTopLevel } from '../check/check-top-level.js';
import { checkTrustedSources } from '../check/check-trusted-sources.js';
import { checkProtection, resolveProtection } from './protection.js';
import { resolveConnection } from './resolve-connection.js';
import {
  checkLogins,
  checkObserved,
  type Existing,
  resolveDatabases,
  resolvePools,
  resolveTopics,
  resolveUsers,
} from './resolve-contents.js';
import { resolveTarget } from './resolve-target.js';

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
export interface Known {
  /** The engine of the cluster that exists. */
  readonly runningEngine: RunningEngine | undefined;
  /** The engine of a cluster that lives elsewhere, as far as somebody told. */
  readonly toldEngine: (target: Referenced, namespace: string | undefined) => RunningEngine | undefined;
  /** The UUIDs of the cluster that the binding controls, and of a lost one in whose place it is. */
  readonly ownClusters: readonly string[];
  /** The users and databases that exist, by name. */
  readonly existing: Existing;
  /** Whether spec and policy are whole: of a part of them nothing can be said to be missing. */
  readonly complete: boolean;
}

/** A Binding, to be used only where there are no issues; none where nobody can say which cluster is meant. */
export interface Resolved {
  readonly binding: Binding | undefined;
  readonly issues: readonly Issue[];
}

/** Makes a Binding of a validated spec and policy, and tells every problem of the two together. */
export function resolveBinding(owner: Owner, spec: DatabaseBindingSpec, policy: BindingPolicy, known: Known): Resolved {
  const namespaced = owner.compositeNamespace !== undefined;
  // Crossplane sets a claimRef where there are claims; on a namespaced composite anybody could.
  const name = namespaced ? owner.compositeName : (owner.claim?.name ?? owner.compositeName);
  const namespace = owner.compositeNamespace ?? owner.claim?.namespace;
  const home = namespace ?? secretNamespace(policy);
  const found = resolveTarget({ name, namespace, namespaced }, spec, policy, known.runningEngine);
  if (!found.ok) return { binding: undefined, issues: known.complete ? found.issues : [] };
  const target = found.value;
  const engine =
    target.architecture === 'Controlled'
      ? target.cluster.engine
      : (known.runningEngine ?? known.toldEngine(target, namespace));
  const naming = { name, namespace, engine, target, existing: known.existing };
  const users = resolveUsers(spec, naming);
  const databases = resolveDatabases(spec, naming);
  const provider = resolveProvider(owner, policy);
  const issues = joinIssues(
    checkTopLevel(spec),
    checkElsewhere(spec, target),
    checkLeads(spec, { target, engine, users, complete: known.complete }),
    engine === undefined ? NO_ISSUES : checkForEngine(spec, { target, engine, users, databases }),
    checkPolicy(spec, target, policy, {
      creating: known.complete && known.runningEngine === undefined,
      ownClusters: known.ownClusters,
    }),
    checkLogins(users),
    checkObserved(users, known.existing),
    checkDefaultUser(spec, target, engine),
    checkScope(owner, spec, provider),
    checkTrustedSources(spec, policy, known),
    checkRestore(spec, policy),
    checkConfiguration(spec, engine),
    checkProtection(spec, target),
  );
  const binding: Binding = {
    name,
    namespace: home,
    composite: {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: owner.compositeName,
      namespace: owner.compositeNamespace,
    },
    provider,
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
    deletionProtection: resolveProtection(spec, target, policy),
  };
  return { binding, issues };
}

interface Parts {
  readonly target: Target;
  readonly engine: RunningEngine;
  readonly users: readonly UserIntent[];
  readonly databases: readonly string[];
}

/** What can be said once the engine is known. */
function checkForEngine(spec: DatabaseBindingSpec, { target, engine, users, databases }: Parts): readonly Issue[] {
  return joinIssues(
    checkEngine(spec, target, engine),
    checkDefaultNames(spec, engine, { user: users[0]?.name, database: databases[0] }),
    checkPools(spec, engine, users, databases),
  );
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

/** Crossplane lets a namespaced composite compose namespaced resources only, and only its kind has others to share with. */
function checkScope(
  { compositeNamespace }: Owner,
  { sharing }: DatabaseBindingSpec,
  { family }: Provider,
): readonly Issue[] {
  if (compositeNamespace === undefined)
    return sharing
      ? [{ path: 'spec.sharing', message: 'a cluster-scoped composite cannot share its cluster: remove it' }]
      : NO_ISSUES;
  if (family === 'Namespaced') return NO_ISSUES;
  return [{ path: 'policy.providerFamily', message: 'a namespaced composite needs the family Namespaced: remove it' }];
}
