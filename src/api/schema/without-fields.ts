import { isObject, type Json } from '../../lib/json.js';
import type { Location } from './location.js';

/** A value without some of its fields. A problem in a list removes the whole list, so that no item changes its index. */
export function withoutFields(value: Json, locations: readonly Location[]): Json {
  return locations.reduce((rest, location) => withoutField(rest, beforeList(location)), value);
}

function beforeList(location: Location): readonly string[] {
  const index = location.findIndex((step) => typeof step === 'number');
  return location.slice(0, index === -1 ? undefined : index).map(String);
}

function withoutField(value: Json, [key, ...below]: readonly string[]): Json {
  if (key === undefined || !isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, child]): [string, Json][] => {
    if (name !== key) return [[name, child]];
    return below.length === 0 ? [] : [[name, withoutField(child, below)]];
  });
  return Object.fromEntries(entries);
}
