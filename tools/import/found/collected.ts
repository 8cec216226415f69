import { asList, type Json, type JsonObject } from '../../../src/lib/json.js';
import type { Note } from '../plan.js';
import type { Carried, Place } from './carried.js';
import type { Draft } from './draft.js';
import type { Found } from './found.js';

/** What the members of a cluster became. */
export class Collected {
  readonly notes: Note[] = [];
  readonly #entries = new Map<Place, JsonObject[]>();
  readonly #origins = new Map<JsonObject, string>();
  readonly #carried: Found[] = [];
  readonly #secrets: Draft['secrets'][number][] = [];

  add(found: Found, { place, entries, notes, secret }: Carried): void {
    for (const note of notes) this.notes.push({ source: found.title, ...note });
    if (secret !== undefined) this.#secrets.push({ ...secret, source: found.title });
    if (place === undefined) return;
    this.#carried.push(found);
    const before = this.#entries.get(place) ?? [];
    this.#entries.set(place, [...before, ...entries]);
    for (const entry of entries) this.#origins.set(entry, found.title);
  }

  at(place: Place): readonly JsonObject[] {
    return this.#entries.get(place) ?? [];
  }

  list(place: Place): readonly Json[] | undefined {
    const entries = asList(this.at(place));
    return entries.length === 0 ? undefined : entries;
  }

  tell(entry: JsonObject, message: string): void {
    this.notes.push({ source: this.#origins.get(entry) ?? '', message });
  }

  all(): Pick<Draft, 'origins' | 'carried' | 'secrets'> {
    return { origins: this.#origins, carried: this.#carried, secrets: this.#secrets };
  }
}
