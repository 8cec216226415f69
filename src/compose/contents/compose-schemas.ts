import type { Binding } from '../../api/binding.js';
import type { SchemaSpec } from '../../gen/binding.js';
import { asString, compact, field } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type Home, newHome } from '../home.js';
import { managedResource, policiesWithin } from '../managed-resource.js';
import { each, NOTHING, type Part } from '../part.js';
import type { Refusal } from '../refusal.js';
import { SCHEMAS } from '../resource-keys.js';

/** Composes the schemas in the registry of a Kafka cluster. The provider can make and delete them, but not change them. */
export function composeSchemas(binding: Binding, home: Home, resources: ReadonlyMap<string, ObservedResource>): Part {
  return each(binding.schemas, (schema, i) =>
    composeSchema(binding, schema, `spec.schemas[${i}]`, home, resources.get(SCHEMAS.key(schema.subject))),
  );
}

function composeSchema(
  binding: Binding,
  { subject, type, schema }: SchemaSpec,
  path: string,
  home: Home,
  observed: ObservedResource | undefined,
): Part {
  const clusterId = observed ? observed.home : newHome(home);
  if (!observed && clusterId === undefined) return NOTHING;
  const key = SCHEMAS.key(subject);
  const before = (name: string): string | undefined => observed && asString(field(observed.forProvider, name));
  const running = { type: before('schemaType') ?? type, schema: before('schema') ?? schema };
  const object = managedResource(binding, {
    key,
    kind: 'KafkaSchemaRegistry',
    forProvider: compact({
      clusterId,
      subjectName: subject,
      schemaType: running.type,
      schema: running.schema,
    }),
    managementPolicies: policiesWithin(binding),
    hasConnectionDetails: false,
  });
  return {
    objects: [[key, object]],
    refusals: [
      ...(running.type === type ? [] : [fixed(`${path}.type`)]),
      ...(running.schema === schema ? [] : [fixed(`${path}.schema`)]),
    ],
  };
}

function fixed(path: string): Refusal {
  return {
    reason: 'ImmutableField',
    path,
    message:
      'cannot be changed: the provider only makes and deletes schemas; set it back, use another subject, or register the new version with the registry itself',
  };
}
