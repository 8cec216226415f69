// The schemas as `src/api/schema/mismatches.ts` walks them: data, so that nothing is compiled before the first answer.
import { NOTICE, transform, walk } from './schemas.mjs';

/** Keywords for people, and those that only the API server follows. */
const LEFT_OUT = [
  'title',
  'description',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-validations',
  'x-kubernetes-preserve-unknown-fields',
];

const DECLARATION = `/** A schema, with the keywords that ours have. Objects with \`properties\` are closed, unless they say what else there may be. */
export interface SchemaNode {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: SchemaNode;
  /** The strings of a list, or under this key of its items, are distinct. */
  readonly distinct?: string;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
}`;
const KEYWORDS = new Set(Array.from(DECLARATION.matchAll(/readonly (\w+)/g), ([, keyword]) => keyword));

/** `src/gen/validation-schemas.ts`. */
export function validationSchemaFiles({ binding, policy }) {
  // A platform team's XRD has its own fields beside ours, and Crossplane adds some: the top level of spec stays open.
  const spec = { ...validated(binding.schema.properties.spec), additionalProperties: true };
  const text = [
    `// ${NOTICE}`,
    DECLARATION,
    `/** The schema of a composite's spec. */\nexport const SPEC_SCHEMA: SchemaNode = ${parsed(spec)};`,
    `/** The schema of the function's input. */\nexport const POLICY_SCHEMA: SchemaNode = ${parsed(validated(policy.schema))};`,
  ];
  return { 'src/gen/validation-schemas.ts': `${text.join('\n\n')}\n` };
}

/** The JSON schema equal to Kubernetes' structural schema: closed objects, lists without duplicates. */
function validated(schema) {
  const closed = transform(schema, (child) => {
    const { 'x-kubernetes-list-type': listType, 'x-kubernetes-list-map-keys': keys } = child;
    const rest = Object.fromEntries(Object.entries(child).filter(([keyword]) => !LEFT_OUT.includes(keyword)));
    if (rest.properties && !rest.additionalProperties) rest.additionalProperties = false;
    if (listType) rest.distinct = keys ? keys[0] : '';
    return rest;
  });
  for (const node of walk(closed))
    for (const keyword of Object.keys(node))
      if (!KEYWORDS.has(keyword)) throw new Error(`nothing validates the keyword "${keyword}"`);
  return closed;
}

/** Parsing JSON takes less time than an object literal of its size. */
function parsed(schema) {
  const lines = Object.entries(schema).map(([keyword, value]) =>
    keyword === 'properties'
      ? `"properties": {\n${Object.entries(value)
          .map(([name, child]) => `${JSON.stringify(name)}: ${JSON.stringify(child)}`)
          .join(',\n')}\n}`
      : `${JSON.stringify(keyword)}: ${JSON.stringify(value)}`,
  );
  const json = `{\n${lines.join(',\n')}\n}`;
  if (/`|\$\{/.test(json)) throw new Error('a schema holds what ends a template');
  return `JSON.parse(String.raw\`${json}\`)`;
}
