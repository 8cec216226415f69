import type { RunningEngine } from '../../../src/gen/binding.js';
import type { JsonObject } from '../../../src/lib/json.js';
import type { Note } from '../plan.js';
import type { Found } from './found.js';

/** A cluster with what belongs to it. */
export interface Household {
  /** Not there where a source only names its UUID. */
  readonly cluster: Found | undefined;
  readonly uuid: string;
  readonly namespace: string;
  readonly members: readonly Found[];
}

/** A binding, not yet judged, with where its parts come from. */
export interface Draft<Item extends Found = Found> {
  readonly binding: JsonObject;
  readonly engine: RunningEngine | undefined;
  readonly adopts: boolean;
  readonly notes: readonly Note[];
  readonly origins: ReadonlyMap<JsonObject, string>;
  /** What became a part of it. */
  readonly carried: readonly Item[];
  /** Texts that have to be put into Secrets first. */
  readonly secrets: readonly { readonly name: string; readonly keys: readonly string[]; readonly source: string }[];
}

/** What a cluster and its members come to, before it is a binding. */
export type Parts = Pick<Draft, 'notes' | 'origins' | 'carried' | 'secrets'> & { readonly spec: JsonObject };
