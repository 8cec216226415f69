import type { Rights, UserRights } from '../../api/rights.js';
import { nameOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import { mayDelete } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { ALL, KEPT, mayLeave } from '../management-policies.js';
import { steady } from '../steady.js';
import { CHANGING, isSession, isSessionReset } from './session.js';
import { configKeyOf, memberOf, PUBLIC, secretKeyOf, sessionKey, type Wanted } from './wanted.js';

/** What a user has that another level replaces. */
export interface Withdrawn {
  readonly user: string;
  readonly key: string;
  readonly observed: ObservedResource;
}

/**
 * What users have who have another level now. What belongs to users, databases and schemas that left the lists goes, or
 * stays, with them.
 */
export function withdrawn(rights: Rights, { resources }: Facts, wanted: readonly Wanted[]): readonly Withdrawn[] {
  const keys = new Set(wanted.map(({ key }) => key));
  return rights.users.flatMap((user) => {
    const old = [...resources.keys()].filter((key) => !keys.has(key) && isMembership(key, user.name, rights));
    return [...old, ...sessionObjects(user, resources)].flatMap((key) => {
      const observed = resources.get(key);
      return observed ? [{ user: user.name, key, observed }] : [];
    });
  });
}

/** Whether a key is that of a membership of the user, in a database and schema that are still on the lists. */
function isMembership(key: string, user: string, { databases }: Rights): boolean {
  const member = nameOf('grant', key);
  if (!member?.startsWith(memberOf(user))) return false;
  const [, database, schema = PUBLIC] = member.slice(memberOf(user).length).split(':');
  if (database === undefined) return true;
  return databases.some(({ name, schemas }) => name === database && [PUBLIC, ...schemas].includes(schema));
}

/** The keys of what makes the sessions of somebody who is no owner any more begin as the owner. To reset that, the user logs in. */
function sessionObjects({ name, access }: UserRights, resources: Facts['resources']): readonly string[] {
  const session = resources.get(sessionKey(name));
  if (access === 'Owner' || !session || isSessionReset(session)) return [];
  return [secretKeyOf(name), configKeyOf(name), sessionKey(name)];
}

/**
 * The next step in taking something away: a right may be deleted first, and is left out once that is observed; sessions begin
 * as the user itself again. `undefined` once it can be left out.
 */
export function stepAway(key: string, observed: ObservedResource): JsonObject | undefined {
  if (nameOf('grant', key) !== undefined)
    return mayLeave(observed, ALL) ? undefined : asFound(key, observed, { managementPolicies: [...ALL] });
  if (!isSession(key)) return asFound(key, observed);
  const forProvider = { ...observed.forProvider, configurationParameters: [] };
  return asFound(key, observed, { forProvider, managementPolicies: [...CHANGING] });
}

/** An object as it was found, that nothing may delete. */
export function stillThere(key: string, observed: ObservedResource): JsonObject {
  const hasPolicies = isManaged(key) && mayDelete(observed);
  return asFound(key, observed, hasPolicies ? { managementPolicies: [...KEPT] } : {});
}

function asFound(key: string, observed: ObservedResource, changes: JsonObject = {}): JsonObject {
  const { apiVersion = '', kind = '', namespace, externalName, type, data, spec } = observed;
  const name = isManaged(key) ? undefined : observed.name;
  const head = { apiVersion, kind, ...metadataOf({ name, namespace, externalName }) };
  if (nameOf('sqlSecret', key) !== undefined) return compact({ ...head, type, data });
  return { ...head, spec: steady({ ...spec, ...changes }) };
}

/** Whether the provider does something at the server for it. */
function isManaged(key: string): boolean {
  return nameOf('sqlSecret', key) === undefined && nameOf('sqlConfig', key) === undefined;
}

interface Named {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly externalName?: string | undefined;
}

/** The metadata of an object, if it has any. */
export function metadataOf({ name, namespace, externalName }: Named, others: JsonObject = {}): JsonObject {
  const all = compact({ 'crossplane.io/external-name': externalName, ...others });
  const annotations = Object.keys(all).length === 0 ? undefined : all;
  const metadata = compact({ name, namespace, annotations });
  return Object.keys(metadata).length === 0 ? {} : { metadata };
}
