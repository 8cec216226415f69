import type { RestoreSpec } from '../../gen/binding.js';
import { asList, asString, at, compact, type Json, type JsonObject } from '../../lib/json.js';
import { immutable, type Refusals } from '../refusal.js';

/** The backup that a new cluster starts with, as the provider writes it. */
export function backupRestore(restore: RestoreSpec | undefined): readonly Json[] | undefined {
  return restore && [compact({ databaseName: restore.databaseName, backupCreatedAt: restore.backupCreatedAt })];
}

/** What to send for a running cluster: the backup that it was created with, whatever the spec says now. */
export function keepRestore(
  restore: RestoreSpec | undefined,
  sent: JsonObject,
  refusals: Refusals,
): readonly Json[] | undefined {
  const before = sentRestore(sent);
  if (restore && (restore.databaseName !== before?.databaseName || restore.backupCreatedAt !== before.backupCreatedAt))
    refusals.push(immutable('spec.cluster.restoreFrom', described(before), described(restore)));
  return backupRestore(before);
}

function sentRestore(sent: JsonObject): RestoreSpec | undefined {
  const [first] = asList(sent.backupRestore);
  const databaseName = asString(at(first, 'databaseName'));
  const backupCreatedAt = asString(at(first, 'backupCreatedAt'));
  if (databaseName === undefined) return undefined;
  return backupCreatedAt === undefined ? { databaseName } : { databaseName, backupCreatedAt };
}

function described(restore: RestoreSpec | undefined): string {
  if (!restore) return 'an empty cluster';
  return [restore.databaseName, restore.backupCreatedAt ?? 'the latest backup'].join(' ');
}
