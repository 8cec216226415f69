// JSON Schemas for editors: the same schemas as the API server's, closed, with the description of every field.
import { CROSSPLANE_FIELDS } from './crossplane-fields.mjs';
import { NOTICE, transform } from './schemas.mjs';

const FOLDER = 'docs/schemas';
const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** `docs/schemas`: of a binding, a claim, a policy, and a Composition with a policy in it. */
export function jsonSchemaFiles({ binding, policy }) {
  const claim = `${binding.kind}Claim`;
  const schemas = {
    [binding.kind]: manifest(binding, binding.kind, CROSSPLANE_FIELDS.composite),
    [claim]: manifest(binding, claim, CROSSPLANE_FIELDS.claim),
    [policy.kind]: closed(policy.schema),
    Composition: composition(policy),
  };
  return Object.fromEntries(
    Object.entries(schemas).map(([kind, schema]) => {
      const text = JSON.stringify({ $schema: DRAFT, $comment: NOTICE, title: kind, ...schema }, null, 2);
      return [`${FOLDER}/${kind.toLowerCase()}.json`, `${text}\n`];
    }),
  );
}

function manifest({ apiVersion, schema }, kind, furtherFields) {
  const spec = closed(schema.properties.spec);
  const further = Object.fromEntries(furtherFields.map((name) => [name, { description: "Crossplane's own." }]));
  return {
    description: schema.description,
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { const: apiVersion },
      kind: { const: kind },
      metadata: METADATA,
      spec: { ...spec, properties: { ...spec.properties, ...further } },
      status: { type: 'object' },
    },
    additionalProperties: false,
  };
}

/** Kubernetes' own schema has the rest. */
const METADATA = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 63, pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$' },
    namespace: { type: 'string', maxLength: 63, pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

/** Open but for the policies in the inputs of steps. */
function composition({ apiVersion, kind, schema }) {
  const step = {
    type: 'object',
    properties: {
      input: {
        if: { required: ['kind'], properties: { kind: { const: kind } } },
        // biome-ignore lint/suspicious/noThenProperty: that is how JSON Schema calls it
        then: { $ref: '#/definitions/policy' },
      },
    },
  };
  const { properties, ...rest } = closed(schema);
  return {
    description: 'A Composition, whose policies for this function are checked.',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { const: 'apiextensions.crossplane.io/v1' },
      kind: { const: 'Composition' },
      metadata: METADATA,
      spec: { type: 'object', properties: { pipeline: { type: 'array', items: step } } },
    },
    definitions: { policy: { ...rest, properties: { ...properties, apiVersion: { const: apiVersion } } } },
  };
}

/** The schema without what only Kubernetes knows, and without unknown fields. */
function closed(schema) {
  return transform(schema, (child) => {
    const { title, ...kept } = Object.fromEntries(
      Object.entries(child).filter(([keyword]) => !keyword.startsWith('x-kubernetes-')),
    );
    if (kept.properties && !kept.additionalProperties) kept.additionalProperties = false;
    if (child['x-kubernetes-list-type'] === 'set') kept.uniqueItems = true;
    return kept;
  });
}
