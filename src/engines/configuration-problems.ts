import { asList, isObject, type Json, type JsonObject } from '../lib/json.js';
import { type Behavior, behaviorOf, fieldsOf } from '../provider/field-behavior.js';
import type { ConfigurationProfile } from './engine-profile.js';

/** What is wrong with a value, and the keys and indices that lead to it. */
export interface ConfigurationProblem {
  readonly below: readonly (string | number)[];
  readonly message: string;
}

/** The fields of an engine's configuration: all fields of its kind, except the one that names the cluster. */
export function configurationFields({ kind }: ConfigurationProfile): Readonly<Record<string, Behavior>> {
  const own = Object.entries(fieldsOf(kind)).filter(([path]) => path !== 'clusterId' && !path.includes('.'));
  return Object.fromEntries(own);
}

/** Every problem of a configuration. */
export function configurationProblems(
  profile: ConfigurationProfile,
  configuration: JsonObject,
): readonly ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const report: Check['report'] = (below, message) => problems.push({ below, message });
  checkObject({ profile, report }, [], '', configuration);
  return problems;
}

type Below = ConfigurationProblem['below'];

interface Check {
  readonly profile: ConfigurationProfile;
  readonly report: (below: Below, message: string) => void;
}

function checkObject(check: Check, above: Below, prefix: string, value: JsonObject): void {
  for (const [name, child] of Object.entries(value)) {
    const below = [...above, name];
    const behavior = name.includes('.') ? undefined : behaviorOf(check.profile.kind, prefix + name);
    const elsewhere = own(check.profile.elsewhere ?? {}, name);
    // No person says which cluster it is for.
    if (behavior === undefined || behavior.forceNew) check.report(below, 'unknown field');
    else if (elsewhere !== undefined) check.report(below, `not supported here: ${elsewhere}`);
    else checkValue(check, below, prefix + name, behavior, child);
  }
}

function checkValue(check: Check, below: Below, path: string, behavior: Behavior, value: Json): void {
  const { type } = behavior;
  if (type === 'set') checkList(check, below, path, { ...behavior, type: 'string' }, value);
  else if (type === 'listBlock' || type === 'setBlock') checkList(check, below, path, behavior, value);
  else checkScalar(check, below, path, behavior, value);
}

function checkList(check: Check, below: Below, path: string, item: Behavior, value: Json): void {
  const items = asList(value);
  const isBlock = item.type !== 'string';
  if (!Array.isArray(value)) check.report(below, 'wanted a list');
  // The provider cannot send an empty list.
  else if (items.length === 0) check.report(below, 'must not be empty');
  else if (isBlock && items.length > 1) check.report(below, 'at most one entry');
  else
    for (const [i, entry] of items.entries())
      if (items.indexOf(entry) < i) check.report([...below, i], 'duplicate value');
      else if (isBlock) checkBlock(check, [...below, i], path, entry);
      else checkScalar(check, [...below, i], path, item, entry);
}

function checkBlock(check: Check, below: Below, path: string, value: Json): void {
  if (isObject(value)) checkObject(check, below, `${path}.`, value);
  else check.report(below, 'wanted an object');
}

function checkScalar({ profile, report }: Check, below: Below, path: string, behavior: Behavior, value: Json): void {
  const problem = scalarProblem(profile, path, behavior, value);
  if (problem !== undefined) report(below, problem);
}

function scalarProblem(
  { choices = {} }: ConfigurationProfile,
  path: string,
  { type, notANumber, oneOf }: Behavior,
  value: Json,
): string | undefined {
  if (notANumber !== undefined)
    return typeof value === 'string' && /^-?[0-9]{1,19}$/.test(value) ? undefined : 'wanted digits in quotes';
  const { json, words } = SCALARS[type === 'string' || type === 'bool' ? type : 'int'];
  if (typeof value !== json) return `wanted ${words}`;
  if (value === '') return 'must not be empty';
  if (type === 'int' && !Number.isSafeInteger(value)) return 'wanted a whole number';
  const allowed = oneOf ?? own(choices, path);
  return allowed && typeof value === 'string' && !allowed.includes(value)
    ? `unsupported value (supported: ${allowed.join(', ')})`
    : undefined;
}

// YAML reads a bare `off` or `no` as false.
const SCALARS = {
  string: { json: 'string', words: 'a string in quotes' },
  int: { json: 'number', words: 'a number' },
  bool: { json: 'boolean', words: 'true or false' },
} as const;

/** A field of this name: `constructor` and the like are not fields. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
