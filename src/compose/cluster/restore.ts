import type { RestoreSpec } from '../../gen/binding.js';
import { asList, asString, at, compact, type Json, type JsonObject } from '../../lib/json.js';
import { immutable } from '../refusal.js';
import { accept, type FieldChange } from './field-change.js';

/** The backup a new cluster starts with, as the provider writes it. */
export function backupRestore(restore: RestoreSpec | undefined): readonly Json[] | undefined {
  return restore && [compact({ databaseName: restore.databaseName, backupCreatedAt: restore.backupCreatedAt })];
}

const NOT_RESTORED = accept<readonly Json[]>(undefined);

/** A cluster that runs was restored, or not, when it was created: what was sent then stays, whatever the spec says now. */
export function keepRestore(restore: RestoreSpec | undefined, sent: JsonObject): FieldChange<readonly Json[]> {
  if (restore === undefined && sent.backupRestore === undefined) return NOT_RESTORED;
  const before = sentRestore(sent);
  const refused =
    restore !== undefined &&
    (restore.databaseName !== before?.databaseName || restore.backupCreatedAt !== before.backupCreatedAt);
  return {
    value: backupRestore(before),
    refusals: refused ? [immutable('spec.cluster.restoreFrom', described(before), described(restore))] : [],
  };
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
