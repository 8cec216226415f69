import { createHash } from 'node:crypto';

// A name that changes is a new resource: a rule here never changes without a migration.

const HASH_LENGTH = 8;
const LONGEST_OBJECT_NAME = 253;

/** The first digits of a hash of a text, for the end of a name. */
export function hashOf(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** Cuts a name that is too long and ends it with a short hash of the whole; others stay as they are. */
export function bounded(name: string, maxLength: number): string {
  return name.length <= maxLength ? name : distinct(name, name, maxLength);
}

/** A name that ends with a short hash of what it stands for, so that nothing else has it, and is cut if it becomes too long. */
function distinct(name: string, meaning: string, maxLength: number): string {
  const kept = name.slice(0, maxLength - HASH_LENGTH - 1).replace(/[^A-Za-z0-9]+$/, '');
  return `${kept}-${hashOf(meaning, HASH_LENGTH)}`;
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
  return bounded(inObjectName(given), LONGEST_OBJECT_NAME);
}

/** A text in the characters of a DNS-1123 subdomain, of any length. */
function inObjectName(given: string): string {
  const joined = given.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
  return joined.replace(/(^|\.)[.-]+/g, '$1').replace(/[.-]+($|\.)/g, '$1');
}

const CLUSTER_NAME = /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * The name of a new cluster at DigitalOcean: 3 to 63 of `a-z0-9-`, a letter first. The template may hold `${namespace}` and
 * `${name}`. A name that another namespace and binding would give too ends with a hash of both.
 */
export function clusterName(template: string | undefined, namespace: string | undefined, name: string): string {
  const pattern = template ?? (namespace === undefined ? NAME : `${NAMESPACE}-${NAME}`);
  const filled = pattern.replace(PLACEHOLDERS, (_, word) => (word === 'name' ? name : (namespace ?? '')));
  const isClear =
    !pattern.includes(NAMESPACE) || (isSplit(pattern) && ![namespace, name].some((it) => it?.includes('-')));
  if (isClear && CLUSTER_NAME.test(filled)) return filled;
  const plain = filled
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/^-+|-+$/g, '');
  const named = /^[a-z].{2}/.test(plain) ? plain : `db-${plain || 'cluster'}`;
  return distinct(named, `${namespace ?? ''}/${name}`, 63);
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders of a template
const [NAMESPACE, NAME] = ['${namespace}', '${name}'];
const PLACEHOLDERS = /\$\{(namespace|name)\}/g;

/** Whether there is a hyphen between any two values that a template takes. */
function isSplit(template: string): boolean {
  return template
    .split(PLACEHOLDERS)
    .every((text, i, all) => i % 2 === 1 || i === 0 || i === all.length - 1 || text.includes('-'));
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

/** The role that owns what a binding's applications create in PostgreSQL. */
export function ownerRole(name: string): string {
  return bounded(`${name}-owner`, 63);
}

/** What stands before the ending of a role's name. No user's name has a colon. */
export type RoleMark = '-' | ':';

/** What the members of a role may do in one schema of a database. */
export const ROLE_ENDINGS = ['read', 'write'] as const;
export type RoleEnding = (typeof ROLE_ENDINGS)[number];

/** Every role of a database with these schemas beside "public". */
export function schemaRoles(database: string, schemas: readonly string[], mark: RoleMark): readonly string[] {
  return ROLE_ENDINGS.flatMap((ending) =>
    ['public', ...schemas].map((schema) => schemaRole(database, schema, ending, mark)),
  );
}

/** The role whose members read, or write too, in one schema of a database; the database's name is unique in its cluster. */
export function schemaRole(database: string, schema: string, ending: RoleEnding, mark: RoleMark): string {
  // The name of a database has no dot.
  const place = schema === 'public' ? database : `${database}.${schema}`;
  return bounded(`${place}${mark}${ending}`, 63);
}

/** The provider config of a binding, or of one of its users: its users are counted by its name alone, over all namespaces. */
export function sqlConfigName(namespace: string, name: string, user?: string): string {
  const whole = [namespace, name, ...(user === undefined ? [] : [user])].join('/');
  return objectName(`${bounded(name, 100)}-${hashOf(whole, 12)}`);
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

/**
 * The Secret the provider writes a managed resource's connection details to. Only what nothing else could be called has the
 * plain name: `isClear` says that no other owner and resource key read the same, and every other name ends with a hash of both.
 */
export function providerSecretName(owner: string, resourceKey: string, isClear: boolean): string {
  const joined = `${owner}-${resourceKey}`;
  const plain = `${joined}${CONNECTION_ENDING}`;
  if (isClear && !HASHED.test(joined) && objectName(plain) === plain) return plain;
  // No owner's name has a slash.
  const longest = LONGEST_OBJECT_NAME - CONNECTION_ENDING.length;
  return distinct(inObjectName(joined), `${owner}/${resourceKey}`, longest) + CONNECTION_ENDING;
}

const CONNECTION_ENDING = '-conn';

/** The Secret with the certificates of a log sink. It always ends with a hash of both: nothing else is called so. */
export function certificatesName(owner: string, resourceKey: string): string {
  const longest = LONGEST_OBJECT_NAME - CERTIFICATES_ENDING.length;
  return distinct(inObjectName(`${owner}-${resourceKey}`), `${owner}/${resourceKey}`, longest) + CERTIFICATES_ENDING;
}

const CERTIFICATES_ENDING = '-certificates';

/** Whether a name may be one that applications never mount: a cheap test that rules out most. */
export function mayBeReserved(name: string): boolean {
  return name.endsWith(CONNECTION_ENDING) || name.endsWith(CERTIFICATES_ENDING);
}

/** The end of a name that has a hash. */
const HASHED = /-[0-9a-f]{8}$/;

/**
 * The name of a new replica at DigitalOcean, which stands in its host name: unique per account. One that a replica of another
 * cluster could have too ends with a hash.
 */
export function replicaName(cluster: string, name: string): string {
  const joined = `${cluster}-${name}`;
  const isClear = !name.includes('-') && !HASHED.test(joined) && joined.length <= 63;
  return isClear ? joined : distinct(joined, `${cluster}/${name}`, 63);
}
