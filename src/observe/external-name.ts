import { UUID_LENGTH } from '../lib/uuid.js';

/**
 * The form of an external name, which one character tells. Of a user the provider reads `<name>`, writes
 * `<cluster id>/user/<name>`, and imports `<cluster id>,<name>`.
 */
export function formOf(externalName: string | undefined): 'name' | 'created' | 'import' {
  switch (externalName?.[UUID_LENGTH]) {
    case ',':
      return 'import';
    case '/':
      return 'created';
    default:
      return 'name';
  }
}

/** The cluster in the external name of something that lies in one. */
export function clusterIn(externalName = ''): string | undefined {
  return formOf(externalName) === 'name' ? undefined : /^[0-9a-f-]{36}/.exec(externalName)?.[0];
}

const NAME = /^[0-9a-f-]{36}(?:,|\/user\/)(.+)$/;

/** The user's name in an external name, of whatever form. */
export function nameInExternalName(externalName: string | undefined): string | undefined {
  return externalName === undefined ? undefined : (NAME.exec(externalName)?.[1] ?? externalName);
}
