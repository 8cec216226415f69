import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { loadYaml } from '@kubernetes/client-node';
import type { Json, JsonObject } from '../../../src/lib/json.js';
import { conditionOf } from '../../../src/simulation/api-server/conditions.js';
import { refOf } from '../../../src/simulation/api-server/object-store.js';
import type { Cluster } from './cluster.js';
import { eventually } from './eventually.js';
import { inRepository } from './tools.js';

const GROUP = 'database.digitalocean.m.crossplane.io';

/** The API of the kinds that bindings are composed of. */
export const MANAGED_API = `${GROUP}/v1alpha1`;
/** The kinds the stand-in of the provider looks after, as the API server spells them. */
export const MANAGED_KINDS = { Cluster: 'clusters', User: 'users', DB: 'dbs' } as const;

const PUBLISHED = inRepository('../shared/crds');

/** Installs the provider's API: its published schemas where they are at hand, otherwise open ones. */
export async function installProviderCrds(cluster: Cluster): Promise<'published' | 'open'> {
  const published = existsSync(PUBLISHED);
  const definitions = published ? publishedDefinitions() : Object.entries(MANAGED_KINDS).map(openDefinition);
  for (const definition of definitions) await cluster.create(definition);
  for (const definition of definitions) await established(cluster, definition);
  return published ? 'published' : 'open';
}

/** Waits until what a definition defines is served. */
export async function established(cluster: Cluster, definition: JsonObject): Promise<void> {
  const ref = refOf(definition);
  await eventually(`${ref.name} established`, async () => {
    const stored = await cluster.get(ref);
    return stored !== undefined && conditionOf(stored, 'Established')?.status === 'True';
  });
}

function publishedDefinitions(): readonly JsonObject[] {
  return readdirSync(PUBLISHED)
    .filter((file) => file.startsWith(`${GROUP}_`))
    .map((file) => loadYaml<JsonObject>(readFileSync(`${PUBLISHED}/${file}`, 'utf8')));
}

function openDefinition([kind, plural]: readonly [string, string]): JsonObject {
  const anything = { type: 'object', x_kubernetes_preserve_unknown_fields: true };
  const providerConfigRef = { ...anything, _default: { kind: 'ClusterProviderConfig', name: 'default' } };
  const managementPolicies = { type: 'array', items: { type: 'string' }, _default: ['*'] };
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
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular: plural.replace(/s$/, '') },
      versions: [version],
    },
  };
}
