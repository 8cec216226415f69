import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { loadYaml } from '@kubernetes/client-node';
import { parse, stringify } from 'yaml';
import { asObject, type Json, type JsonObject } from '../../../src/lib/json.js';
import { conditionOf } from '../../../src/simulation/api-server/conditions.js';
import { refOf } from '../../../src/simulation/api-server/object-store.js';
import type { Cluster } from './cluster.js';
import { eventually } from './eventually.js';
import { inRepository } from './tools.js';

/** The two families of the provider's API, by what they are called in the policy. */
export const MANAGED_APIS = {
  Namespaced: 'database.digitalocean.m.crossplane.io/v1alpha1',
  ClusterScoped: 'database.digitalocean.crossplane.io/v1alpha1',
} as const;
/** The API of the kinds that namespaced bindings are composed of. */
export const MANAGED_API = MANAGED_APIS.Namespaced;
/** The kinds the stand-in of the provider looks after, as the API server spells them. */
export const MANAGED_KINDS = { Cluster: 'clusters', User: 'users', DB: 'dbs' } as const;

const PUBLISHED = inRepository('../shared/crds');
const FAMILIES = [
  { group: groupOf(MANAGED_APIS.Namespaced), scope: 'Namespaced', providerConfig: 'ClusterProviderConfig' },
  { group: groupOf(MANAGED_APIS.ClusterScoped), scope: 'Cluster', providerConfig: 'ProviderConfig' },
] as const;

/** Installs both families of the provider's API. */
export async function installProviderCrds(cluster: Cluster): Promise<void> {
  const definitions = providerDefinitions();
  // The client knows this kind, and its own spelling of some fields.
  for (const definition of definitions) await cluster.create(loadYaml<JsonObject>(stringify(definition)));
  for (const definition of definitions) await established(cluster, definition);
}

/** Waits until what a definition defines is served. */
export async function established(cluster: Cluster, definition: JsonObject): Promise<void> {
  const ref = refOf(definition);
  await eventually(`${ref.name} established`, async () => {
    const stored = await cluster.get(ref);
    return stored !== undefined && conditionOf(stored, 'Established')?.status === 'True';
  });
}

/** The definitions of both families: the provider's published ones where they are at hand, otherwise open ones. */
export function providerDefinitions(): readonly JsonObject[] {
  return FAMILIES.flatMap((family) => (existsSync(PUBLISHED) ? publishedDefinitions(family) : openDefinitions(family)));
}

type Family = (typeof FAMILIES)[number];

function groupOf(apiVersion: string): string {
  return apiVersion.replace(/\/.*/, '');
}

function publishedDefinitions({ group }: Family): readonly JsonObject[] {
  return readdirSync(PUBLISHED)
    .filter((file) => file.startsWith(`${group}_`))
    .map((file) => asObject(parse(readFileSync(`${PUBLISHED}/${file}`, 'utf8')) as Json));
}

function openDefinitions(family: Family): readonly JsonObject[] {
  return Object.entries(MANAGED_KINDS).map(([kind, plural]) => openDefinition(family, kind, plural));
}

function openDefinition({ group, scope, providerConfig }: Family, kind: string, plural: string): JsonObject {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const providerConfigRef = { ...anything, default: { kind: providerConfig, name: 'default' } };
  const managementPolicies = { type: 'array', items: { type: 'string' }, default: ['*'] };
  const spec = { ...anything, properties: { providerConfigRef, managementPolicies } };
  const version: Record<string, Json> = {
    name: 'v1alpha1',
    served: true,
    storage: true,
    subresources: { status: {} },
    schema: { openAPIV3Schema: { type: 'object', properties: { spec, status: anything } } },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, listKind: `${kind}List`, plural, singular: plural.replace(/s$/, '') },
      versions: [version],
    },
  };
}
