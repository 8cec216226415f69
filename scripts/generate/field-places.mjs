// Where each field of a schema stands, so that a field at the wrong level can be told where it belongs.
import { NOTICE } from './schemas.mjs';

/** `src/gen/field-places.ts`: by the name of a field, its paths, those at the highest level first. */
export function fieldPlacesFiles({ binding, policy }) {
  const places = { spec: placesIn(binding.schema.properties.spec), policy: placesIn(policy.schema) };
  const code = Object.entries(places).map(([root, table]) => `  ${root}: ${JSON.stringify(table, null, 2)},\n`);
  return {
    'src/gen/field-places.ts': `// ${NOTICE}
/** The paths of every field below a spec and a policy, by its name; lists have [] where an index stands. */
export const FIELD_PLACES: Readonly<Record<'spec' | 'policy', Readonly<Record<string, readonly string[]>>>> = {
${code.join('')}};
`,
  };
}

function placesIn(schema) {
  const places = new Map();
  const open = [{ schema, path: '' }];
  // Level by level, so that the highest come first.
  for (const { schema: node, path } of open) {
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      const place = `${path}.${name}`;
      places.set(name, [...(places.get(name) ?? []), place]);
      open.push({ schema: child, path: place });
    }
    if (node.items) open.push({ schema: node.items, path: `${path}[]` });
  }
  return Object.fromEntries([...places].sort(([a], [b]) => (a < b ? -1 : 1)));
}
