import { isObject, type Json, type JsonObject } from '../lib/json.js';
import { type Behavior, behaviorOf, fieldsOf } from '../provider/field-behavior.js';
import type { ConfigurationProfile } from './engine-profile.js';

/** What is wrong with a value, and the keys and indices to it. */
export interface ConfigurationProblem {
  readonly below: readonly (string | number)[];
  readonly message: string;
}

/** The fields of an engine's configuration: all of its kind's but the one that says which cluster it is for. */
export function configurationFields({ kind }: ConfigurationProfile): Readonly<Record<string, Behavior>> {
  const own = Object.entries(fieldsOf(kind)).filter(([path]) => path !== 'clusterId' && !path.includes('.'));
  return Object.fromEntries(own);
}

/** Every problem of a configuration. */
export function configurationProblems(
  profile: ConfigurationProfile,
  configuration: JsonObject,
): readonly ConfigurationProblem[] {
  return objectProblems(profile, '', configuration);
}

function objectProblems(
  profile: ConfigurationProfile,
  prefix: string,
  value: JsonObject,
): readonly ConfigurationProblem[] {
  return Object.entries(value).flatMap(([name, child]) => {
    const behavior = behaviorOf(profile.kind, prefix + name);
    // Which cluster it is for is not for a person to say.
    if (behavior === undefined || behavior.forceNew || name.includes('.'))
      return [{ below: [name], message: 'unknown field' }];
    const elsewhere = Object.hasOwn(profile.elsewhere, name) ? profile.elsewhere[name] : undefined;
    if (elsewhere !== undefined) return [{ below: [name], message: `not supported here: ${elsewhere}` }];
    return valueProblems(profile, prefix + name, behavior, child).map(({ below, message }) => ({
      below: [name, ...below],
      message,
    }));
  });
}

function valueProblems(
  profile: ConfigurationProfile,
  path: string,
  behavior: Behavior,
  value: Json,
): readonly ConfigurationProblem[] {
  switch (behavior.type) {
    case 'set':
      return listProblems(value, (entry) => scalarProblems(profile, path, { ...behavior, type: 'string' }, entry));
    case 'listBlock':
    case 'setBlock':
      return blockProblems(profile, path, value);
    default:
      return scalarProblems(profile, path, behavior, value);
  }
}

function blockProblems(profile: ConfigurationProfile, path: string, value: Json): readonly ConfigurationProblem[] {
  if (Array.isArray(value) && value.length > 1) return [{ below: [], message: 'at most one entry' }];
  return listProblems(value, (entry) =>
    isObject(entry) ? objectProblems(profile, `${path}.`, entry) : [wanted('an object')],
  );
}

function listProblems(
  value: Json,
  problemsOf: (entry: Json) => readonly ConfigurationProblem[],
): readonly ConfigurationProblem[] {
  if (!Array.isArray(value)) return [wanted('a list')];
  const items: readonly Json[] = value;
  // The provider cannot send an empty list.
  if (items.length === 0) return [{ below: [], message: 'must not be empty' }];
  return items.flatMap((entry, i) =>
    items.indexOf(entry) < i
      ? [{ below: [i], message: 'is in the list already' }]
      : problemsOf(entry).map(({ below, message }) => ({ below: [i, ...below], message })),
  );
}

function scalarProblems(
  profile: ConfigurationProfile,
  path: string,
  behavior: Behavior,
  value: Json,
): readonly ConfigurationProblem[] {
  const message = scalarProblem(profile, path, behavior, value);
  return message === undefined ? [] : [{ below: [], message }];
}

function scalarProblem(
  { choices }: ConfigurationProfile,
  path: string,
  { type, notANumber, oneOf }: Behavior,
  value: Json,
): string | undefined {
  if (notANumber !== undefined)
    return typeof value === 'string' && /^-?[0-9]{1,19}$/.test(value) ? undefined : 'wanted digits between quotes';
  const { json, words } = SCALARS[type === 'string' || type === 'bool' ? type : 'int'];
  if (typeof value !== json) return `wanted ${words}`;
  if (value === '') return 'must not be empty';
  if (type === 'int' && !Number.isSafeInteger(value)) return 'wanted a whole number';
  const allowed = oneOf ?? (Object.hasOwn(choices, path) ? choices[path] : undefined);
  return allowed && typeof value === 'string' && !allowed.includes(value)
    ? `unsupported value (supported: ${allowed.join(', ')})`
    : undefined;
}

// YAML reads a bare `off` or `no` as false.
const SCALARS = {
  string: { json: 'string', words: 'a string, between quotes' },
  int: { json: 'number', words: 'a number' },
  bool: { json: 'boolean', words: 'true or false' },
} as const;

function wanted(what: string): ConfigurationProblem {
  return { below: [], message: `wanted ${what}` };
}
