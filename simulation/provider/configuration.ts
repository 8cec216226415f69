import { terraformResource } from '../terraform/resource.js';
import type { Controller } from './controller.js';
import { clusterIdOf } from './managed.js';

const WORDS = {
  PostgreSQLConfig: ['postgresql', 'PostgreSQL'],
  MySQLConfig: ['mysql', 'MySQL'],
  MongoDBConfig: ['mongodb', 'MongoDB'],
  ValkeyConfig: ['valkey', 'Valkey'],
  KafkaConfig: ['kafka', 'Kafka'],
  OpenSearchConfig: ['opensearch', 'Opensearch'],
} as const;

/** The provider's controllers of the engines' configurations. There is always a configuration, so nothing deletes it. */
export const CONFIGURATIONS: readonly (readonly [kind: string, controller: Controller])[] = Object.entries(WORDS).map(
  ([kind, [word, noun]]) => [kind, controllerFor(kind, word, noun)] as const,
);

function controllerFor(kind: string, word: string, noun: string): Controller {
  const idOf = ({ clusterId }: { readonly clusterId: string }) => `${clusterId}/${word}-config`;
  return terraformResource({
    kind,
    noun: `${noun} configuration`,
    doing: { creating: `updating ${noun} configuration` },
    required: [],
    place: (resource) => ({ clusterId: clusterIdOf(resource), name: '' }),
    idOf,
    importable: (clusterId) => ({ id: idOf({ clusterId }), clusterId, name: '' }),
    path: () => 'config',
    facts: () => ({}),
    isKept: true,
  });
}
