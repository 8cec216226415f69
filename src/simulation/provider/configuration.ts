import { isDeepStrictEqual } from 'node:util';
import { asString, type JsonObject } from '../../lib/json.js';
import type { Controller, Observation } from './controller.js';
import type { DigitalOcean } from './digitalocean.js';
import { externalNameOf, parametersOf } from './managed.js';

const WORDS = {
  PostgreSQLConfig: 'postgresql',
  MySQLConfig: 'mysql',
  MongoDBConfig: 'mongodb',
  ValkeyConfig: 'valkey',
  KafkaConfig: 'kafka',
  OpenSearchConfig: 'opensearch',
} as const;

/** The provider's controllers of the engines' configurations. There is always a configuration, so nothing deletes it. */
export const CONFIGURATIONS: readonly (readonly [kind: string, controller: Controller])[] = Object.entries(WORDS).map(
  ([kind, word]) => [kind, controllerFor(word)] as const,
);

function controllerFor(word: string): Controller {
  return {
    terraformType: `digitalocean_database_${word}_config`,
    required: [],
    lateInitialized: [],
    creationPolls: 1,
    observesAtOnce: true,
    creationError: (resource) =>
      `Error updating ${word} configuration: PATCH https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/config`,
    resolve: (resource) => resource,
    create(resource, cloud) {
      const clusterId = clusterIdOf(resource);
      if (!cloud.clusters.has(clusterId)) return { ok: false, cause: 'cluster not found' };
      write(resource, cloud);
      return { ok: true, value: `${clusterId}/${word}-config` };
    },
    observe,
    update: write,
    delete: () => undefined,
  };
}

/** DigitalOcean changes what it is told, and leaves the rest as it is. */
function write(resource: JsonObject, cloud: DigitalOcean): void {
  const { clusterId: _, ...fields } = parametersOf(resource);
  const clusterId = clusterIdOf(resource);
  cloud.configurations.set(clusterId, { ...cloud.configurations.get(clusterId), ...fields });
}

function observe(resource: JsonObject, cloud: DigitalOcean): Observation {
  const clusterId = clusterIdOf(resource);
  const id = externalNameOf(resource);
  const running = cloud.configurations.get(clusterId);
  if (!id?.startsWith(`${clusterId}/`) || running === undefined) return { state: 'absent' };
  const { clusterId: _, ...wanted } = parametersOf(resource);
  const drift = Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(running[name], value));
  return {
    state: 'present',
    counterpart: { atProvider: { ...running, clusterId, id }, details: {} },
    drift: Object.fromEntries(drift),
  };
}

function clusterIdOf(resource: JsonObject): string {
  return asString(parametersOf(resource).clusterId) ?? '';
}
