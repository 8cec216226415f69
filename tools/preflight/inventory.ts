import { asString, at, type JsonObject } from '../../src/lib/json.js';
import type { Answer, ClusterReader } from '../kubernetes/cluster-reader.js';
import { valueOr } from '../kubernetes/cluster-reader.js';
import type { SecretFacts } from '../kubernetes/secret-facts.js';
import { type NeededKinds, neededKinds } from './needed-kinds.js';
import { type PolicyInUse, policiesIn } from './policy-in-use.js';
import { configKey, configLists, neededConfigMaps, neededSecrets } from './references.js';

type Listed = Answer<readonly JsonObject[]>;

/** All that was read of a cluster, to be judged. */
export interface Inventory extends Lists {
  /** What the Compositions ask for; of a file, if one was given. */
  readonly policies: readonly PolicyInUse[];
  readonly needed: readonly NeededKinds[];
  /** By the names of the definitions. */
  readonly definitions: ReadonlyMap<string, Answer<JsonObject>>;
  readonly managedDefinitions: ReadonlyMap<string, Answer<JsonObject>>;
  /** Configurations of providers, by `configKey`. */
  readonly configs: ReadonlyMap<string, Listed>;
  /** By namespace and name, with a slash between them. */
  readonly secrets: ReadonlyMap<string, Answer<SecretFacts>>;
  readonly configMaps: ReadonlyMap<string, Answer<JsonObject>>;
  readonly namespaces: ReadonlyMap<string, Answer<JsonObject>>;
  /** When it was read, in ISO 8601. */
  readonly now: string;
}

const PACKAGES = 'pkg.crossplane.io/v1';
const EXTENSIONS = 'apiextensions.crossplane.io/v1';
const BINDINGS = 'bindings.digitalocean.crossplane.io/v1alpha1';
const RBAC = 'rbac.authorization.k8s.io/v1';

/** What is read as a whole. */
const LISTS = {
  deployments: ['apps/v1', 'Deployment'],
  webhooks: ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
  functions: [PACKAGES, 'Function'],
  functionRevisions: [PACKAGES, 'FunctionRevision'],
  providers: [PACKAGES, 'Provider'],
  compositions: [EXTENSIONS, 'Composition'],
  xrds: [EXTENSIONS, 'CompositeResourceDefinition'],
  activationPolicies: ['apiextensions.crossplane.io/v1alpha1', 'ManagedResourceActivationPolicy'],
  clusterRoles: [RBAC, 'ClusterRole'],
  roles: [RBAC, 'Role'],
  clusterRoleBindings: [RBAC, 'ClusterRoleBinding'],
  roleBindings: [RBAC, 'RoleBinding'],
  claimed: [BINDINGS, 'XDatabaseBinding'],
} as const;
type Lists = { readonly [Name in keyof typeof LISTS]: Listed };

/** Reads all that bindings need: first what is there, then what it refers to. `given` stands in for the Compositions. */
export async function readInventory(
  reader: ClusterReader,
  given: readonly JsonObject[] | undefined,
  now: string,
): Promise<Inventory> {
  const lists = await readLists(reader);
  const legacy = legacyKinds(valueOr(lists.xrds, []));
  const policies = (given ?? valueOr(lists.compositions, [])).flatMap((composition) => policiesIn(composition, legacy));
  const needed = neededKinds(policies);
  const names = new Set(needed.flatMap(({ kinds }) => kinds.map(({ definition }) => definition)));
  const configs = await readAll(configLists(policies), configKey, ({ apiVersion, kind }) =>
    reader.list(apiVersion, kind),
  );
  const namespaces = new Set(policies.flatMap(({ connectionSecretNamespace }) => connectionSecretNamespace ?? []));
  const [definitions, managedDefinitions, secrets, configMaps, found] = await Promise.all([
    readAll(names, String, (name) =>
      reader.get({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name }),
    ),
    readAll(names, String, (name) =>
      reader.get({ apiVersion: 'apiextensions.crossplane.io/v1alpha1', kind: 'ManagedResourceDefinition', name }),
    ),
    readAll(
      neededSecrets(policies, configs, lists),
      ({ namespace, name }) => `${namespace}/${name}`,
      ({ namespace, name }) => reader.secret(namespace, name),
    ),
    readAll(
      neededConfigMaps(policies),
      ({ namespace, name }) => `${namespace}/${name}`,
      ({ namespace, name }) => reader.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name }),
    ),
    readAll(namespaces, String, (name) => reader.get({ apiVersion: 'v1', kind: 'Namespace', name })),
  ]);
  return {
    ...lists,
    policies,
    needed,
    definitions,
    managedDefinitions,
    configs,
    secrets,
    configMaps,
    namespaces: found,
    now,
  };
}

async function readLists(reader: ClusterReader): Promise<Lists> {
  const read = await Promise.all(
    Object.entries(LISTS).map(
      async ([name, [apiVersion, kind]]) => [name, await reader.list(apiVersion, kind)] as const,
    ),
  );
  return Object.fromEntries(read) as Lists;
}

async function readAll<Thing, Read>(
  things: Iterable<Thing>,
  keyOf: (thing: Thing) => string,
  read: (thing: Thing) => Promise<Read>,
): Promise<ReadonlyMap<string, Read>> {
  return new Map(await Promise.all([...things].map(async (thing) => [keyOf(thing), await read(thing)] as const)));
}

/** The kinds of composites without a namespace, which are composed from the cluster-scoped family of the provider. */
function legacyKinds(xrds: readonly JsonObject[]): ReadonlySet<string> {
  const legacy = xrds.filter((xrd) => at(xrd, 'spec', 'scope') !== 'Namespaced');
  return new Set(['XDatabaseBinding', ...legacy.flatMap((xrd) => asString(at(xrd, 'spec', 'names', 'kind')) ?? [])]);
}
