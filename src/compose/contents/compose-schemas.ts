import type { Binding } from '../../api/binding.js';
import type { SchemaSpec } from '../../gen/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, compact, field } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type Home, newHome } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { policiesWithin } from '../management-policies.js';
import { each, NOTHING, type Part } from '../part.js';
import type { Refusal } from '../refusal.js';

/** Composes the schemas in the registry of a Kafka cluster. The provider can make and delete them, but not change them. */
export function composeSchemas(binding: Binding, home: Home, resources: ReadonlyMap<string, ObservedResource>): Part {
  return each(binding.schemas, (schema, i) =>
    composeSchema(binding, schema, `spec.schemas[${i}]`, home, resources.get(keyOf('schema', schema.subject))),
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
  const key = keyOf('schema', subject);
  const before = (name: string): string | undefined => observed && asString(field(observed.forProvider, name));
  const running = { type: before('schemaType') ?? type, schema: before('schema') ?? schema };
  const object = managedResource(binding, {
    key,
    kind: 'schema',
    forProvider: compact({
      clusterId,
      subjectName: subject,
      schemaType: running.type,
      schema: running.schema,
    }),
    managementPolicies: policiesWithin(binding),
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
