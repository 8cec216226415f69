import { loadYaml } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { conditionOf } from '../../../simulation/api-server/conditions.js';
import { refOf } from '../../../simulation/api-server/object-store.js';
import type { JsonObject } from '../../../src/lib/json.js';
import { providerDefinitions, sqlDefinitions } from '../../support/provider-schemas.js';
import type { Cluster } from './cluster.js';
import { eventually } from './eventually.js';

/** The two families of the provider's API, by what they are called in the policy. */
export const MANAGED_APIS = {
  Namespaced: 'database.digitalocean.m.crossplane.io/v1alpha1',
  ClusterScoped: 'database.digitalocean.crossplane.io/v1alpha1',
} as const;
/** The API of the kinds that namespaced bindings are composed of. */
export const MANAGED_API = MANAGED_APIS.Namespaced;
/** The kinds the stand-in of the provider looks after. */
export const MANAGED_KINDS = ['Cluster', 'User', 'DB', 'KafkaTopic', 'Firewall', 'Replica', 'MySQLConfig'] as const;

/** Installs both families of the provider's API, and what configures it, and those of provider-sql. */
export async function installProviderCrds(cluster: Cluster, definitions = providerDefinitions()): Promise<void> {
  await installCrds(cluster, [...definitions, ...sqlDefinitions()]);
}

/** Installs kinds, and waits until they are served. */
export async function installCrds(cluster: Cluster, definitions: readonly JsonObject[]): Promise<void> {
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
