// The field reference, one page per schema.
import { NOTICE } from './schemas.mjs';

/** `docs/reference/databasebinding.md` and `docs/reference/bindingpolicy.md`. */
export function referenceFiles({ binding, policy }) {
  const { spec, status } = binding.schema.properties;
  return {
    'docs/reference/databasebinding.md': page(binding, [
      ['Fields', table('spec', spec)],
      ['Rules between fields', rules('spec', spec)],
      ['Status', table('status', status)],
    ]),
    'docs/reference/bindingpolicy.md': page(policy, [['Fields', table('', policy.schema)]]),
  };
}

function page({ apiVersion, kind, schema }, sections) {
  const text = sections.map(([title, lines]) => `## ${title}\n\n${lines.join('\n')}\n`).join('\n');
  return `<!-- ${NOTICE} -->\n# ${kind}\n\n\`apiVersion: ${apiVersion}\`\n\n${schema.description}\n\n${text}`;
}

function table(path, schema) {
  return ['| field | type | allowed | description |', '|---|---|---|---|', ...rows(path, schema)];
}

function* rows(path, schema) {
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const below = path === '' ? name : `${path}.${name}`;
    const required = schema.required?.includes(name) ? ' Required.' : '';
    yield `| ${[`\`${below}\``, type(child), allowed(child), cell(`${child.description ?? ''}${required}`)].join(' | ')} |`;
    yield* rows(below, child);
  }
  if (schema.items) yield* rows(`${path}[]`, schema.items);
  if (schema.additionalProperties) yield* rows(`${path}.<name>`, schema.additionalProperties);
}

function type(schema) {
  if (schema.items) return `list of ${type(schema.items)}s`;
  if (schema.additionalProperties) return `map of ${type(schema.additionalProperties)}s`;
  return schema.type;
}

/** What a value may be, as short as a table's cell wants it. */
function allowed(schema) {
  const parts = [
    schema.enum?.map((value) => `\`${value}\``).join(' '),
    span(schema.minimum, schema.maximum, ''),
    span(schema.minLength, schema.maxLength, ' characters'),
    span(schema.minItems, schema.maxItems, ' items'),
    span(schema.minProperties, schema.maxProperties, ' entries'),
    schema.pattern && `\`${schema.pattern}\``,
    schema.items && allowed(schema.items) && `each ${allowed(schema.items)}`,
  ];
  return parts.filter(Boolean).map(cell).join('; ');
}

function span(least, most, unit) {
  if (least === undefined && most === undefined) return undefined;
  if (least === most) return `exactly ${most}`;
  return most === undefined
    ? `at least ${least}${unit}`
    : `${least === undefined ? 'at most ' : `${least} to `}${most}${unit}`;
}

/** The sentences of the CEL rules. */
function rules(path, schema) {
  const own = (schema['x-kubernetes-validations'] ?? []).map(({ message }) => `- \`${path}\`: ${message}`);
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => rules(`${path}.${name}`, child));
  return [...own, ...below];
}

function cell(text) {
  return text.replaceAll(/(?<!\\)\|/g, '\\|');
}
