import type { Access } from '../../src/api/access.js';
import type { Binding, ClusterIntent, Composite, Controlled } from '../../src/api/binding.js';
import type { Checked } from '../../src/api/check/checked.js';
import { resolveBinding } from '../../src/api/resolve/resolve-binding.js';
import type { Sources } from '../../src/api/resolve/sources.js';
import { validatePolicy, validateSpec } from '../../src/api/schema/validate.js';
import { NO_RIGHTS } from '../../src/compose/rights/compose-rights.js';
import { judgeBinding } from '../../src/function/judge-binding.js';
import type { ClusterSpec, DatabaseBindingSpec, RunningEngine } from '../../src/gen/binding.js';
import type { BindingPolicy } from '../../src/gen/policy.js';
import type { Issue, Result } from '../../src/lib/issue.js';
import type { Json, JsonObject } from '../../src/lib/json.js';
import { asObject } from '../../src/lib/json.js';
import { type Facts, gatherFacts } from '../../src/observe/facts.js';
import { ObservedResource } from '../../src/observe/observed-resource.js';
import { readComposite } from '../../src/observe/read-composite.js';
import { decodeRequest } from '../../src/wire/request.js';
import { decodeResource } from '../../src/wire/resource.js';
import { encodeTestRequest, type ObservedState } from './run.js';
import { CLUSTER_ID, POLICY } from './states.js';

// What the stages of the function hand on to each other, made the way the function makes it.

export type Observed = Readonly<Record<string, ObservedState>>;

/** The binding `shop/orders`. */
export const OWNER: Composite = owner('orders', 'shop');

/** A binding, or with a claim what stands behind it. */
export function owner(name: string, namespace: string | undefined, claim?: Composite['claim']): Composite {
  const apiVersion = 'bindings.digitalocean.crossplane.io/v1alpha1';
  return { apiVersion, kind: 'DatabaseBinding', name, namespace, claim };
}

/** Gathers facts from observed resources that went over the wire. */
export function factsOf(observed: Observed): Facts {
  const request = decodeRequest(encodeTestRequest({ composite: {}, observed }));
  return gatherFacts(request, readComposite(request.observed));
}

/** One observed resource that went over the wire. */
export function observedResource({ resource, connectionDetails }: ObservedState): ObservedResource {
  const state = connectionDetails ? { resource, connectionDetails } : { resource };
  const encoded = decodeRequest(encodeTestRequest({ composite: {}, observed: { it: state } })).observed.resources;
  const it = encoded.get('it');
  if (!it) throw new Error('cannot observe resource: it did not arrive');
  return new ObservedResource(decodeResource(it));
}

/** The use of a cluster that is not lost, and whose users are the binding's own. */
export const NOTHING_LOST = { loss: undefined, rights: NO_RIGHTS, foreign: new Set<string>(), pools: new Map() };

/** The access to a cluster that nobody has told anything of. */
const GRANTED: Access = {
  state: 'granted',
  id: CLUSTER_ID,
  engine: undefined,
  privatePort: undefined,
  taken: { user: [], database: [], topic: [] },
  bound: undefined,
};

/** What a binding is resolved from; what is left out is the ordinary case. */
export interface Given {
  readonly spec: JsonObject;
  readonly policy?: JsonObject;
  readonly owner?: Composite;
  /** The engine of the cluster that runs already. */
  readonly running?: RunningEngine;
  /** The names at DigitalOcean of users that there are resources for, by their names in the spec. */
  readonly logins?: Readonly<Record<string, string>>;
  /** Those of them that are noted on their resources. */
  readonly noted?: readonly string[];
  /** The same of databases and topics. */
  readonly called?: Readonly<Record<string, string>>;
  /** The databases that there are resources for, by their names in the spec. */
  readonly databases?: readonly string[];
  /** The role that owns what the binding's users create. */
  readonly ownerRole?: string;
  /** The roles for the schema "public" of databases, by `<database>:read` and `<database>:write`. */
  readonly roles?: Readonly<Record<string, string>>;
  /** The cluster that the binding controls already. */
  readonly ownCluster?: string;
}

/** Resolves a spec and a policy that fit the schemas. */
export function resolve(given: Given): Result<Binding> {
  return judgeBinding(sourcesOf(given));
}

/** What the checks look at for a spec and a policy that can be resolved. */
export function checkedOf(given: Given): Checked {
  const sources = sourcesOf(given);
  return { ...sources, binding: mustBeOk(resolveBinding(sources)) };
}

function sourcesOf({
  spec,
  policy = POLICY,
  owner = OWNER,
  running,
  logins = {},
  noted = [],
  called = {},
  databases = [],
  ownerRole,
  roles = {},
  ownCluster,
}: Given): Sources {
  return {
    composite: owner,
    spec: validSpec(spec),
    policy: validPolicy(policy),
    known: {
      runningEngine: running,
      hasCluster: running !== undefined,
      accessBy: () => GRANTED,
      ownClusters: ownCluster === undefined ? [] : [ownCluster],
      isReturning: false,
      placedIn: () => [],
      existing: {
        users: Object.keys(logins),
        databases,
        topics: [],
        loginOf: (user) => logins[user],
        isNoted: (user) => noted.includes(user),
        calledOf: (_kind, name) => called[name],
        ownerRole,
        schemaRoleOf: (database, ending) => roles[`${database}:${ending}`],
      },
      complete: true,
    },
  };
}

/** The binding that a good spec and policy make. */
export function resolved(given: Given): Binding {
  return mustBeOk(resolve(given));
}

/** The cluster of a binding that controls it. */
export function clusterOf({ target }: Binding): ClusterIntent {
  return controlled(target).cluster;
}

/** A target that is controlled. */
export function controlled(target: Binding['target']): Controlled {
  if (target.architecture !== 'Controlled') throw new Error('cannot use the case: its cluster is not controlled');
  return target;
}

/** A `spec.cluster` of the type that the schema gives it. */
export function validCluster(cluster: JsonObject): ClusterSpec {
  const { cluster: valid } = validSpec({ cluster });
  if (!valid) throw new Error('cannot use the case: it has no cluster');
  return valid;
}

/** A spec of the type that the schema gives it. */
export function validSpec(spec: JsonObject): DatabaseBindingSpec {
  return mustBeOk(validateSpec(spec));
}

/** A policy of the type that the schema gives it. */
export function validPolicy(policy: JsonObject): BindingPolicy {
  return mustBeOk(validatePolicy(policy));
}

/** The problems, as a person reads them. */
export function sentences(result: Result<unknown>): readonly string[] {
  return result.ok ? [] : result.issues.map(sentence);
}

/** One problem, as a person reads it. */
export function sentence({ path, message }: Issue): string {
  return `${path}: ${message}`;
}

function mustBeOk<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`cannot use the case: ${sentences(result).join('; ')}`);
  return result.value;
}

/** A state with another value at a path of its resource; `undefined` takes the key away. */
export function withValue(state: ObservedState, path: readonly string[], value: Json | undefined): ObservedState {
  return { ...state, resource: asObject(replaced(state.resource, path, value)) };
}

function replaced(object: Json, [key, ...below]: readonly string[], value: Json | undefined): Json {
  if (key === undefined) return value ?? null;
  const { [key]: child = {}, ...others } = asObject(object);
  if (below.length === 0 && value === undefined) return others;
  return { ...others, [key]: replaced(child, below, value) };
}

/** A state whose provider reports these conditions. */
export function withConditions(state: ObservedState, ...conditions: readonly JsonObject[]): ObservedState {
  return withValue(state, ['status', 'conditions'], conditions);
}

/** A condition as the provider writes it. */
export function condition(type: string, status: string, message?: string): JsonObject {
  return { type, status, reason: 'Reason', ...(message === undefined ? {} : { message }) };
}

/** A state of which the provider tells no connection details any more, or only some. */
export function withDetails(state: ObservedState, connectionDetails: Readonly<Record<string, string>>): ObservedState {
  return { ...state, connectionDetails };
}
