import type { AclProfile, EngineProfile } from '../engines/engine-profile.js';
import type { AccessLevel, AclEntry, AclPermission } from '../gen/binding.js';
import { guestPrefix } from './guest-names.js';

/** What a user may do in a cluster that is shared: its entries have to lie within these. */
export type AclBound = readonly AclEntry[];

/** A level of access where an ACL says what a user may do. */
export interface AclLevel {
  readonly access: AccessLevel;
  readonly permission: AclPermission;
}

/** What each permission allows. */
const RIGHTS: Readonly<Record<AclPermission, readonly AclPermission[]>> = {
  admin: ['admin', 'consume', 'produce', 'read', 'write'],
  produceconsume: ['consume', 'produce'],
  consume: ['consume'],
  produce: ['produce'],
  readwrite: ['read', 'write'],
  read: ['read'],
  write: ['write'],
  deny: [],
};

/**
 * What guests of a namespace may do where the owner does not say: everything with what bears the namespace's prefix, which the
 * policy's template may change. A namespace
 * has no `_`, so no two have a name in common; with `-`, those of `a-b` would be among those of `a`.
 */
export function defaultBound(namespace: string, { acl }: EngineProfile, template?: string): AclBound | undefined {
  return acl && [{ [acl.scope]: `${guestPrefix(namespace, template)}*`, permission: 'admin' }];
}

/** Whether everything that an entry allows is allowed by the bound. */
export function isWithinBound(entry: AclEntry, bound: AclBound): boolean {
  return RIGHTS[entry.permission].every((right) =>
    bound.some((other) => RIGHTS[other.permission].includes(right) && isAboutNoMore(entry, other)),
  );
}

/** Whether an ACL allows somewhere all that a level does, and nowhere more than that. */
export function isOfLevel(acl: readonly AclEntry[], { permission }: AclLevel): boolean {
  return (
    acl.some((entry) => isWithinBound({ ...entry, permission }, acl)) &&
    acl.every((entry) => isWithinBound(entry, [{ ...entry, permission }]))
  );
}

/** What an entry and a permission both allow; `undefined` if that is nothing. An entry that allows nothing stays. */
export function commonEntry(entry: AclEntry, most: AclPermission, { permissions }: AclProfile): AclEntry | undefined {
  const rights = RIGHTS[entry.permission];
  if (rights.length === 0) return entry;
  const common = rights.filter((right) => RIGHTS[most].includes(right));
  if (common.length === 0) return undefined;
  const permission = permissions.find(
    (known) => RIGHTS[known].length === common.length && common.every((right) => RIGHTS[known].includes(right)),
  );
  return permission && { ...entry, permission };
}

function isAboutNoMore(entry: AclEntry, other: AclEntry): boolean {
  return SCOPES.some((scope) => {
    const [inner, outer] = [entry[scope], other[scope]];
    return inner !== undefined && outer !== undefined && liesWithin(inner, outer);
  });
}

const SCOPES = ['topic', 'index'] as const;

/**
 * Whether every name that the pattern `inner` matches is matched by `outer`; `*` stands for any characters, even none. That is
 * so if `outer` matches `inner` itself, whose `*` is then a character that only a `*` can match.
 */
export function liesWithin(inner: string, outer: string): boolean {
  const [first = '', ...rest] = outer.split('*');
  const last = rest.pop();
  if (last === undefined) return inner === outer;
  const end = inner.length - last.length;
  if (end < first.length || !inner.startsWith(first) || !inner.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = inner.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

/** A bound, or an ACL, as a person reads it: `admin on topic "billing_*"`. */
export function describeAcl(acl: readonly AclEntry[]): string {
  return acl.map(describeEntry).join(', ') || 'nothing';
}

/** An entry as a person reads it. */
export function describeEntry({ topic, index, permission }: AclEntry): string {
  return topic === undefined ? `${permission} on index "${index}"` : `${permission} on topic "${topic}"`;
}
