import type { JsonObject } from '../../../src/lib/json.js';
import type { ProviderKind } from '../../../src/provider/field-behavior.js';
import type { Note } from '../plan.js';

/** What the provider has a kind for; Terraform's resources are called otherwise and have the same fields. */
export type FoundKind = ProviderKind | 'RedisConfig' | 'OnlineMigration';

/** Something at DigitalOcean that a source has. */
export interface Found {
  readonly kind: FoundKind;
  /** As people call it in the source. */
  readonly title: string;
  /** Its own UUID; of a cluster the one to adopt. */
  readonly id: string | undefined;
  /** The UUID of the cluster that it belongs to; a cluster's own. */
  readonly clusterId: string | undefined;
  /** The fields of `forProvider`, without those that only answer. */
  readonly fields: JsonObject;
  /** The namespace of its binding. */
  readonly namespace: string;
  /** Whether the source controls it, and does not only look at it. */
  readonly owned: boolean;
}

/** What a source has, and what of it cannot be used. */
export interface Findings<Item extends Found = Found> {
  readonly found: readonly Item[];
  readonly notes: readonly Note[];
}
