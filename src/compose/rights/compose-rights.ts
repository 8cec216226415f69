import { type Binding, hasEngine } from '../../api/binding.js';
import { sqlConfigName } from '../../api/names.js';
import type { Rights } from '../../api/rights.js';
import { APIS } from '../../kinds/kind.js';
import { RIGHTS } from '../../kinds/kinds.js';
import { kindOf, nameOf } from '../../kinds/resource-keys.js';
import type { Json, JsonObject } from '../../lib/json.js';
import { type Facts, isReady, secretsOf } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { KEPT, type ManagementPolicies } from '../management-policies.js';
import { isSession, isSessionSet, sessionPolicies } from './session.js';
import { secretsFor } from './sql-secrets.js';
import { configKeyOf, secretKeyOf, sessionKey, type Wanted } from './wanted.js';
import { wantedRights } from './wanted-rights.js';
import { metadataOf, stepAway, stillThere, withdrawn } from './withdrawn.js';

/** What gives the users of a binding their rights. */
export interface ComposedRights {
  /** Manifests by resource key. */
  readonly objects: ReadonlyMap<string, JsonObject>;
  /** The keys of those that are in effect, and of those that are leaving. */
  readonly ready: ReadonlySet<string>;
  /** What is wanted, whether it can be composed yet or not; empty where rights are not given here. */
  readonly wanted: readonly Wanted[];
  /** The owners who keep what they create, by their names in the spec. */
  readonly own: ReadonlySet<string>;
}

/** Where rights are not given here. */
export const NO_RIGHTS: ComposedRights = { objects: new Map(), ready: new Set(), wanted: [], own: new Set() };

/**
 * Composes what gives rights: each object once all that it needs is ready. None may delete anything at the server, so deleting
 * the binding, or its namespace, never waits for a server that is gone.
 */
export function composeRights(binding: Binding, facts: Facts): ComposedRights {
  const { rights } = binding;
  const through = rights?.through;
  if (!rights || !through || !hasEngine(binding)) return unresolved(binding) ? keptRights(facts) : NO_RIGHTS;
  const own = keepingTheirOwn(rights, facts);
  const wanted = wantedRights(binding, rights, through, own);
  const objects = new Map(secretsFor(binding, facts, wanted));
  const effective = inEffect(wanted, facts);
  const closes = through.isolate && mayClose(rights, facts, wanted, new Set(effective));
  const ready = new Set([...objects.keys(), ...effective]);
  for (const it of wanted) {
    const observed = facts.resources.get(it.key);
    if (observed || it.after.every((key) => ready.has(key) || isReady(facts, key)))
      objects.set(it.key, manifestOf(binding, facts, it, parametersOf(it, closes, observed), policiesOf(it, observed)));
  }
  for (const { user, key, observed } of withdrawn(rights, facts, wanted)) {
    ready.add(key);
    // A right is taken away once all that replaces it is in effect.
    const last = isComplete(wanted, ready, user) ? stepAway(key, observed) : stillThere(key, observed);
    if (last) objects.set(key, last);
  }
  return { objects, ready, wanted, own };
}

/** Whether a user has all its rights; an extension that cannot be had is not among them. */
export function hasRights({ wanted, ready }: ComposedRights, name: string): boolean {
  return wanted.every(
    ({ key, kind, user }) => ready.has(key) || kind === 'extension' || (user !== undefined && user !== name),
  );
}

function isComplete(wanted: readonly Wanted[], ready: ReadonlySet<string>, user: string): boolean {
  return wanted.every((it) => it.user !== user || ready.has(it.key));
}

/** While users have Secrets, databases are closed only once everybody's rights are in effect. */
function mayClose(
  { users }: Rights,
  { secrets }: Facts,
  wanted: readonly Wanted[],
  effective: ReadonlySet<string>,
): boolean {
  return secrets.size === 0 || users.every(({ name }) => isComplete(wanted, effective, name));
}

/**
 * The owners who may own tables already, since they had a Secret before they acted as the role. As the role they could not
 * reach those, so that takes a word in the spec. Another level says nothing of it: a user from before may have gone through some.
 */
function keepingTheirOwn({ users }: Rights, facts: Facts): ReadonlySet<string> {
  const keepers = users.filter(
    ({ name, access, isAsked }) =>
      access === 'Owner' && !isAsked && secretsOf(facts, name).length > 0 && !actsAsRole(name, facts),
  );
  return new Set(keepers.map(({ name }) => name));
}

/** Whether a user acts as the role, or was about to. */
function actsAsRole(user: string, { resources }: Facts): boolean {
  return [secretKeyOf(user), configKeyOf(user), sessionKey(user)].some((key) => resources.has(key));
}

/** Whether it is not known yet, or not now, how rights are given: what exists stays as it is. */
function unresolved({ engine, target }: Binding): boolean {
  return engine === undefined || target.access?.state === 'withheld';
}

function keptRights({ resources }: Facts): ComposedRights {
  const objects = new Map<string, JsonObject>();
  for (const [key, observed] of resources) if (isOfRights(key)) objects.set(key, stillThere(key, observed));
  return { ...NO_RIGHTS, objects, ready: new Set(objects.keys()) };
}

function isOfRights(key: string): boolean {
  const kind = kindOf(key);
  return kind !== undefined && Object.hasOwn(RIGHTS, kind);
}

function inEffect(wanted: readonly Wanted[], { resources }: Facts): readonly string[] {
  return wanted.flatMap(({ key }) => {
    const observed = resources.get(key);
    return observed && isInEffect(key, observed) ? key : [];
  });
}

/** Whether something has had its effect. Only the provider's own objects report on themselves. */
function isInEffect(key: string, observed: ObservedResource): boolean {
  if (nameOf('sqlConfig', key) !== undefined) return true;
  return isSession(key) ? isSessionSet(observed) : observed.health.state === 'ready';
}

function policiesOf({ key }: Wanted, observed: ObservedResource | undefined): ManagementPolicies {
  return isSession(key) ? sessionPolicies(observed) : KEPT;
}

/** What was closed to everybody stays closed: the provider cannot open it again, and would never be done with fewer privileges. */
function parametersOf(
  { parameters, closed }: Wanted,
  closes: boolean,
  observed: ObservedResource | undefined,
): JsonObject {
  return closed && (closes || observed?.forProvider.revokePublicOnDb === true) ? closed : parameters;
}

/**
 * The cluster that an object is about. A provider that has looked, or failed, a moment ago would look at another cluster in that
 * one's place only minutes later, and say until then what it saw in the lost one: a changed annotation makes it look at once.
 */
const CLUSTER = 'databasebinding.fn.crossplane.io/cluster';

function manifestOf(
  binding: Binding,
  { cluster }: Facts,
  it: Wanted,
  parameters: JsonObject,
  managementPolicies: ManagementPolicies,
): JsonObject {
  const { kind, sqlName } = it;
  const { family, resourceNamespace: namespace } = binding.provider;
  const head = { apiVersion: APIS.postgresql[family], kind: RIGHTS[kind].kinds[0] };
  if (kind === 'sqlConfig') return { ...head, ...metadataOf({ name: sqlName, namespace }), spec: parameters };
  const spec = {
    forProvider: parameters,
    managementPolicies: [...managementPolicies],
    providerConfigRef: configRef(binding, it),
  };
  const id = cluster.state === 'created' ? (cluster.replaced ?? cluster.id) : undefined;
  const about = id === undefined ? {} : { [CLUSTER]: id };
  return { ...head, ...metadataOf({ namespace, externalName: sqlName }, about), spec };
}

function configRef({ name: binding, namespace, provider: { family }, rights }: Binding, { login }: Wanted): Json {
  const given = login === undefined ? rights?.through?.config : undefined;
  const name = given ?? sqlConfigName(namespace, binding, login);
  return family === 'Namespaced'
    ? { kind: given === undefined ? 'ProviderConfig' : 'ClusterProviderConfig', name }
    : { name };
}
