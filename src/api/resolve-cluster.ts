import { profileOf } from '../engines/engines.js';
import type { ClusterSpec, RunningEngine } from '../gen/binding.js';
import type { BindingPolicy, ClusterClass, ClusterDefaults } from '../gen/policy.js';
import type { Choice, ClusterIntent } from './binding.js';
import { clusterName } from './names.js';
import { resolveTrustedSources } from './resolve-trusted-sources.js';

/** What the cluster is resolved from. */
export interface ClusterSources {
  readonly spec: ClusterSpec;
  readonly policy: BindingPolicy;
  /** The engine that counts: the running one, where the spec asks for another. */
  readonly engine: RunningEngine;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Applies class and defaults: the spec comes first, then the class, then the policy's defaults. */
export function resolveCluster({ spec, policy, engine, namespace, name }: ClusterSources): ClusterIntent {
  const defaults: ClusterDefaults = policy.defaults?.cluster ?? {};
  const { replicas = [], logSinks = [], configuration = {} } = spec;
  const className = spec.class ?? (spec.size === undefined ? defaults.class : undefined);
  const sized = className === undefined ? undefined : classOf(policy, className);
  const inClass = <K extends keyof ClusterClass>(key: K): Choice<NonNullable<ClusterClass[K]>> | undefined =>
    asked(sized?.[key], `policy.classes.${className}.${key}`);

  return {
    engine,
    askedEngine: spec.engine,
    name: clusterName(policy.clusterName, namespace, name),
    version: resolveVersion(spec, policy, engine),
    size:
      asked(spec.size, 'spec.cluster.size') ??
      inClass('size') ??
      byDefault(defaults.size, 'policy.defaults.cluster.size'),
    region: asked(spec.region, 'spec.cluster.region') ?? byDefault(defaults.region, 'policy.defaults.cluster.region'),
    nodeCount: asked(spec.nodeCount, 'spec.cluster.nodeCount') ??
      inClass('nodeCount') ??
      byDefault(fits(engine, defaults.nodeCount), 'policy.defaults.cluster.nodeCount') ?? {
        value: profileOf(engine).nodes.default,
        path: 'spec.cluster.nodeCount',
        asked: false,
      },
    storageSizeMib:
      asked(spec.storageSizeMib, 'spec.cluster.storageSizeMib') ??
      inClass('storageSizeMib') ??
      byDefault(defaults.storageSizeMib, 'policy.defaults.cluster.storageSizeMib'),
    privateNetwork:
      asked(spec.privateNetwork, 'spec.cluster.privateNetwork') ??
      byDefault(defaults.privateNetwork, 'policy.defaults.cluster.privateNetwork'),
    projectId:
      asked(spec.projectId, 'spec.cluster.projectId') ??
      byDefault(defaults.projectId, 'policy.defaults.cluster.projectId'),
    maintenanceWindow: spec.maintenanceWindow ?? defaults.maintenanceWindow,
    evictionPolicy: spec.evictionPolicy,
    sqlMode: spec.sqlMode,
    tags: [...new Set([...(policy.tags ?? []), ...(spec.tags ?? [])])],
    replicas,
    logSinks,
    trustedSources: resolveTrustedSources(spec, policy),
    restoreFrom: spec.restoreFrom,
    configuration,
  };
}

/** One default has to do for all engines: where it does not fit, the engine's own counts. */
function fits(engine: RunningEngine, nodeCount: number | undefined): number | undefined {
  return nodeCount !== undefined && profileOf(engine).nodes.allows(nodeCount) ? nodeCount : undefined;
}

/** A version that was meant for another engine than the running one is none. */
function resolveVersion(spec: ClusterSpec, policy: BindingPolicy, engine: RunningEngine): Choice<string> | undefined {
  if (spec.engine !== engine) return undefined;
  return (
    asked(spec.version, 'spec.cluster.version') ??
    byDefault(policy.defaults?.versions?.[spec.engine], `policy.defaults.versions.${spec.engine}`)
  );
}

/** A class of the policy by its name; `constructor` and its like are no classes. */
export function classOf(policy: BindingPolicy, name: string): ClusterClass | undefined {
  return policy.classes && Object.hasOwn(policy.classes, name) ? policy.classes[name] : undefined;
}

function asked<T>(value: T, path: string): Choice<NonNullable<T>> | undefined {
  return value === undefined || value === null ? undefined : { value, path, asked: true };
}

function byDefault<T>(value: T, path: string): Choice<NonNullable<T>> | undefined {
  return value === undefined || value === null ? undefined : { value, path, asked: false };
}
