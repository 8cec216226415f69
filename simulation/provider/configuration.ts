import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../src/lib/json.js';
import type { Controller, TerraformState } from './controller.js';
import { clusterIdOf, externalNameOf, parametersOf } from './managed.js';

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
  const stateOf = (clusterId: string): TerraformState => ({ id: `${clusterId}/${word}-config`, clusterId, name: '' });
  return {
    terraformType: `digitalocean_database_${word}_config`,
    required: [],
    lateInitialized: [],
    creationPolls: 1,
    creationError: (resource) =>
      `Error updating ${word} configuration: PATCH https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/config`,
    importAdvice: '',
    resolve: (resource) => resource,
    externalName: externalNameOf,
    place: (resource) => ({ clusterId: clusterIdOf(resource), name: '' }),
    importable: stateOf,
    create(resource, api) {
      const clusterId = clusterIdOf(resource);
      const answer = api.configure(clusterId, fieldsOf(resource));
      return answer.ok ? { ok: true, value: stateOf(clusterId) } : answer;
    },
    read(state, api) {
      const { id, clusterId } = state;
      const running = api.configuration(clusterId);
      return running && { state, atProvider: { ...running, clusterId, id }, details: {} };
    },
    plan(resource, { state, atProvider }) {
      if (clusterIdOf(resource) !== state.clusterId) return { replaces: true };
      const differing = Object.entries(fieldsOf(resource)).filter(
        ([name, value]) => !isDeepStrictEqual(atProvider[name], value),
      );
      return { replaces: false, changes: Object.fromEntries(differing) };
    },
    update(resource, _changes, state, api) {
      api.configure(state.clusterId, fieldsOf(resource));
      return state;
    },
    delete: () => undefined,
  };
}

function fieldsOf(resource: JsonObject): JsonObject {
  const { clusterId: _, ...fields } = parametersOf(resource);
  return fields;
}
