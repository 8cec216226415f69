import { isDeepStrictEqual } from 'node:util';
import { asObject, at, field, type JsonObject } from '../lib/json.js';
import { causeOfFailedChange, isChangeFailing } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { differencesOf } from '../provider/differences.js';
import { fieldsOf, isProviderKind, type ProviderKind } from '../provider/field-behavior.js';

/** A change of something that runs that failed, and was not made good. Fields are those of the managed resource. */
export interface FailedChange {
  /** In the provider's words. */
  readonly cause: string;
  /** What differs from what is wanted: the provider tries again. */
  readonly blocked: readonly string[];
  /** What the change may have been about if nothing differs: the provider counts it as done, and does not try again. */
  readonly lost: readonly string[];
}

/** The change of a resource that failed, if one did. It is over once a change succeeds, or nothing of it is wanted any more. */
export function failedChange(observed: ObservedResource, desired: JsonObject | undefined): FailedChange | undefined {
  const { kind = '', conditions, deleting } = observed;
  const cause = deleting ? undefined : causeOfFailedChange(conditions, kind);
  if (cause === undefined) return undefined;
  const wanted = desired ? asObject(at(desired, 'spec', 'forProvider')) : observed.forProvider;
  const blocked = isProviderKind(kind) ? blockedIn(kind, wanted, observed) : [];
  const lost = isProviderKind(kind) && blocked.length === 0 ? losable(kind, wanted) : [];
  if (blocked.length > 0 || lost.length > 0) return { cause, blocked, lost };
  // What is not wanted any more was sent all the same, and the provider tries that until it has heard.
  const sent = isProviderKind(kind) ? differencesOf(kind, observed.forProvider, observed.atProvider) : [];
  const isOver = sent.length === 0 && !isChangeFailing(conditions);
  return isOver ? undefined : { cause, blocked: sent, lost };
}

/** What is sent only once the resource exists is not yet blocked while the provider does not know of it. */
function blockedIn(kind: ProviderKind, wanted: JsonObject, { atProvider, forProvider }: ObservedResource) {
  const fields = fieldsOf(kind);
  const isUnknown = (name: string): boolean =>
    fields[name]?.sentAfterCreation === true && !isDeepStrictEqual(field(wanted, name), field(forProvider, name));
  return differencesOf(kind, wanted, atProvider).filter((path) => !isUnknown(path.split('.')[0] ?? ''));
}

function losable(kind: ProviderKind, wanted: JsonObject): readonly string[] {
  const fields = fieldsOf(kind);
  return Object.keys(wanted).filter((name) => {
    const lost = fields[name]?.lostOnFailure ?? [];
    return lost.includes('added') || lost.includes('changed');
  });
}
