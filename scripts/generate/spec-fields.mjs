// The paths of all fields of the XRD's spec, which `preflight` looks for in the XRD of a cluster.
import { NOTICE } from './schemas.mjs';

/** `tools/gen/spec-fields.ts`. */
export function specFieldsFiles({ binding }) {
  const paths = [...fieldsBelow(binding.schema.properties.spec, '')].map((path) => `  '${path}',\n`).join('');
  const text = `// ${NOTICE}\n\n/** Every field of a binding's spec; below a list or a map stand the fields of its values. */\nexport const SPEC_FIELDS: readonly string[] = [\n${paths}];\n`;
  return { 'tools/gen/spec-fields.ts': text };
}

function* fieldsBelow({ properties = {}, items, additionalProperties }, path) {
  if (items) yield* fieldsBelow(items, path);
  if (additionalProperties) yield* fieldsBelow(additionalProperties, path);
  for (const [name, child] of Object.entries(properties)) {
    const own = path === '' ? name : `${path}.${name}`;
    yield own;
    yield* fieldsBelow(child, own);
  }
}
