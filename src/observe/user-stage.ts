import { asString } from '../lib/json.js';
import { formOf, nameInExternalName } from './external-name.js';
import type { ObservedResource } from './observed-resource.js';
import { isGone, isNameRefusal, isUpToDate } from './presence.js';

/** How far a user is on its way from a name to a user that the binding made. */
export type UserStage =
  /** Nobody knows yet whether there is a user of the name. */
  | 'looking'
  /** There is none. */
  | 'free'
  /** The provider may create it. */
  | 'making'
  /** It exists, and the provider created it for this binding. */
  | 'made'
  /** It was made, and is gone at DigitalOcean. */
  | 'lost'
  /** It exists, and somebody else made it. */
  | 'foreign';

/** What is noted on a user that this binding has not made, so that it never passes for one that it has. */
export const NOT_MADE_HERE = 'not made here';

/**
 * Reads how far a user is. The provider notes on the resource when it begins to create something, and never does so for a
 * user that it found under the name; so without that note a user that exists is somebody else's. One that was made is noted
 * with its name at DigitalOcean: a resource that was pointed at another user since is not a proof for that one.
 *
 * `watch` is the resource beside it that only looks: it tells of a loss where the user's own may delete, which reports none.
 */
export function userStage(user: ObservedResource, watch: ObservedResource | undefined): UserStage {
  const own = isMadeHere(user);
  const form = formOf(user.externalName);
  if (form === 'import' && (isGone(user) || (own && isToldGone(watch)))) return own ? 'lost' : 'free';
  if (form === 'name' && !isFound(user)) return 'making';
  if (form === 'name' && wasRefused(user)) return 'foreign';
  // A password may be told only once: whoever was created is not looked for, however little is known of it yet.
  if (own) return 'made';
  return form === 'import' && !isShown(user) ? 'looking' : 'foreign';
}

/** Whether the provider began to create the very user that the resource names, and nothing says that it was another's. */
export function isMadeHere({ creationBegun, note, externalName }: ObservedResource): boolean {
  return creationBegun !== undefined && (note === undefined || note === nameInExternalName(externalName));
}

/**
 * Whether DigitalOcean refused to create the user because there is one. That may be ours, where the answer to an earlier try
 * was lost; but it looks the same where somebody else was faster, so it counts as that one's.
 */
function wasRefused({ conditions }: ObservedResource): boolean {
  const operation = conditions.get('LastAsyncOperation');
  return operation?.status === 'False' && isNameRefusal(operation.message ?? '');
}

/** Whether the provider shows the user that the resource names, and not one that it named before. */
function isShown({ atProvider, externalName }: ObservedResource): boolean {
  const shown = asString(atProvider.id);
  return shown !== undefined && nameInExternalName(shown) === nameInExternalName(externalName);
}

/** What is on its way out tells of the time before. */
function isToldGone(watch: ObservedResource | undefined): boolean {
  return watch !== undefined && !watch.deleting && isGone(watch);
}

/** What was said of an earlier spec is not about this name. */
function isFound(user: ObservedResource): boolean {
  return isUpToDate(user) && user.health.state === 'ready';
}
