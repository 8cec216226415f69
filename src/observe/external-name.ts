import { isUuid, UUID_LENGTH } from '../lib/uuid.js';

/**
 * The form of an external name. For a user the provider accepts `<name>`, writes `<cluster id>/user/<name>`, and imports
 * `<cluster id>,<name>`. A UUID of its own tells nothing; no provider has written one yet.
 */
export type NameForm = 'name' | 'created' | 'import' | 'opaque';

const SEPARATORS: Readonly<Record<string, NameForm>> = { ',': 'import', '/': 'created', ':': 'created' };

/** The form of an external name: what comes after the UUID that it begins with decides. */
export function formOf(externalName: string | undefined): NameForm {
  if (externalName === undefined || !isUuid(externalName.slice(0, UUID_LENGTH))) return 'name';
  const [separator] = externalName.slice(UUID_LENGTH);
  return separator === undefined ? 'opaque' : (SEPARATORS[separator] ?? 'name');
}

/** The cluster in the external name of something inside one. */
export function clusterIn(externalName = ''): string | undefined {
  return ['import', 'created'].includes(formOf(externalName)) ? externalName.slice(0, UUID_LENGTH) : undefined;
}

const NAME = /^[0-9a-f-]{36}(?:[,:]|\/users?\/|\/(?!.*\/))(.+)$/;

/** The user's name in an external name; `undefined` where none is in it. */
export function nameInExternalName(externalName: string | undefined): string | undefined {
  if (externalName === undefined || formOf(externalName) === 'opaque') return undefined;
  return NAME.exec(externalName)?.[1] ?? externalName;
}
