import { isDeepStrictEqual } from 'node:util';

/** Whether two values are the same as JSON, in which the order of keys has no meaning. */
export function sameJson(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(asParsed(left), asParsed(right));
}

/** What somebody reads who is sent a value: generated ones may have other prototypes, or keys without a value. */
function asParsed(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
