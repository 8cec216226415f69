// The fields of spec.forProvider in the provider's kinds, from the reduced CRDs: only names and types.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { NOTICE } from './schemas.mjs';

const FOLDER = 'test/fixtures/provider/schemas';
/** The fields of both families are the same. */
const GROUP = 'database.digitalocean.m.crossplane.io_';

/** `src/gen/provider-fields.ts`. */
export function providerFieldsFiles(root) {
  const kinds = readdirSync(join(root, FOLDER))
    .filter((file) => file.startsWith(GROUP))
    .map((file) => parse(readFileSync(join(root, FOLDER, file), 'utf8')).spec)
    .map(({ names, versions: [{ schema }] }) => [
      names.kind,
      typeOf(schema.openAPIV3Schema.properties.spec.properties.forProvider),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { 'src/gen/provider-fields.ts': text(Object.fromEntries(kinds)) };
}

function typeOf(schema) {
  if (schema.type === 'array') return [typeOf(schema.items)];
  if (schema.type !== 'object') return schema.type;
  const fields = Object.entries(schema.properties ?? {});
  return Object.fromEntries(fields.map(([name, child]) => [name, typeOf(child)]));
}

function text(kinds) {
  return `// ${NOTICE}

/** The type of a field: a list has its items' type in it, an object its fields'. */
export type FieldType = 'string' | 'number' | 'boolean' | readonly [FieldType] | Fields;
export interface Fields {
  readonly [field: string]: FieldType;
}

/** What each kind of the provider takes in \`spec.forProvider\`. */
export const PROVIDER_FIELDS = ${JSON.stringify(kinds, null, 2)} as const satisfies Readonly<Record<string, Fields>>;
`;
}
