import { content } from './content.js';
import type { Controller } from './controller.js';

const none = () => ({});

/** The provider's controllers of what lies in a cluster, by kind. */
export const CONTENTS: ReadonlyMap<string, Controller> = new Map([
  [
    'KafkaTopic',
    content({
      kind: 'topic',
      terraformType: 'digitalocean_database_kafka_topic',
      nameField: 'name',
      separator: '/topic/',
      required: ['name'],
      inPlace: ['partitionCount', 'replicationFactor', 'config'],
      creationPolls: 1,
      facts: ({ partitionCount = 3, replicationFactor = 2 }) => ({
        partitionCount,
        replicationFactor,
        state: 'active',
      }),
      details: none,
    }),
  ],
  [
    'KafkaSchemaRegistry',
    content({
      kind: 'schema',
      terraformType: 'digitalocean_database_kafka_schema_registry',
      nameField: 'subjectName',
      separator: '/schema/',
      required: ['subjectName', 'schemaType', 'schema'],
      inPlace: [],
      creationPolls: 1,
      facts: none,
      details: none,
    }),
  ],
]);
