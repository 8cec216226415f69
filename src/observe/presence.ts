import type { ObservedResource } from './observed-resource.js';

/**
 * Whether the provider has looked for the counterpart of a resource at DigitalOcean, and has not found it. It says so only
 * where it may do nothing but observe: with `Create` it makes another one, with `Delete` it reports success.
 */
export function isGone(resource: ObservedResource): boolean {
  const condition = resource.conditions.get('Synced');
  return (
    condition?.status === 'False' &&
    (condition.message ?? '').includes('external resource does not exist') &&
    isUpToDate(resource)
  );
}

/** Whether DigitalOcean refuses to create something because its name is in use: it has no counterpart that is known here. */
export function isNameInUse(resource: ObservedResource): boolean {
  if (resource.externalName !== undefined || resource.atProvider.id !== undefined) return false;
  const condition = resource.conditions.get('Synced');
  return condition?.status === 'False' && isNameRefusal(condition.message ?? '') && isUpToDate(resource);
}

/** Whether a message of the provider says that DigitalOcean has something of this name. */
export function isNameRefusal(message: string): boolean {
  return /\bname is not available\b|\b(?:409|422)\b.*already exists/.test(message);
}

/** Whether what the provider says of a resource is about the spec as it is now; it does not always tell which it means. */
export function isUpToDate({ conditions, generation }: ObservedResource): boolean {
  const about = conditions.get('Synced')?.observedGeneration;
  return about === undefined || about === generation;
}

/** What is noted on something that was there already when the binding began to look after it. */
export const FOUND = 'found';

/** What is noted on something that was taken over, since its name was in use. */
export const IMPORTED = 'imported';

/** Whether something was there before the binding: it may be looked after, and never be deleted by itself. */
export function wasThereBefore({ note }: ObservedResource): boolean {
  return note === FOUND || note === IMPORTED;
}

/** What is noted on something that holds data, once it is there: when it was created. */
export function creationNote(resource: ObservedResource | undefined): string | undefined {
  if (!resource) return undefined;
  return resource.note ?? (resource.health.state === 'ready' ? (resource.creationBegun ?? FOUND) : undefined);
}

/** Whether something was gone at DigitalOcean, and the provider has created it again, without the data it held. */
export function isMadeAgain(resource: ObservedResource): boolean {
  const { note, creationBegun } = resource;
  return (
    note !== undefined &&
    note !== IMPORTED &&
    creationBegun !== undefined &&
    note !== creationBegun &&
    resource.health.state === 'ready'
  );
}
