import type { JsonObject } from '../../../src/lib/json.js';
import type { ProviderKind } from '../../../src/provider/field-behavior.js';
import type { Note } from '../plan.js';

/** What the provider has a kind for; Terraform's resources are called otherwise and have the same fields. */
export type FoundKind = ProviderKind | 'RedisConfig' | 'OnlineMigration';

/** All of them. */
export const FOUND_KINDS = Object.keys({
  Cluster: 1,
  User: 1,
  DB: 1,
  ConnectionPool: 1,
  Firewall: 1,
  Replica: 1,
  KafkaTopic: 1,
  KafkaSchemaRegistry: 1,
  PostgreSQLConfig: 1,
  MySQLConfig: 1,
  MongoDBConfig: 1,
  RedisConfig: 1,
  ValkeyConfig: 1,
  KafkaConfig: 1,
  OpenSearchConfig: 1,
  LogSinkOpenSearch: 1,
  LogSinkRsyslog: 1,
  OnlineMigration: 1,
} satisfies Record<FoundKind, 1>) as readonly FoundKind[];

/** Whether something of this kind can be a part of a binding, or has to be told. */
export function isFoundKind(kind: string | undefined): kind is FoundKind {
  return FOUND_KINDS.some((known) => known === kind);
}

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
