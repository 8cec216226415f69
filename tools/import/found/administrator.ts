import type { JsonObject } from '../../../src/lib/json.js';
import type { Around } from './carried.js';

/** Where nobody has a user of its own, applications connect as the administrator. */
export function administrator({ profile }: Around): readonly JsonObject[] | undefined {
  if (profile === undefined || !profile.users.supported || !profile.passwordReadable) return undefined;
  return [{ name: profile.defaultUser, mode: 'Observe' }];
}
