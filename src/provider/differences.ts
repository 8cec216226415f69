import { isDeepStrictEqual } from 'node:util';
import { asList, asObject, field, isObject, type Json, type JsonObject } from '../lib/json.js';
import { type Behavior, behaviorOf, type ProviderKind } from './field-behavior.js';

/**
 * The fields, by their paths, in which what is wanted of a resource that exists differs from what the provider shows of it.
 * What the provider never reads, never changes, or reads from a Secret cannot be compared.
 */
export function differencesOf(kind: ProviderKind, wanted: JsonObject, shown: JsonObject): readonly string[] {
  return differencesIn(kind, '', wanted, shown);
}

function differencesIn(kind: ProviderKind, prefix: string, wanted: JsonObject, shown: JsonObject): readonly string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const path = prefix + name;
    const behavior = behaviorOf(kind, path);
    if (behavior === undefined || behavior.forceNew || behavior.readBack === 'never') return [];
    const other = field(shown, name);
    if (behavior.type === 'listBlock')
      return differencesIn(kind, `${path}.`, asObject(asList(value)[0]), asObject(asList(other)[0]));
    if (behavior.type !== 'setBlock' && isObject(value)) return [];
    return isDeepStrictEqual(comparable(behavior, value, value), comparable(behavior, other, value)) ? [] : [path];
  });
}

/** A value in the form in which the same values are equal; of a list of blocks, what the wanted ones have. */
function comparable(behavior: Behavior, value: Json | undefined, wanted: Json): Json | undefined {
  if (value === undefined) return undefined;
  const names = Object.keys(asObject(asList(wanted)[0]));
  switch (behavior.type) {
    case 'set':
      return asList(value)
        .map((each) => plain(behavior, each))
        .sort();
    case 'setBlock':
      return asList(value)
        .map((each) => JSON.stringify(names.map((name) => field(asObject(each), name) ?? null)))
        .sort();
    default:
      return plain(behavior, value);
  }
}

function plain({ same }: Behavior, value: Json): string {
  const text = String(value);
  if (same === 'case') return text.toLowerCase();
  return same === 'seconds' ? text.replace(/^(\d+:\d+):\d+$/, '$1') : text;
}
