import type { EngineProfile } from '../../../src/engines/engine-profile.js';
import type { JsonObject } from '../../../src/lib/json.js';

/** What is known of the cluster that something belongs to. */
export interface Around {
  readonly profile: EngineProfile | undefined;
  /** At DigitalOcean. */
  readonly clusterName: string;
  /** The name of its binding. */
  readonly binding: string;
}

/** The lists and the object of a controlling binding's spec that found things go into. */
export type Place =
  | 'users'
  | 'databases'
  | 'connectionPools'
  | 'topics'
  | 'cluster.trustedSources'
  | 'cluster.replicas'
  | 'cluster.logSinks'
  | 'cluster.configuration';

/** A part of a spec, or why there is none; either with what else has to be said. */
export interface Carried {
  readonly place?: Place;
  readonly entries: readonly JsonObject[];
  readonly notes: readonly CarriedNote[];
  /** Texts that have to be put into a Secret first. */
  readonly secret?: { readonly name: string; readonly keys: readonly string[] };
}

/** A note whose source follows from what it is about. */
export interface CarriedNote {
  readonly field?: string;
  readonly message: string;
}
