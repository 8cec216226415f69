import type { RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { accepted, type Result } from '../../lib/issue.js';
import type { Binding, Composite, Provider, Target } from '../binding.js';
import { resolveConnection } from './resolve-connection.js';
import { resolveDatabases, resolvePools, resolveTopics, resolveUsers } from './resolve-contents.js';
import { resolveRefresh } from './resolve-refresh.js';
import { resolveRights } from './resolve-rights.js';
import { resolveTarget } from './resolve-target.js';
import type { Known, Named, Sources } from './sources.js';

/** The Binding that a validated spec and policy ask for, not checked yet. Refused if it is unclear which cluster is meant. */
export function resolveBinding(sources: Sources): Result<Binding> {
  const { composite, spec, policy, known } = sources;
  const { existing } = known;
  const named = nameOf(composite);
  const home = named.namespace ?? secretNamespace(policy);
  const found = resolveTarget(sources, named);
  if (!found.ok) return found;
  const target = found.value;
  const engine = engineOf(target, known);
  const { name, namespace } = named;
  const naming = { name, namespace, template: policy.references?.names, engine, target, existing, spec, policy };
  const topics = resolveTopics(spec, naming);
  const users = resolveUsers(spec, naming, topics);
  const databases = resolveDatabases(spec, naming);
  return accepted({
    name,
    namespace: home,
    composite,
    provider: resolveProvider(composite, policy),
    target,
    engine,
    databases,
    users,
    connection: resolveConnection({ spec, policy, target, engine, namespace: home, users }),
    rights: resolveRights(naming, users, databases),
    deletionPolicy: spec.deletionPolicy ?? policy.defaults?.deletionPolicy ?? 'Delete',
    topics,
    schemas: spec.schemas ?? [],
    pools: resolvePools(spec, naming, users, databases),
    onLoss: policy.onLoss ?? 'Stop',
    // What lives elsewhere is not ours to protect.
    deletionProtection:
      target.architecture === 'Controlled' && (spec.deletionProtection ?? policy.defaults?.deletionProtection ?? false),
    refresh: resolveRefresh(policy.refresh),
  });
}

/** Crossplane sets a claimRef where there are claims; on a namespaced composite anybody could. */
function nameOf({ name, namespace, claim }: Composite): Named {
  return namespace === undefined && claim ? claim : { name, namespace };
}

function engineOf(target: Target, { runningEngine }: Known): RunningEngine | undefined {
  if (target.architecture === 'Controlled') return target.cluster.engine;
  const told = target.access.state === 'granted' ? target.access.engine : undefined;
  return runningEngine ?? told;
}

function resolveProvider({ namespace }: Composite, policy: BindingPolicy): Provider {
  const family = policy.providerFamily ?? (namespace === undefined ? 'ClusterScoped' : 'Namespaced');
  return {
    family,
    configRef: { kind: 'ClusterProviderConfig', name: 'default', ...policy.providerConfigRef },
    mayMigrate: policy.migrateProviderConfig ?? false,
    resourceNamespace: namespace === undefined && family === 'Namespaced' ? secretNamespace(policy) : undefined,
    secretNamespace: family === 'ClusterScoped' ? secretNamespace(policy) : undefined,
  };
}

/** Where a cluster-scoped composite's Secrets go, unless they are an application's. */
function secretNamespace(policy: BindingPolicy): string {
  return policy.connectionSecretNamespace ?? 'crossplane-system';
}
