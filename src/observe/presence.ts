import type { ObservedResource } from './observed-resource.js';

/**
 * Whether the provider has looked for the counterpart of a resource at DigitalOcean, and has not found it. It reports that
 * only if it may do nothing but observe: with `Create` it makes another one, with `Delete` it reports success.
 */
export function isGone(resource: ObservedResource): boolean {
  const condition = resource.conditions.get('Synced');
  return (
    condition?.status === 'False' &&
    (condition.message ?? '').includes('external resource does not exist') &&
    isUpToDate(resource)
  );
}

/** Whether something has a known counterpart at DigitalOcean. Until it has, all of it can still change. */
export function isMade({ externalName, atProvider }: ObservedResource): boolean {
  return externalName !== undefined || atProvider.id !== undefined;
}

/** Whether DigitalOcean refuses to create something because its name is in use; it has no known counterpart. */
export function isNameInUse(resource: ObservedResource): boolean {
  if (isMade(resource)) return false;
  const condition = resource.conditions.get('Synced');
  return condition?.status === 'False' && isNameRefusal(condition.message ?? '') && isUpToDate(resource);
}

/** Whether the provider's message says that the name is in use at DigitalOcean. */
export function isNameRefusal(message: string): boolean {
  // Line by line, since one pattern for both words reads the rest of a long message once for each number.
  return /\bname is not available\b/.test(message) || message.split('\n').some(isRefusedAsThere);
}

function isRefusedAsThere(line: string): boolean {
  const code = /\b(?:409|422)\b/.exec(line);
  return code !== null && line.includes('already exists', code.index);
}

/** Whether the provider cannot write the connection details of a resource, because the Secret it should use is not its own. */
export function isSecretAnothers(resource: ObservedResource): boolean {
  const condition = resource.conditions.get('Synced');
  return condition?.status === 'False' && ANOTHERS_SECRET.test(condition.message ?? '') && isUpToDate(resource);
}

const ANOTHERS_SECRET = /existing secret is not controlled by UID|refusing to modify uncontrolled secret/;

/** Whether the provider reports on the current spec; it does not always set the generation, and then it counts. */
export function isUpToDate({ conditions, generation }: ObservedResource): boolean {
  const about = conditions.get('Synced')?.observedGeneration;
  return about === undefined || about === generation;
}

/** The note on something that existed before the binding managed it. */
export const FOUND = 'found';

/** The note on something that was imported because its name was in use. */
export const IMPORTED = 'imported';

/**
 * Whether something existed before the binding: it may be managed, but never deleted by itself. What the provider never began
 * to create somebody else has created, noted or not.
 */
export function wasThereBefore({ note, creationBegun, externalName }: ObservedResource): boolean {
  return note === FOUND || note === IMPORTED || (creationBegun === undefined && externalName !== undefined);
}

/** The note on something that holds data, once it exists: when it was created. */
export function creationNote(resource: ObservedResource | undefined): string | undefined {
  if (!resource) return undefined;
  return resource.note ?? (resource.health.state === 'ready' ? (resource.creationBegun ?? FOUND) : undefined);
}

/** Whether something was lost at DigitalOcean, and the provider has created it again, without its data. */
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
