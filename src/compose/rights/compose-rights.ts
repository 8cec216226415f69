import { type Binding, type EngineBinding, hasEngine } from '../../api/binding.js';
import { sqlConfigName } from '../../api/names.js';
import { profileOf } from '../../engines/engines.js';
import { connectionSecretName } from '../../kinds/connection-secret.js';
import { APIS } from '../../kinds/kind.js';
import { RIGHTS } from '../../kinds/kinds.js';
import { keyOf, kindOf, nameOf } from '../../kinds/resource-keys.js';
import { asList, at, compact, type Json, type JsonObject } from '../../lib/json.js';
import { type Facts, isReady } from '../../observe/facts.js';
import { detail, type ObservedResource } from '../../observe/observed-resource.js';
import { ALL, KEPT, type ManagementPolicies, mayLeave, OBSERVE_ONLY } from '../management-policies.js';
import { steady } from '../steady.js';
import { configKeyOf, memberOf, secretKeyOf, sessionKey, type Wanted, wantedRights } from './wanted-rights.js';

/** What gives the users of a binding their rights. */
export interface ComposedRights {
  /** Manifests by resource key. */
  readonly objects: ReadonlyMap<string, JsonObject>;
  /** The keys of those that are in effect, and of those that are leaving. */
  readonly ready: ReadonlySet<string>;
  /** What is wanted, whether it can be composed yet or not; empty where rights are not given here. */
  readonly wanted: readonly Wanted[];
}

interface Withdrawn {
  readonly key: string;
  readonly observed: ObservedResource;
  readonly user: string;
}

/** Where rights are not given here. */
export const NO_RIGHTS: ComposedRights = { objects: new Map(), ready: new Set(), wanted: [] };

/**
 * Composes what gives rights: each object once all that it needs is ready. None may delete anything at the server, so deleting
 * the binding, or its namespace, never waits for a server that is gone.
 */
export function composeRights(binding: Binding, facts: Facts): ComposedRights {
  const { rights } = binding;
  const through = rights?.through;
  if (!rights || !through || !hasEngine(binding)) return unresolved(binding) ? keptRights(facts) : NO_RIGHTS;
  const wanted = wantedRights(binding, rights, through);
  const objects = new Map(secretsFor(binding, facts, wanted));
  const ready = new Set([...objects.keys(), ...inEffect(wanted, facts)]);
  for (const it of wanted) {
    const observed = facts.resources.get(it.key);
    if (observed || it.after.every((key) => ready.has(key) || isReady(facts, key)))
      objects.set(it.key, manifestOf(binding, it, policiesOf(it, observed)));
  }
  for (const { key, observed, user } of withdrawn(binding, facts, wanted)) {
    ready.add(key);
    // A right is taken away once all that replaces it is in effect.
    const isReplaced = wanted.every((it) => it.user !== user || ready.has(it.key));
    const last = isReplaced ? leaving(key, observed) : asFound(key, observed);
    if (last) objects.set(key, last);
  }
  return { objects, ready, wanted };
}

/** Whether a user has all its rights; an extension that cannot be had is not among them. */
export function hasRights({ wanted, ready }: ComposedRights, name: string): boolean {
  return wanted.every(
    ({ key, kind, user }) => ready.has(key) || kind === 'extension' || (user !== undefined && user !== name),
  );
}

/** Whether it is not known yet, or not now, how rights are given: what exists stays as it is. */
function unresolved({ engine, target }: Binding): boolean {
  return engine === undefined || target.access?.state === 'withheld';
}

function keptRights({ resources }: Facts): ComposedRights {
  const objects = new Map<string, JsonObject>();
  for (const [key, observed] of resources) if (isOfRights(key)) objects.set(key, asFound(key, observed));
  return { objects, ready: new Set(objects.keys()), wanted: [] };
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
  return isSession(key) ? settingOf(observed) !== undefined : observed.health.state === 'ready';
}

function isSession(key: string): boolean {
  return key.startsWith(sessionKey(''));
}

/** The role that the sessions of a user act as. */
function settingOf({ atProvider, forProvider }: ObservedResource): Json | undefined {
  const wanted = at(asList(forProvider.configurationParameters)[0], 'value');
  const found = asList(atProvider.configurationParameters).find((parameter) => at(parameter, 'name') === 'role');
  return found !== undefined && at(found, 'value') === wanted ? wanted : undefined;
}

/**
 * A user may change its own settings, but not what else the provider wants to set of it: once the setting is in force, the
 * provider only looks.
 */
function policiesOf({ key }: Wanted, observed: ObservedResource | undefined): ManagementPolicies {
  if (!isSession(key)) return KEPT;
  return observed && settingOf(observed) !== undefined ? OBSERVE_ONLY : ['Observe', 'Update'];
}

/** A right that is taken away: it may be deleted first, and is left out once that is observed. */
function leaving(key: string, observed: ObservedResource): JsonObject | undefined {
  return mayLeave(observed, ALL) ? undefined : asFound(key, observed, ALL);
}

/** Memberships of users that have another level now. Those of users and databases that left the lists go, or stay, with them. */
function* withdrawn({ rights }: Binding, { resources }: Facts, wanted: readonly Wanted[]): Generator<Withdrawn> {
  const keys = new Set(wanted.map(({ key }) => key));
  for (const [key, observed] of resources) {
    const member = keys.has(key) ? undefined : nameOf('grant', key);
    const user = member && rights?.users.find(({ name }) => member.startsWith(memberOf(name)));
    if (!user) continue;
    const [, database] = member.slice(memberOf(user.name).length).split(':');
    if (database === undefined || rights?.databases.some(({ name }) => name === database))
      yield { key, observed, user: user.name };
  }
}

/** The Secrets that the provider connects with. What is not known any more stays as it was. */
function secretsFor(binding: EngineBinding, facts: Facts, wanted: readonly Wanted[]): ReadonlyMap<string, JsonObject> {
  const secrets = new Map<string, JsonObject>();
  for (const { key, login } of wanted) {
    if (key !== configKeyOf(login)) continue;
    const secretKey = secretKeyOf(login);
    const observed = facts.resources.get(secretKey);
    const data = dataOf(binding, facts, login) ?? observed?.data;
    if (data) secrets.set(secretKey, secret(binding, login, data));
  }
  return secrets;
}

/** Where the server is, and how to log in: as a user of the spec, or as the administrator. */
function dataOf(
  { engine, rights }: EngineBinding,
  { cluster, resources }: Facts,
  user: string | undefined,
): JsonObject | undefined {
  if (cluster.state !== 'created') return undefined;
  const source = user === undefined ? cluster.resource : resources.get(keyOf('user', user));
  const username =
    user === undefined ? profileOf(engine).defaultUser : rights?.users.find(({ name }) => name === user)?.login;
  const password = source && detail(source, 'attribute.password');
  const { host: endpoint, port } = cluster;
  if (!endpoint || port === undefined || username === undefined || password === undefined) return undefined;
  const texts = Object.entries({ endpoint, port: String(port), username, password });
  return Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}

function secret({ composite, namespace, provider }: Binding, user: string | undefined, data: JsonObject): JsonObject {
  const name = connectionSecretName(composite.name, secretKeyOf(user));
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: provider.secretNamespace ?? namespace },
    type: 'connection.crossplane.io/v1alpha1',
    data,
  };
}

function manifestOf(binding: Binding, it: Wanted, managementPolicies: ManagementPolicies): JsonObject {
  const { kind, parameters, sqlName } = it;
  const { family, resourceNamespace: namespace } = binding.provider;
  const head = { apiVersion: APIS.postgresql[family], kind: RIGHTS[kind].kinds[0] };
  if (kind === 'sqlConfig') return { ...head, metadata: compact({ name: sqlName, namespace }), spec: parameters };
  const annotations = sqlName === undefined ? undefined : { 'crossplane.io/external-name': sqlName };
  const metadata = compact({ namespace, annotations });
  const spec = {
    forProvider: parameters,
    managementPolicies: [...managementPolicies],
    providerConfigRef: configRef(binding, it),
  };
  return { ...head, metadata, spec };
}

function configRef({ name: binding, namespace, provider: { family }, rights }: Binding, { login }: Wanted): Json {
  const given = login === undefined ? rights?.through?.config : undefined;
  const name = given ?? sqlConfigName(namespace, binding, login);
  return family === 'Namespaced'
    ? { kind: given === undefined ? 'ProviderConfig' : 'ClusterProviderConfig', name }
    : { name };
}

/** An object as it was found, with other policies if need be. */
function asFound(key: string, observed: ObservedResource, managementPolicies?: ManagementPolicies): JsonObject {
  const { apiVersion = '', kind = '', name, externalName, type, data, spec } = observed;
  const isNamed = nameOf('sqlSecret', key) !== undefined || nameOf('sqlConfig', key) !== undefined;
  const annotations = externalName === undefined ? undefined : { 'crossplane.io/external-name': externalName };
  const metadata = compact({ name: isNamed ? name : undefined, namespace: observed.namespace, annotations });
  const head = { apiVersion, kind, metadata };
  if (nameOf('sqlSecret', key) !== undefined) return compact({ ...head, type, data });
  return { ...head, spec: steady({ ...spec, ...(managementPolicies ? { managementPolicies } : {}) }) };
}
