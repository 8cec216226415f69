/** What this function notes on a managed resource: what it needs to know later. */
export const NOTE = 'databasebinding.fn.crossplane.io/note';

/** What it notes on a Secret, so that that can be read back after the spec has changed: its layout, and what it leads to. */
export const LAYOUT_ANNOTATIONS = {
  format: 'databasebinding.fn.crossplane.io/format',
  prefix: 'databasebinding.fn.crossplane.io/prefix',
  /** Not every format has a key for the pool. */
  pool: 'databasebinding.fn.crossplane.io/pool',
  replica: 'databasebinding.fn.crossplane.io/replica',
  /** On a Secret that is written after a cluster replaced a lost one. */
  cluster: 'databasebinding.fn.crossplane.io/cluster',
} as const;

/** The projection of a Secret's annotations that reads them all. */
export const READ_OF_LAYOUT: Readonly<Record<string, true>> = Object.fromEntries(
  Object.values(LAYOUT_ANNOTATIONS).map((name) => [name, true]),
);
