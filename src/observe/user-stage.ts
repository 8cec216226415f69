import { asString } from '../lib/json.js';
import { nameInExternalName } from './external-name.js';
import type { ObservedResource } from './observed-resource.js';
import { isGone, isNameRefusal, isUpToDate } from './presence.js';
import { isImportWanted, isReplacementRefused } from './provider-phrases.js';

/** The stage of a user, from a mere name to a user that the binding created. */
export type UserStage =
  /** It is not known yet whether a user of the name exists. */
  | 'looking'
  /** None exists. */
  | 'free'
  /** The provider may create it. */
  | 'making'
  /** It exists, and the provider created it for this binding. */
  | 'made'
  /** It was created, and is gone at DigitalOcean. */
  | 'lost'
  /** It exists, and somebody else created it. */
  | 'foreign';

/** The note on a user that this binding has not created, so that it never counts as the binding's own. */
export const NOT_MADE_HERE = 'not made here';

/**
 * Reads the stage of a user. The provider annotates the resource when it begins to create something, and never does so for
 * a user that it found under the name; without that annotation an existing user is somebody else's. A user that was created
 * is noted with its name at DigitalOcean: if the resource now names another user, the annotation proves nothing for that one.
 *
 * `watch` is the second, observe-only resource: it shows a loss even if the user's own may delete, and so reports none.
 */
export function userStage(user: ObservedResource, watch: ObservedResource | undefined): UserStage {
  const own = isMadeHere(user);
  const form = user.nameForm;
  if (form === 'import' && (isGone(user) || (own && isToldGone(watch)))) return own ? 'lost' : 'free';
  // Under the name that it was created with, a user stays what the note says, whatever the provider reports for now.
  if (own && hasSettled(user) && form !== 'import') return 'made';
  if (form === 'name' && !isFound(user)) return 'making';
  if (form === 'name' && wasRefused(user)) return 'foreign';
  // The password may be reported only once: a created user is not looked for, however little is known of it yet.
  if (own) return 'made';
  return form === 'import' && !isShown(user) ? 'looking' : 'foreign';
}

/**
 * The note on a user that may be created after somebody else had its name: that the provider began to create one before proves
 * nothing for the user that it finds now.
 */
export function retryNote(login: string, creationBegun: string | undefined): string | undefined {
  return creationBegun === undefined ? undefined : `${login}${AFTER}${creationBegun}`;
}

/** Whether a note says that the provider tried to create this user before. */
export function isRetryNote(login: string, note: string | undefined): boolean {
  return note?.startsWith(`${login}${AFTER}`) ?? false;
}

/** No name has a space. */
const AFTER = ' after ';

/** Whether the user is noted as one that was created, and not as one that is created once more. */
function hasSettled({ note }: ObservedResource): boolean {
  return note !== undefined && !note.includes(AFTER);
}

/** Whether the provider began to create the very user that the resource names, and no note says otherwise. */
export function isMadeHere(user: ObservedResource): boolean {
  const { creationBegun, note } = user;
  if (creationBegun === undefined) return false;
  return note === undefined || (isNoted(user) && !note.endsWith(`${AFTER}${creationBegun}`));
}

/** Whether this function noted on the resource that it creates, or has created, the user that the resource names. */
export function isNoted(user: ObservedResource): boolean {
  const { note } = user;
  return note !== undefined && note !== NOT_MADE_HERE && note.split(AFTER, 1)[0] === loginIn(user);
}

/** The name at DigitalOcean of the user that the resource names; `undefined` where nothing tells. */
export function loginIn({ externalName, nameThere, note }: ObservedResource): string | undefined {
  return nameThere ?? (externalName === undefined || note === NOT_MADE_HERE ? undefined : note?.split(AFTER, 1)[0]);
}

/**
 * Whether the user `login` that was created stays under the external name that the provider gave it. Today's provider takes what it
 * writes for the user's name, and has to be told the import instead; one that finds the user again needs no help.
 */
export function keepsItsName(user: ObservedResource, login: string): boolean {
  const form = user.nameForm;
  if (form !== 'opaque' && user.nameThere !== login) return false;
  const told = user.conditions.get('Synced')?.message ?? '';
  if (form === 'import' || isReplacementRefused(told) || isImportWanted(told)) return false;
  return form === 'opaque' || hasSettled(user) || (isFound(user) && user.atProvider.id !== undefined);
}

/**
 * Whether DigitalOcean refused to create the user because it exists. It may be ours, if the answer to an earlier try was
 * lost; but it looks the same if somebody else was faster, so it counts as theirs.
 */
function wasRefused({ conditions }: ObservedResource): boolean {
  const operation = conditions.get('LastAsyncOperation');
  return operation?.status === 'False' && isNameRefusal(operation.message ?? '');
}

/** Whether the provider shows the user that the resource names now, and not one it named before. */
function isShown(user: ObservedResource): boolean {
  const shown = asString(user.atProvider.id);
  if (shown === undefined) return false;
  const name = nameInExternalName(shown);
  return name === undefined ? isFound(user) : name === user.nameThere;
}

/** Whether the watch reports the user gone; while it is being deleted, its report is out of date. */
function isToldGone(watch: ObservedResource | undefined): boolean {
  return watch !== undefined && !watch.deleting && isGone(watch);
}

/** Whether the provider found the user; a report on an earlier spec is not about this name. */
function isFound(user: ObservedResource): boolean {
  return isUpToDate(user) && user.health.state === 'ready';
}
