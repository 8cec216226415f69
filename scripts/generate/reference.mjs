// The field reference, one page per schema: a heading for each field, so that every field can be linked to.
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { NOTICE } from './schemas.mjs';

/** `docs/reference/databasebinding.md` and `docs/reference/bindingpolicy.md`. */
export async function referenceFiles(root, { binding, policy }) {
  const words = await patternWords(root);
  const { spec, status } = binding.schema.properties;
  return {
    'docs/reference/databasebinding.md': page(binding, [
      ['Fields', [...fields('spec', spec, words)]],
      ['Rules between fields', [rules('spec', spec).join('\n')]],
      ['Status', [...fields('status', status, words)]],
    ]),
    'docs/reference/bindingpolicy.md': page(policy, [['Fields', [...fields('', policy.schema, words)]]]),
  };
}

/** What each pattern means: the words that messages have for it. */
async function patternWords(root) {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, 'src/api/schema/pattern-words.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  return (await import(`data:text/javascript;base64,${source}`)).PATTERN_WORDS;
}

const READING = '`[]` stands for each entry of a list, `<name>` for each key of a map.';

function page({ apiVersion, kind, schema }, sections) {
  const intro = [`<!-- ${NOTICE} -->\n# ${kind}`, `\`apiVersion: ${apiVersion}\``, prose(schema.description), READING];
  const text = sections.flatMap(([title, paragraphs]) => [`## ${title}`, ...paragraphs]);
  return `${[...intro, ...text].join('\n\n')}\n`;
}

function* fields(path, schema, words) {
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const below = path === '' ? name : `${path}.${name}`;
    yield `### \`${below}\``;
    yield [type(child), schema.required?.includes(name) && 'required', ...allowed(child, words)]
      .filter(Boolean)
      .join('; ');
    if (child.description) yield prose(child.description);
    yield* fields(below, child, words);
  }
  if (schema.items) yield* fields(`${path}[]`, schema.items, words);
  if (schema.additionalProperties) yield* fields(`${path}.<name>`, schema.additionalProperties, words);
}

function type(schema) {
  if (schema.items) return `List of ${kind(schema.items)}s`;
  if (schema.additionalProperties) return `Map of ${kind(schema.additionalProperties)}s`;
  return kind(schema).replace(/^./, (first) => first.toUpperCase());
}

function kind({ type: name, items }) {
  return items ? `list of ${kind(items)}` : name;
}

/** What a value may be, in words. */
function allowed(schema, words) {
  const each = schema.items && allowed(schema.items, words);
  return [
    schema.enum && oneOf(schema.enum.map((value) => `\`${value}\``)),
    span(schema.minimum, schema.maximum),
    span(schema.minLength, schema.maxLength, 'character'),
    span(schema.minItems, schema.maxItems, 'entry', 'entries'),
    schema.properties
      ? span(schema.minProperties, schema.maxProperties, 'field')
      : span(schema.minProperties, schema.maxProperties, 'entry', 'entries'),
    schema.pattern && prose(wordsFor(schema.pattern, words)),
    each?.length > 0 && `each ${each.join('; ')}`,
  ].filter(Boolean);
}

function wordsFor(pattern, words) {
  const found = words.get(pattern);
  if (found === undefined)
    throw new Error(`cannot describe pattern "${pattern}": it has no words in src/api/schema/pattern-words.ts`);
  return found;
}

function oneOf(values) {
  return values.length === 1 ? values[0] : `one of ${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;
}

function span(least, most, one = '', many = one && `${one}s`) {
  if (least === undefined && most === undefined) return undefined;
  const unit = (most ?? least) === 1 ? one : many;
  const count =
    least === most
      ? `exactly ${most}`
      : most === undefined
        ? `at least ${least}`
        : least === undefined
          ? `at most ${most}`
          : `${least} to ${most}`;
  return unit ? `${count} ${unit}` : count;
}

/** The sentences of the CEL rules. */
function rules(path, schema) {
  const own = (schema['x-kubernetes-validations'] ?? []).map(({ message }) => `- \`${path}\`: ${message}`);
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => rules(`${path}.${name}`, child));
  return [...own, ...below];
}

/** A description as Markdown: what is quoted, and names with placeholders such as `<binding>-credentials`, become code. */
function prose(text) {
  return text.replace(/"([^"]+)"|[\w-]*(?:(?:\$\{\w+\}|<\w+>)[\w-]*)+/g, (found, quoted) => `\`${quoted ?? found}\``);
}
