// Validators of the schemas as plain code, so that nothing is compiled at run time.
import { _, Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { NOTICE, transform } from './schemas.mjs';

const DECLARATION = `// ${NOTICE}
import type { Mismatches } from '../lib/mismatches.js';
import type { DatabaseBindingSpec } from './binding.js';
import type { BindingPolicy } from './policy.js';

/** The part of a schema that messages quote. */
export interface SchemaNode {
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

/** One mismatch: its path, the value there and the schema it should match. */
export type SchemaError = {
  readonly instancePath: string;
  readonly data: unknown;
  readonly parentSchema: SchemaNode;
} & (
  | { readonly keyword: 'type'; readonly params: { readonly type: string } }
  | { readonly keyword: 'pattern'; readonly params: { readonly pattern: string } }
  | { readonly keyword: 'minLength' | 'maxLength' | 'minItems' | 'maxItems'; readonly params: { readonly limit: number } }
  | { readonly keyword: 'enum' | 'minimum' | 'maximum' | 'minProperties' | 'maxProperties' }
  | { readonly keyword: 'required'; readonly params: { readonly missingProperty: string } }
  | { readonly keyword: 'additionalProperties'; readonly params: { readonly additionalProperty: string } }
  | { readonly keyword: 'distinct'; readonly params: { readonly index: number; readonly key: string } }
);

/** Whether a value matches; after false, \`errors\` says why. */
export interface Validator<T> {
  (value: unknown): value is T;
  readonly errors?: Mismatches<SchemaError> | null;
}

export const matchesSpec: Validator<DatabaseBindingSpec>;
export const matchesPolicy: Validator<BindingPolicy>;
`;

/** `src/gen/validators.js` and its declaration. */
export function validatorFiles({ binding, policy }) {
  const ajv = new Ajv({
    allErrors: true,
    // The sentences are ours (src/api/schema/schema-issue.ts); they need the schema beside the error.
    messages: false,
    verbose: true,
    ownProperties: true,
    code: { source: true, esm: true, lines: true, regExp: boundedPattern },
    keywords: [DISTINCT],
    // One function for each definition: V8 would never optimise one for the whole schema.
    inlineRefs: false,
  });
  // A platform team's XRD has its own fields beside ours, and Crossplane adds some: the top level of spec stays open.
  ajv.addSchema(inParts({ ...validated(binding.schema.properties.spec), additionalProperties: true }), 'spec');
  ajv.addSchema(inParts(validated(policy.schema)), 'policy');
  const code = standaloneCode.default(ajv, { matchesSpec: 'spec', matchesPolicy: 'policy' });
  return {
    'src/gen/validators.js': `// ${NOTICE}\n${importing(collecting(code))}`,
    'src/gen/validators.d.ts': DECLARATION,
  };
}

/** The JSON schema equal to Kubernetes' structural schema: closed objects, lists without duplicates. */
function validated(schema) {
  return transform(schema, (child) => {
    const {
      title,
      description,
      'x-kubernetes-list-type': listType,
      'x-kubernetes-list-map-keys': keys,
      ...rest
    } = child;
    delete rest['x-kubernetes-validations'];
    delete rest['x-kubernetes-preserve-unknown-fields'];
    if (rest.properties && !rest.additionalProperties) rest.additionalProperties = false;
    if (listType) rest.distinct = keys ? keys[0] : '';
    return rest;
  });
}

/** The same schema with a definition for each closed object below it; equal objects share one. */
function inParts({ properties, ...rest }) {
  const definitions = new Map();
  const lift = (child) => {
    if (!child.properties) return child;
    const text = JSON.stringify(child);
    if (!definitions.has(text)) definitions.set(text, { name: `object${definitions.size}`, child });
    return { $ref: `#/$defs/${definitions.get(text).name}` };
  };
  const lifted = Object.entries(properties).map(([name, child]) => [name, transform(child, lift)]);
  const $defs = Object.fromEntries([...definitions.values()].map(({ name, child }) => [name, child]));
  return { $defs, ...rest, properties: Object.fromEntries(lifted) };
}

/** Our own keyword: the strings of a list, or under this key of its items, are distinct. */
const DISTINCT = {
  keyword: 'distinct',
  type: 'array',
  schemaType: 'string',
  error: { message: 'must be distinct', params: ({ params, schema }) => _`{index: ${params.index}, key: ${schema}}` },
  code(context) {
    const { gen, data, schema } = context;
    gen.if(_`${data}.length > 1`, () => {
      const seen = gen.const('seen', _`new Set()`);
      gen.forRange('index', 0, _`${data}.length`, (index) => {
        const item = _`${data}[${index}]`;
        const value = gen.const('value', schema === '' ? item : _`${item}?.[${schema}]`);
        gen.if(_`typeof ${value} == "string"`, () => {
          context.setParams({ index });
          gen.if(_`${seen}.has(${value})`, () => context.error());
          gen.code(_`${seen}.add(${value})`);
        });
      });
    });
  },
};

/** A pattern that leaves long texts to maxLength: on megabytes V8 runs out of stack. Its source becomes part of the output. */
function boundedPattern(pattern, flags) {
  const expression = new RegExp(pattern, flags);
  return { test: (text) => text.length > 4096 || expression.test(text), toString: () => pattern };
}
boundedPattern.code = boundedPattern.toString();

/** Collects mismatches in our own way: Ajv's copies all of a list for each item that has one, and keeps every one. */
function collecting(code) {
  const replaced = code
    .replace(
      /if\(vErrors === null\)\{\s*vErrors = \[(err\d+)\];\s*\}\s*else \{\s*vErrors\.push\(\1\);\s*\}/g,
      'vErrors = withMismatch(vErrors, $1);',
    )
    .replace(
      /vErrors = vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\);/g,
      'vErrors = withMismatches(vErrors, $1.errors);',
    )
    .replaceAll('errors = vErrors.length;', 'errors = vErrors.count;');
  if (/vErrors\.(?!count)/.test(replaced))
    throw new Error('Ajv collects errors in a way that collecting() does not know');
  return `import { withMismatch, withMismatches } from '../lib/mismatches.js';\n${replaced}`;
}

/** Replaces `require`, which the code generator writes even into modules. */
function importing(code) {
  const imports = [];
  const body = code.replace(/= require\("([^"]+)"\)\.default;/g, (_match, path) => {
    const name = path.split('/').at(-1);
    imports.push(`import ${name} from '${path}.js';\n`);
    return `= ${name}.default;`;
  });
  return [...new Set(imports)].join('') + body;
}
