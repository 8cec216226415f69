import { closestMatch } from 'leven';
import { quote } from '../quote.js';

/** No field's name is longer, and comparing huge names takes forever. */
const LONGEST_NAME = 64;

/** The end of a message about an unknown field: the name that was probably meant, or nothing if none is close. */
export function didYouMean(name: string, known: readonly string[], maxDistance: number): string {
  const close = name.length > LONGEST_NAME ? undefined : closestMatch(name, [...known], { maxDistance });
  return close === undefined ? '' : `, did you mean ${quote(close)}?`;
}
