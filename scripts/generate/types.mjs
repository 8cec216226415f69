// TypeScript types of the schemas: a title becomes the name of a type, and a titled enumeration also a list of values.
import { isDeepStrictEqual } from 'node:util';
import { compile } from 'json-schema-to-typescript';
import { NOTICE, transform, walk } from './schemas.mjs';

const OPTIONS = {
  additionalProperties: false,
  bannerComment: '',
  ignoreMinAndMaxItems: true,
  style: { singleQuote: true, printWidth: 120 },
};

/** `src/gen/binding.ts`, and `src/gen/policy.ts`, which imports the types in both schemas. */
export async function typeFiles({ binding, policy }) {
  const { spec, status } = binding.schema.properties;
  const bindingParts = [spec, status].map((part) => transform(part, free));
  const known = bindingParts.flatMap(titled);
  const shared = new Map(known);
  assertSame([...known, ...titled(policy.schema)]);

  const own = transform(policy.schema, (schema) => (shared.has(schema.title) ? { tsType: schema.title } : schema));
  const used = [...walk(own)].flatMap(({ tsType }) => tsType ?? []);
  const imports = `import type { ${[...new Set(used)].sort().join(', ')} } from './binding.js';\n\n`;
  return {
    'src/gen/binding.ts': `// ${NOTICE}\nimport type { JsonObject } from '../lib/json.js';\n\n${(await Promise.all(bindingParts.map(types))).join('\n')}\n${tuples(shared)}${fields(spec)}`,
    'src/gen/policy.ts': `// ${NOTICE}\n\n${imports}${await types(own)}\n${tuples(new Map(titled(own)))}`,
  };
}

/** An object of any fields is plain JSON. */
function free(schema) {
  return schema['x-kubernetes-preserve-unknown-fields'] ? { ...schema, tsType: 'JsonObject' } : schema;
}

function titled(schema) {
  return [...walk(schema)].flatMap((child) => (child.title ? [[child.title, child]] : []));
}

/** A title must mean the same shape everywhere. */
function assertSame(found) {
  const known = new Map();
  for (const [title, schema] of found) {
    const shape = transform(schema, ({ description: _, 'x-kubernetes-validations': __, ...rest }) => rest);
    if (!isDeepStrictEqual(known.get(title) ?? shape, shape))
      throw new Error(`cannot generate type "${title}": two schemas with this title differ`);
    known.set(title, shape);
  }
}

/** The declarations of one schema; the compiler cannot write `readonly`, so it is added afterwards. */
async function types(schema) {
  const text = await compile(structuredClone(named(schema)), schema.title, OPTIONS);
  return text
    .replace(/^( +)(\w+\??|\[k: string\]): /gm, '$1readonly $2: ')
    .replace(/^( +readonly .*: )(.*\[\];)$/gm, '$1readonly $2');
}

/** A schema in which a title is expanded only once, so that it becomes one type. */
function named(schema) {
  const seen = new Set();
  return transform(schema, (child) => {
    if (!child.title) return child;
    if (seen.has(child.title)) return { tsType: child.title, description: child.description };
    seen.add(child.title);
    return child;
  });
}

/** `export const ENGINES = [...] as const` for every titled enumeration. */
function tuples(schemas) {
  const lines = [...schemas].flatMap(([title, schema]) =>
    schema.enum
      ? [
          `/** Every ${title}. */`,
          `export const ${plural(title)} = ${list(schema.enum)} as const satisfies readonly ${title}[];`,
        ]
      : [],
  );
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
}

/** `SPEC_FIELDS`: the top level of a spec may have others' fields, so ours have to be known. */
function fields({ properties }) {
  return `/** Every field at the top of a spec. */\nexport const SPEC_FIELDS = ${list(Object.keys(properties))} as const satisfies readonly (keyof DatabaseBindingSpec)[];\n`;
}

/** The constant's name: UserMode becomes USER_MODES. */
function plural(title) {
  const constant = title.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return /[^AEIOU]Y$/.test(constant) ? `${constant.slice(0, -1)}IES` : `${constant}S`;
}

function list(values) {
  return `[${values.map((value) => `'${value}'`).join(', ')}]`;
}
