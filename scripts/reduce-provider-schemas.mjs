// Reduces a provider's published CRDs to the fixtures that tests use: `node scripts/reduce-provider-schemas.mjs FOLDER`.
// Run it by hand when provider-upjet-digitalocean or provider-sql changes, then run `npm run generate`. It keeps what an API
// server enforces or merges by: names, types, limits, defaults, rules. It drops what only people need, or only the resolution
// of references.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, isCollection, isPair, parse, stringify, visit } from 'yaml';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('cannot read CRDs: pass their folder');
const fixtures = join(import.meta.dirname, '../test/fixtures');

/** The files of each provider, by the folder of its fixtures; databases are created by DigitalOcean alone. */
const WANTED = {
  provider: /^(?:database\.)?digitalocean\.(?:m\.)?crossplane\.io_/,
  'provider-sql': /^postgresql\.sql\.(?:m\.)?crossplane\.io_(?!databases\.)/,
};
/** Selectors and policies of references, which this function never writes; those that a rule reads have to be there. */
const UNUSED = /Selector$|^policy$/;
const LINE = 120;

/** The most readable order of a schema's keys. */
const ORDER = ['type', 'format', 'default', 'enum', 'required'];
const LAST = ['properties', 'items', 'additionalProperties', 'x-kubernetes-validations'];

function reduced({ apiVersion, kind, metadata: { name }, spec: { group, names, scope, versions } }) {
  const { categories: _, ...kept } = names;
  const served = versions.map(({ additionalPrinterColumns: _, schema, ...version }) => ({
    ...version,
    schema: { openAPIV3Schema: reducedSchema(schema.openAPIV3Schema) },
  }));
  return { apiVersion, kind, metadata: { name }, spec: { group, names: kept, scope, versions: served } };
}

function reducedSchema({ description: _, properties, items, additionalProperties, ...rest }) {
  const rules = JSON.stringify(rest['x-kubernetes-validations'] ?? []);
  const children = {
    ...(properties && { properties: reducedFields(properties, rules) }),
    ...(items && { items: reducedSchema(items) }),
    ...(additionalProperties && { additionalProperties: reducedSchema(additionalProperties) }),
  };
  const place = ([key]) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length + 1 + LAST.indexOf(key));
  return Object.fromEntries(Object.entries({ ...rest, ...children }).sort((a, b) => place(a) - place(b)));
}

function reducedFields(properties, rules) {
  const fields = Object.entries(properties).flatMap(([name, schema]) => {
    if (!UNUSED.test(name)) return [[name, reducedSchema(schema)]];
    return rules.includes(`self.${name}`) ? [[name, { type: schema.type }]] : [];
  });
  return Object.fromEntries(fields);
}

/** YAML in which everything that fits on one line is on one. */
function written(definition) {
  const document = new Document(definition);
  visit(document, {
    Collection(_, node, path) {
      const indent = 2 * path.filter(isCollection).length;
      const key = isPair(path.at(-1)) ? `${path.at(-1).key.value}: `.length : '- '.length;
      if (indent + key + inOneLine(node).length > LINE) return undefined;
      node.flow = true;
      return visit.SKIP;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function inOneLine(node) {
  const options = { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false };
  return stringify(node.toJSON(), options).trim();
}

for (const [provider, wanted] of Object.entries(WANTED)) {
  const files = readdirSync(folder).filter((name) => wanted.test(name));
  // A folder usually has the CRDs of one provider.
  if (files.length === 0) continue;
  const target = join(fixtures, provider, 'schemas');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of files) {
    const text = written(reduced(parse(readFileSync(join(folder, file), 'utf8'))));
    writeFileSync(join(target, file), `# reduced by scripts/reduce-provider-schemas.mjs, do not edit\n${text}`);
  }
}
