import type { JsonObject } from '../../src/lib/json.js';

/** Something of a source that a binding does not have, and why; or what else a person has to know of it. */
export interface Note {
  /** Which object of the source, as people call it there. */
  readonly source: string;
  readonly field?: string;
  readonly message: string;
}

/** A binding with what has to be said about it. */
export interface PlannedBinding {
  readonly binding: JsonObject;
  readonly notes: readonly Note[];
}

/** One step of a move: what to do and why, and the commands that do it. */
export interface Step {
  readonly title: string;
  readonly why?: string;
  readonly commands: readonly string[];
}

/** Everything that importing from a source comes to. */
export interface Plan {
  readonly bindings: readonly PlannedBinding[];
  /** What became part of no binding. */
  readonly notes: readonly Note[];
  readonly steps: readonly Step[];
}

/** Who controls a cluster once the move is done: its binding, or whoever does so now. */
export type ImportMode = 'controlled' | 'referenced';
