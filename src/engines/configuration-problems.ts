import { type Fields, type FieldType, PROVIDER_FIELDS } from '../gen/provider-fields.js';
import { asList, isObject, type Json, type JsonObject } from '../lib/json.js';
import type { ConfigurationProfile } from './engine-profile.js';

/** What is wrong with a value, and the keys and indices that lead to it. */
export interface ConfigurationProblem {
  readonly below: readonly (string | number)[];
  readonly message: string;
}

/** The fields of an engine's configuration: all fields of its kind, except those that name the cluster. */
export function configurationFields({ kind }: ConfigurationProfile): Fields {
  return Object.fromEntries(Object.entries(PROVIDER_FIELDS[kind]).filter(([name]) => !name.startsWith('clusterId')));
}

/** Every problem of a configuration. */
export function configurationProblems(
  profile: ConfigurationProfile,
  configuration: JsonObject,
): readonly ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const report: Check['report'] = (below, message) => problems.push({ below, message });
  checkObject({ profile, report }, [], configurationFields(profile), configuration);
  return problems;
}

type Below = ConfigurationProblem['below'];

interface Check {
  readonly profile: ConfigurationProfile;
  readonly report: (below: Below, message: string) => void;
}

function checkObject(check: Check, above: Below, fields: Fields, value: JsonObject): void {
  for (const [name, child] of Object.entries(value)) {
    const below = [...above, name];
    const type = own(fields, name);
    const elsewhere = own(check.profile.elsewhere ?? {}, name);
    if (type === undefined) check.report(below, 'unknown field');
    else if (elsewhere !== undefined) check.report(below, `not supported here: ${elsewhere}`);
    else checkValue(check, below, name, type, child);
  }
}

function checkValue(check: Check, below: Below, name: string, type: FieldType, value: Json): void {
  if (typeof type === 'string') {
    const problem = scalarProblem(check.profile, name, type, value);
    if (problem !== undefined) check.report(below, problem);
  } else if (isList(type)) checkList(check, below, name, type[0], value);
  else if (isObject(value)) checkObject(check, below, type, value);
  else check.report(below, 'wanted an object');
}

function checkList(check: Check, below: Below, name: string, item: FieldType, value: Json): void {
  const items = asList(value);
  if (!Array.isArray(value)) check.report(below, 'wanted a list');
  // The provider cannot send an empty list.
  else if (items.length === 0) check.report(below, 'must not be empty');
  else if (typeof item !== 'string' && items.length > 1) check.report(below, 'at most one entry');
  else
    for (const [i, entry] of items.entries())
      if (items.indexOf(entry) < i) check.report([...below, i], 'duplicate value');
      else checkValue(check, [...below, i], name, item, entry);
}

function scalarProblem(
  { choices = {}, fractions = [], digits = [] }: ConfigurationProfile,
  name: string,
  type: 'string' | 'number' | 'boolean',
  value: Json,
): string | undefined {
  if (digits.includes(name))
    return typeof value === 'string' && /^-?[0-9]{1,19}$/.test(value) ? undefined : 'wanted digits in quotes';
  if (typeof value !== type) return `wanted ${WORDS[type]}`;
  if (value === '') return 'must not be empty';
  if (typeof value === 'number' && !fractions.includes(name) && !Number.isSafeInteger(value))
    return 'wanted a whole number';
  const allowed = own(choices, name);
  return allowed && typeof value === 'string' && !allowed.includes(value)
    ? `unsupported value (supported: ${allowed.join(', ')})`
    : undefined;
}

// YAML reads a bare `off` or `no` as false.
const WORDS = { string: 'a string in quotes', number: 'a number', boolean: 'true or false' } as const;

function isList(type: Exclude<FieldType, string>): type is readonly [FieldType] {
  return Array.isArray(type);
}

/** A field of this name: `constructor` and the like are not fields. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
