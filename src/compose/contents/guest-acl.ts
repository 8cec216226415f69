import { type AclBound, describeAcl, describeEntry, isOfLevel, isWithinBound } from '../../api/acl-bound.js';
import { type Binding, isForeign, type UserIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import type { AclEntry } from '../../gen/binding.js';
import type { JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { UserStage } from '../../observe/user-stage.js';
import type { Refusal } from '../refusal.js';
import { askedSettings, NO_SETTINGS, sentAcl, sentSettings } from './user-settings.js';

/**
 * What a user is created with. A guest gets what the owner of the cluster allows, where the spec says nothing. What is beyond
 * that, or cannot be judged, is not sent: an earlier creation goes on with what it was told.
 */
export function creationSettings(
  binding: Binding,
  user: UserIntent,
  observed: ObservedResource | undefined,
): JsonObject {
  const { engine, target } = binding;
  const isBounded = engine === undefined || (isForeign(target) && profileOf(engine).acl !== undefined);
  if (!isBounded) return askedSettings(binding, user);
  const bound = boundOf(binding);
  const acl = user.acl ?? bound;
  if (bound && acl && acl.length > 0 && isWithin(acl, bound)) return askedSettings(binding, { ...user, acl });
  return observed ? sentSettings(observed) : NO_SETTINGS;
}

/** Why a user has or asks for more than the owner of the cluster allows. One that exists counts as it was created. */
export function refuseBeyond(
  binding: Binding,
  user: UserIntent,
  path: string,
  observed: ObservedResource | undefined,
  stage: UserStage,
): readonly Refusal[] {
  const bound = boundOf(binding);
  if (!bound) return [];
  if (observed && isTold(stage)) return refuseExisting(sentAcl(binding, observed), bound, user, path);
  if (bound.length === 0) return [notShared(path, 'the owner of the cluster allows its guests nothing: not created')];
  return refuseAsked(bound, user, path);
}

function refuseExisting(
  sent: readonly AclEntry[],
  bound: AclBound,
  { login, level }: UserIntent,
  path: string,
): readonly Refusal[] {
  if (sent.length > 0 && isWithin(sent, bound)) return [];
  const allowed = describeAcl(bound);
  const has =
    sent.length > 0
      ? `has ${describeAcl(sent)}, more than the owner of the cluster allows (${allowed})`
      : `was created without an ACL, so nothing keeps it to what the owner of the cluster allows (${allowed})`;
  const message = `user "${login}" ${has}; it stays as it is: to keep to that, add a user of another name, move over, then take this one off the list`;
  return [notShared(`${path}.${level ? 'access' : 'acl'}`, message)];
}

/** An ACL has to lie within the bound. What is left of a level within it has to be of that level somewhere. */
function refuseAsked(bound: AclBound, { login, acl = [], level }: UserIntent, path: string): readonly Refusal[] {
  const refusal = (where: string, what: string): Refusal =>
    notShared(
      `${path}.${where}`,
      `${what} is more than the owner of the cluster allows (${describeAcl(bound)}), so user "${login}" is not created: ask for less, or have the owner allow more in its sharing.acl`,
    );
  if (level) return isOfLevel(acl, level) ? [] : [refusal('access', level.access)];
  return acl.flatMap((entry, i) => (isWithinBound(entry, bound) ? [] : [refusal(`acl[${i}]`, describeEntry(entry))]));
}

/** Whether the provider was told to create the user: what it was told then is what the user has. */
export function isTold(stage: UserStage): boolean {
  return stage === 'making' || stage === 'made';
}

/** What the owner lets users of the binding do; `undefined` if nothing bounds them, or it is not known. */
function boundOf({ target }: Binding): AclBound | undefined {
  return target.access?.state === 'granted' ? target.access.bound : undefined;
}

function isWithin(acl: readonly AclEntry[], bound: AclBound): boolean {
  return acl.every((entry) => isWithinBound(entry, bound));
}

function notShared(path: string, message: string): Refusal {
  return { reason: 'NotShared', path, message };
}
