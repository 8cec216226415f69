import { createHash } from 'node:crypto';

// A name that changes is a new resource: a rule here never changes without a migration.

const HASH_LENGTH = 8;
const LONGEST_OBJECT_NAME = 253;

/** Cuts a name that is too long and ends it with a short hash of the whole; others stay as they are. */
export function bounded(name: string, maxLength: number): string {
  if (name.length <= maxLength) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, maxLength - HASH_LENGTH - 1).replace(/[^A-Za-z0-9]+$/, '')}-${hash}`;
}

const OBJECT_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Whether longer names contain this one unchanged, so that two different plain names never give the same longer name. */
export function isPlain(name: string): boolean {
  return name.length <= 100 && OBJECT_NAME.test(name);
}

/** A DNS-1123 subdomain, which the name of a Secret must be. */
function objectName(given: string): string {
  // Nearly every name fits already.
  if (given.length <= LONGEST_OBJECT_NAME && OBJECT_NAME.test(given)) return given;
  const joined = given.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
  return bounded(joined.replace(/(^|\.)[.-]+/g, '$1').replace(/[.-]+($|\.)/g, '$1'), LONGEST_OBJECT_NAME);
}

const CLUSTER_NAME = /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/;

/** The cluster's name at DigitalOcean: 3 to 63 of `a-z0-9-`, a letter first. The template may hold `${namespace}` and `${name}`. */
export function clusterName(template: string | undefined, namespace: string | undefined, name: string): string {
  const filled = template
    ? template.replace(/\$\{(namespace|name)\}/g, (_, word) => (word === 'name' ? name : (namespace ?? '')))
    : namespace
      ? `${namespace}-${name}`
      : name;
  if (CLUSTER_NAME.test(filled)) return filled;
  const plain = filled
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/^-+|-+$/g, '');
  const named = /^[a-z].{2}/.test(plain) ? plain : `db-${plain || 'cluster'}`;
  return bounded(named, 63);
}

/** The default name of a database or user: the binding's, in characters that every engine takes. */
export function defaultName(name: string, maxLength: number): string {
  return bounded(name.replaceAll('.', '-'), maxLength);
}

/**
 * The default name of a database or user in a shared cluster. A namespace has no `_`, so the first one marks where the
 * binding's name begins, and no two bindings have the same name.
 */
export function sharedDefaultName(namespace: string | undefined, name: string, maxLength: number): string {
  return bounded([namespace, name.replaceAll('.', '_')].filter(Boolean).join('_'), maxLength);
}

/** The name of a user that a binding creates in a shared cluster: the namespace goes before it, once. */
export function guestName(namespace: string | undefined, name: string, maxLength: number): string {
  if (namespace === undefined || name.startsWith(`${namespace}_`)) return name;
  return bounded(`${namespace}_${name}`, maxLength);
}

/** The Secret that applications mount, for the first user. */
export function firstSecretName(binding: string): string {
  return objectName(`${binding}-credentials`);
}

/** The Secret that applications mount, for each further user. */
export function furtherSecretName(binding: string, user: string): string {
  return objectName(`${binding}-${user}-credentials`);
}

/** A further Secret of a user, in another format. */
export function extraSecretName(secret: string, format: string): string {
  return objectName(`${secret}-${format}`);
}

/** A ConfigMap of a binding, named as do-operator does. */
export function configMapName(binding: string, ending: string): string {
  return objectName(`${binding}-${ending}`);
}

/** The Secret the provider writes a managed resource's connection details to. */
export function providerSecretName(owner: string, resourceKey: string): string {
  return objectName(`${owner}-${resourceKey}-conn`);
}

/** Whether `providerSecretName` may have made a name: a cheap test that rules out most. */
export function mayBeProviderSecret(name: string): boolean {
  return name.endsWith('conn') || HASHED.test(name.slice(-HASH_LENGTH - 1));
}

/** The end of a name that was cut. */
const HASHED = /^-[0-9a-f]{8}$/;

/** A replica's name at DigitalOcean, which stands in its host name: unique per account. */
export function replicaName(cluster: string, name: string): string {
  return bounded(`${cluster}-${name}`, 63);
}
