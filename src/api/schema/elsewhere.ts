import { FIELD_PLACES } from '../../gen/field-places.js';
import { asObject, at, field, isObject, type Json } from '../../lib/json.js';

/** Which schema a value is for. */
export type Root = keyof typeof FIELD_PLACES;

/** More would be a guess. */
const MOST_PLACES = 2;

/**
 * The end of a message about an unknown field that has its place elsewhere in the schema, or nothing. Of several the highest
 * count, and of these the ones in an object that is there. `path` is what paths of the value begin with.
 */
export function elsewhere(root: Root, path: string, name: string, value: Json): string {
  const places = Object.hasOwn(FIELD_PLACES[root], name) ? (FIELD_PLACES[root][name] ?? []) : [];
  const highest = places.filter((place) => depthOf(place) === depthOf(places[0] ?? ''));
  const present = highest.filter((place) => hasParent(place, value));
  const meant = present.length > 0 ? present : highest;
  if (meant.length === 0 || meant.length > MOST_PLACES) return '';
  return `, did you mean ${meant.map((place) => path + place).join(' or ')}?`;
}

function depthOf(place: string): number {
  return place.split(/\.|\[\]/).length;
}

function hasParent(place: string, value: Json): boolean {
  const keys = place.split('.').slice(1, -1);
  const last = keys.pop();
  if (last === undefined) return isObject(value);
  return field(asObject(at(value, ...keys)), last) !== undefined;
}
