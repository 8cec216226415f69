import { profileOf } from '../../engines/engines.js';
import type { ClusterSpec, RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy, ClusterClass, ClusterDefaults } from '../../gen/policy.js';
import { isConcerned } from '../../provider/field-behavior.js';
import type { Choice, ClusterIntent } from '../binding.js';
import { clusterName } from '../names.js';
import { resolveTrustedSources } from './resolve-trusted-sources.js';
import type { Named } from './sources.js';

/**
 * Applies class and defaults: the spec comes first, then the class, then the policy's defaults. `engine` is the one that counts:
 * the running one, where the spec asks for another.
 */
export function resolveCluster(
  spec: ClusterSpec,
  policy: BindingPolicy,
  engine: RunningEngine,
  { namespace, name }: Named,
): ClusterIntent {
  const levels = { spec, sized: askedClass(spec, policy), defaults: policy.defaults?.cluster ?? NO_DEFAULTS };
  return {
    engine,
    askedEngine: spec.engine,
    // Nobody asks for it once the cluster is there, and it may take a hash.
    get name() {
      return clusterName(policy.clusterName, namespace, name);
    },
    version: resolveVersion(spec, policy, engine),
    size: choose(levels, 'size'),
    region: choose(levels, 'region'),
    nodeCount: resolveNodes(levels, engine),
    storageSizeMib: choose(hasStorage(engine) ? levels : { ...NOTHING, spec }, 'storageSizeMib'),
    privateNetwork: choose(levels, 'privateNetwork'),
    projectId: choose(levels, 'projectId'),
    maintenanceWindow: spec.maintenanceWindow ?? levels.defaults.maintenanceWindow,
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

/** Where values of the cluster come from, the first one first. */
interface Levels {
  readonly spec: Values;
  readonly sized: { readonly place: string; readonly values: Values } | undefined;
  readonly defaults: ClusterDefaults;
}

type Values = Omit<ClusterDefaults, 'class' | 'maintenanceWindow'>;

const NO_DEFAULTS: ClusterDefaults = {};
const NOTHING: Levels = { spec: {}, sized: undefined, defaults: NO_DEFAULTS };

function choose<K extends keyof Values>(
  { spec, sized, defaults }: Levels,
  key: K,
): Choice<NonNullable<Values[K]>> | undefined {
  return (
    choice(spec[key], 'spec.cluster', key, true) ??
    (sized && choice(sized.values[key], sized.place, key, true)) ??
    choice(defaults[key], 'policy.defaults.cluster', key, false)
  );
}

/** One default serves all engines: where it does not fit, the engine's own counts. */
function resolveNodes(levels: Levels, engine: RunningEngine): Choice<number> {
  const { nodes } = profileOf(engine);
  const chosen = choose(levels, 'nodeCount');
  return chosen && (chosen.asked || nodes.allows(chosen.value))
    ? chosen
    : { value: nodes.default, path: 'spec.cluster.nodeCount', asked: false };
}

/** Classes and defaults serve all engines: for one that has no storage to set, theirs does not count. */
function hasStorage(engine: RunningEngine): boolean {
  return !isConcerned('Cluster', 'storageSizeMib', 'refusedByAPI', engine);
}

/** The class that the spec asks for. The default class says nothing where the spec has a size. */
function askedClass(spec: ClusterSpec, policy: BindingPolicy): Levels['sized'] {
  const name = spec.class ?? (spec.size === undefined ? policy.defaults?.cluster?.class : undefined);
  const values = name === undefined ? undefined : classOf(policy, name);
  return values && { place: `policy.classes.${name}`, values };
}

/** The policy's first, then the spec's, each once. */
function resolveTags({ tags = [] }: ClusterSpec, policy: BindingPolicy): readonly string[] {
  return policy.tags ? [...new Set([...policy.tags, ...tags])] : tags;
}

/** No version where the spec asks for another engine than the running one. */
function resolveVersion(spec: ClusterSpec, policy: BindingPolicy, engine: RunningEngine): Choice<string> | undefined {
  if (spec.engine !== engine) return undefined;
  return (
    choice(spec.version, 'spec.cluster', 'version', true) ??
    choice(policy.defaults?.versions?.[spec.engine], 'policy.defaults.versions', spec.engine, false)
  );
}

/** A class of the policy by its name: `constructor` and the like are not classes. */
export function classOf(policy: BindingPolicy, name: string): ClusterClass | undefined {
  return policy.classes && Object.hasOwn(policy.classes, name) ? policy.classes[name] : undefined;
}

function choice<T>(value: T, place: string, key: string, asked: boolean): Choice<NonNullable<T>> | undefined {
  return value === undefined || value === null ? undefined : { value, path: `${place}.${key}`, asked };
}
