import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ObservedState } from './run.js';

// Objects that the real provider left, as an API server returned them, with their connection details as Crossplane hands
// them to a function. Made with a stand-in of DigitalOcean's HTTP API; the first line of each says what it shows.

const FOLDER = join(import.meta.dirname, '../fixtures/provider/states');
const SQL_FOLDER = join(import.meta.dirname, '../fixtures/provider-sql/states');

/** The names of all recordings. */
export const RECORDINGS: readonly string[] = namesIn(FOLDER);

/** One recording. */
export function recorded(name: string): ObservedState & Required<Pick<ObservedState, 'connectionDetails'>> {
  return parse(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));
}

/** The names of all recordings of what provider-sql left on a real PostgreSQL server, without what an API server adds. */
export const SQL_RECORDINGS: readonly string[] = namesIn(SQL_FOLDER);

/** One of those. */
export function recordedSql(name: string): ObservedState {
  return parse(readFileSync(join(SQL_FOLDER, `${name}.yaml`), 'utf8'));
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).map((file) => file.replace('.yaml', ''));
}
