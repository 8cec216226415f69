import { asString, compact } from '../../lib/json.js';
import { isMade } from '../../observe/presence.js';
import { type Composing, desire, placeOf } from '../composing.js';
import { policiesWithin } from '../management-policies.js';
import type { Refusal } from '../refusal.js';

/** Composes the schemas in the registry of a Kafka cluster. The provider can create and delete them, but not change them. */
export function composeSchemas(composing: Composing): void {
  const { binding, refusals } = composing;
  for (const [i, { subject, type, schema }] of binding.schemas.entries()) {
    const place = placeOf(composing, 'schema', subject);
    if (!place) continue;
    const { key, kind, observed, clusterId } = place;
    // What was never made follows the spec.
    const sent = observed && isMade(observed) ? observed.forProvider : {};
    const schemaType = asString(sent.schemaType) ?? type;
    const text = asString(sent.schema) ?? schema;
    desire(composing, {
      key,
      kind,
      forProvider: compact({ clusterId, subjectName: subject, schemaType, schema: text }),
      managementPolicies: policiesWithin(binding),
    });
    if (schemaType !== type) refusals.push(fixed(`spec.schemas[${i}].type`));
    if (text !== schema) refusals.push(fixed(`spec.schemas[${i}].schema`));
  }
}

function fixed(path: string): Refusal {
  return {
    reason: 'ImmutableField',
    path,
    message:
      'cannot be changed: the provider only creates and deletes schemas; set it back, use another subject, or register the new version with the registry itself',
  };
}
