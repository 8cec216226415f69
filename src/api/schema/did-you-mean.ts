import { closestMatch } from 'leven';
import { quote } from '../quote.js';

/** No field's name is longer, and how far apart two huge names are takes for ever. */
const LONGEST_NAME = 64;

/** The end of a sentence about an unknown field: the name that was meant, or nothing where none is close. */
export function didYouMean(name: string, known: readonly string[], maxDistance: number): string {
  const close = name.length > LONGEST_NAME ? undefined : closestMatch(name, [...known], { maxDistance });
  return close === undefined ? '' : `, did you mean ${quote(close)}?`;
}
