import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ObservedState } from './run.js';

// Objects that the real provider left, as an API server returned them, with their connection details as Crossplane hands
// them to a function. Made with a stand-in of DigitalOcean's HTTP API; the first line of each says what it shows.

const FOLDER = join(import.meta.dirname, '../fixtures/provider/states');

/** The names of all recordings. */
export const RECORDINGS: readonly string[] = readdirSync(FOLDER).map((file) => file.replace('.yaml', ''));

/** One recording. */
export function recorded(name: string): ObservedState & Required<Pick<ObservedState, 'connectionDetails'>> {
  return parse(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));
}
