import { asList, type Json, type JsonObject } from '../lib/json.js';
import { type Behavior, fieldsOf } from '../provider/field-behavior.js';
import { fieldProblem, valueProblem } from '../provider/value-problem.js';
import type { ConfigurationProfile } from './engine-profile.js';

/** What is wrong with a value, and the keys and indices that lead to it. */
export interface ConfigurationProblem {
  readonly below: readonly (string | number)[];
  readonly message: string;
}

/** The fields of an engine's configuration: all fields of its kind, except the one that names the cluster. */
export function configurationFields({ kind }: ConfigurationProfile): Readonly<Record<string, Behavior>> {
  // No person says which cluster it is for.
  const own = Object.entries(fieldsOf(kind)).filter(([path, { forceNew }]) => !forceNew && !path.includes('.'));
  return Object.fromEntries(own);
}

/** Every problem of a configuration: what the provider would not bring to DigitalOcean as it is written. */
export function configurationProblems(
  profile: ConfigurationProfile,
  configuration: JsonObject,
): readonly ConfigurationProblem[] {
  const fields = configurationFields(profile);
  return Object.entries(configuration).flatMap(([name, value]) => {
    const behavior = own(fields, name);
    if (behavior === undefined) return [{ below: [name], message: 'unknown field' }];
    const elsewhere = own(profile.elsewhere ?? {}, name);
    const message = elsewhere === undefined ? fieldProblem(behavior) : `not supported here: ${elsewhere}`;
    if (message !== undefined) return [{ below: [name], message }];
    if (behavior.type === 'set') return listProblems(name, behavior, value);
    return problemAt([name], valueProblem(withChoices(profile, name, behavior), value));
  });
}

function listProblems(name: string, behavior: Behavior, value: Json): readonly ConfigurationProblem[] {
  const items = asList(value);
  if (!Array.isArray(value)) return problemAt([name], 'wanted a list');
  // The provider cannot send an empty list.
  if (items.length === 0) return problemAt([name], 'must not be empty');
  const item: Behavior = { ...behavior, type: 'string', zero: 'refused' };
  const first = new Map<Json, number>();
  for (const [i, entry] of items.entries()) if (!first.has(entry)) first.set(entry, i);
  return items.flatMap((entry, i) =>
    problemAt([name, i], first.get(entry) === i ? valueProblem(item, entry) : 'duplicate value'),
  );
}

/** What a field accepts, where the provider lets every word pass. */
function withChoices({ choices = {} }: ConfigurationProfile, name: string, behavior: Behavior): Behavior {
  const oneOf = behavior.oneOf ?? own(choices, name);
  return oneOf === undefined ? behavior : { ...behavior, oneOf };
}

function problemAt(below: ConfigurationProblem['below'], message: string | undefined): readonly ConfigurationProblem[] {
  return message === undefined ? [] : [{ below, message }];
}

/** A field of this name: `constructor` and the like are not fields. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
