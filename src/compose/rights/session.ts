import { asList, at, type Json } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type ManagementPolicies, OBSERVE_ONLY } from '../management-policies.js';
import { sessionKey } from './wanted.js';

/** Whether an object makes the sessions of a user act as a role. */
export function isSession(key: string): boolean {
  return key.startsWith(sessionKey(''));
}

/** Whether the sessions of a user begin as the role that is wanted. */
export function isSessionSet({ atProvider, forProvider }: ObservedResource): boolean {
  const wanted = at(asList(forProvider.configurationParameters)[0], 'value');
  return wanted !== undefined && roleIn(atProvider.configurationParameters) === wanted;
}

/** Whether the sessions of a user begin as itself. */
export function isSessionReset({ atProvider, forProvider }: ObservedResource): boolean {
  return (
    asList(forProvider.configurationParameters).length === 0 && roleIn(atProvider.configurationParameters) === undefined
  );
}

function roleIn(parameters: Json | undefined): Json | undefined {
  const found = asList(parameters).find((parameter) => at(parameter, 'name') === 'role');
  return found === undefined ? undefined : at(found, 'value');
}

/** What changes the settings of a user, as that user. */
export const CHANGING: ManagementPolicies = ['Observe', 'Update'];

/**
 * A user may change its own settings, but not what else the provider wants to set of it: once the setting is in force, the
 * provider only looks.
 */
export function sessionPolicies(observed: ObservedResource | undefined): ManagementPolicies {
  return observed && isSessionSet(observed) ? OBSERVE_ONLY : CHANGING;
}
