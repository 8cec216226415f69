import { profileOf } from '../../engines/engines.js';
import type { ClusterSpec, RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy, ClusterClass, ClusterDefaults } from '../../gen/policy.js';
import type { Choice, ClusterIntent } from '../binding.js';
import { clusterName } from '../names.js';
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

const NO_DEFAULTS: ClusterDefaults = {};

/** Applies class and defaults: the spec comes first, then the class, then the policy's defaults. */
export function resolveCluster({ spec, policy, engine, namespace, name }: ClusterSources): ClusterIntent {
  const defaults = policy.defaults?.cluster ?? NO_DEFAULTS;
  const sized = askedClass(spec, policy);
  return {
    engine,
    askedEngine: spec.engine,
    name: clusterName(policy.clusterName, namespace, name),
    version: resolveVersion(spec, policy, engine),
    size:
      asked(spec.size, 'spec.cluster.size') ??
      inClass(sized, 'size') ??
      byDefault(defaults.size, 'policy.defaults.cluster.size'),
    region: asked(spec.region, 'spec.cluster.region') ?? byDefault(defaults.region, 'policy.defaults.cluster.region'),
    nodeCount: asked(spec.nodeCount, 'spec.cluster.nodeCount') ??
      inClass(sized, 'nodeCount') ??
      byDefault(fits(engine, defaults.nodeCount), 'policy.defaults.cluster.nodeCount') ?? {
        value: profileOf(engine).nodes.default,
        path: 'spec.cluster.nodeCount',
        asked: false,
      },
    storageSizeMib:
      asked(spec.storageSizeMib, 'spec.cluster.storageSizeMib') ??
      inClass(sized, 'storageSizeMib') ??
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
    tags: resolveTags(spec, policy),
    replicas: spec.replicas ?? [],
    logSinks: spec.logSinks ?? [],
    trustedSources: resolveTrustedSources(spec, policy),
    restoreFrom: spec.restoreFrom,
    configuration: spec.configuration ?? {},
  };
}

/** A class and its name. */
interface NamedClass {
  readonly name: string;
  readonly values: ClusterClass;
}

/** The class that the spec asks for; the default one has nothing to say where a size is given. */
function askedClass(spec: ClusterSpec, policy: BindingPolicy): NamedClass | undefined {
  const name = spec.class ?? (spec.size === undefined ? policy.defaults?.cluster?.class : undefined);
  const values = name === undefined ? undefined : classOf(policy, name);
  return name === undefined || values === undefined ? undefined : { name, values };
}

function inClass<K extends keyof ClusterClass>(
  sized: NamedClass | undefined,
  key: K,
): Choice<NonNullable<ClusterClass[K]>> | undefined {
  return sized && asked(sized.values[key], `policy.classes.${sized.name}.${key}`);
}

/** The policy's first, then the spec's, each once. */
function resolveTags({ tags = [] }: ClusterSpec, policy: BindingPolicy): readonly string[] {
  return policy.tags ? [...new Set([...policy.tags, ...tags])] : tags;
}

/** One default has to do for all engines: where it does not fit, the engine's own counts. */
function fits(engine: RunningEngine, nodeCount: number | undefined): number | undefined {
  return nodeCount !== undefined && profileOf(engine).nodes.allows(nodeCount) ? nodeCount : undefined;
}

/** A version that was meant for another engine than the running one is none. */
function resolveVersion(spec: ClusterSpec, policy: BindingPolicy, engine: RunningEngine): Choice<string> | undefined {
  if (spec.engine !== engine) return undefined;
  if (spec.version !== undefined) return asked(spec.version, 'spec.cluster.version');
  const version = policy.defaults?.versions?.[spec.engine];
  return version === undefined ? undefined : byDefault(version, `policy.defaults.versions.${spec.engine}`);
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
