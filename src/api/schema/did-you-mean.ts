import { closestMatch } from 'leven';
import { quote } from '../quote.js';
import { OTHER_WORDS } from './other-words.js';

/** No field's name is longer, and comparing huge names takes forever. */
const LONGEST_NAME = 64;

/** The end of a message about an unknown name: the one that was probably meant, or nothing if none is close. */
export function didYouMean(name: string, known: readonly string[], maxDistance: number): string {
  const close = name.length > LONGEST_NAME ? undefined : meant(name, known, maxDistance);
  return close === undefined ? '' : `, did you mean ${quote(close)}?`;
}

function meant(name: string, known: readonly string[], maxDistance: number): string | undefined {
  const words = OTHER_WORDS.get(name.toLowerCase()) ?? [];
  return (
    known.find((each) => plain(each) === plain(name) || words.includes(each)) ??
    closestMatch(name, [...known], { maxDistance })
  );
}

/** Names of settings are written with "_" elsewhere. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '');
}
