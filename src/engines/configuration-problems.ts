import { type Fields, type FieldType, PROVIDER_FIELDS } from '../gen/provider-fields.js';
import { isObject, type Json, type JsonObject } from '../lib/json.js';
import type { ConfigurationProfile } from './engine-profile.js';

/** What is wrong with a value, and the keys and indices to it. */
export interface ConfigurationProblem {
  readonly below: readonly (string | number)[];
  readonly message: string;
}

/** The fields of an engine's configuration: all of its kind's but those that say which cluster it is for. */
export function configurationFields({ kind }: ConfigurationProfile): Fields {
  return Object.fromEntries(Object.entries(PROVIDER_FIELDS[kind]).filter(([name]) => !name.startsWith('clusterId')));
}

/** Every problem of a configuration. */
export function configurationProblems(
  profile: ConfigurationProfile,
  configuration: JsonObject,
): readonly ConfigurationProblem[] {
  return objectProblems(profile, configurationFields(profile), configuration);
}

function objectProblems(
  profile: ConfigurationProfile,
  fields: Fields,
  value: JsonObject,
): readonly ConfigurationProblem[] {
  return Object.entries(value).flatMap(([name, child]) => {
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (type === undefined) return [{ below: [name], message: 'unknown field' }];
    const elsewhere = Object.hasOwn(profile.elsewhere, name) ? profile.elsewhere[name] : undefined;
    if (elsewhere !== undefined) return [{ below: [name], message: `not supported here: ${elsewhere}` }];
    return valueProblems(profile, name, type, child).map(({ below, message }) => ({
      below: [name, ...below],
      message,
    }));
  });
}

function valueProblems(
  profile: ConfigurationProfile,
  name: string,
  type: FieldType,
  value: Json,
): readonly ConfigurationProblem[] {
  if (typeof type === 'string') {
    const message = scalarProblem(profile, name, type, value);
    return message === undefined ? [] : [{ below: [], message }];
  }
  if (!isList(type)) return isObject(value) ? objectProblems(profile, type, value) : [wanted('an object')];
  return listProblems(profile, name, type[0], value);
}

function listProblems(
  profile: ConfigurationProfile,
  name: string,
  item: FieldType,
  value: Json,
): readonly ConfigurationProblem[] {
  if (!Array.isArray(value)) return [wanted('a list')];
  const items: readonly Json[] = value;
  // The provider cannot send an empty list.
  if (items.length === 0) return [{ below: [], message: 'must not be empty' }];
  if (typeof item !== 'string' && items.length > 1) return [{ below: [], message: 'at most one entry' }];
  return items.flatMap((entry, i) =>
    items.indexOf(entry) < i
      ? [{ below: [i], message: 'is in the list already' }]
      : valueProblems(profile, name, item, entry).map(({ below, message }) => ({ below: [i, ...below], message })),
  );
}

function scalarProblem(
  { choices, fractions, digits }: ConfigurationProfile,
  name: string,
  type: 'string' | 'number' | 'boolean',
  value: Json,
): string | undefined {
  if (digits.includes(name))
    return typeof value === 'string' && /^-?[0-9]{1,19}$/.test(value) ? undefined : 'wanted digits between quotes';
  if (typeof value !== type) return `wanted ${WORDS[type]}`;
  if (value === '') return 'must not be empty';
  if (typeof value === 'number' && !fractions.includes(name) && !Number.isSafeInteger(value))
    return 'wanted a whole number';
  const allowed = Object.hasOwn(choices, name) ? choices[name] : undefined;
  return allowed && typeof value === 'string' && !allowed.includes(value)
    ? `unsupported value (supported: ${allowed.join(', ')})`
    : undefined;
}

// YAML reads a bare `off` or `no` as false.
const WORDS = { string: 'a string, between quotes', number: 'a number', boolean: 'true or false' } as const;

function wanted(what: string): ConfigurationProblem {
  return { below: [], message: `wanted ${what}` };
}

function isList(type: Exclude<FieldType, string>): type is readonly [FieldType] {
  return Array.isArray(type);
}
