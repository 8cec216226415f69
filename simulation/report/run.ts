import type { JsonObject } from '../../src/lib/json.js';
import type { Composition } from '../crossplane/composition.js';
import type { Snapshot } from '../inhabitant.js';
import type { Outcome } from '../life.js';
import type { Mask } from '../mask.js';
import type { Round } from '../world.js';

/** Which policy a simulation uses, and where it is from. */
export interface PolicySource {
  /** The file of the Composition; left out for the built-in one. */
  readonly file?: string;
  readonly composition: Composition;
}

/** A whole simulation of one binding. */
export interface Run {
  readonly binding: JsonObject;
  readonly policy: PolicySource;
  readonly rounds: readonly Round[];
  readonly outcome: Outcome;
  readonly end: Snapshot;
  readonly mask: Mask;
}
