import type { Position } from '../manifests/position.js';

/** How sure it is: a warning may be right, for example a region newer than this version. */
export type Severity = 'error' | 'warning';

/** Something that a person has to look at in a file. */
export interface Problem extends Position {
  readonly file: string;
  readonly severity: Severity;
  /** Where it stands in the object, for example `spec.cluster.engine`; empty for a file that cannot be read. */
  readonly path: string;
  /** What is wrong and what is allowed: lower case, one line, no secret. */
  readonly message: string;
}
