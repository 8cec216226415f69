import { type Binding, isForeign, type UserIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { nameInExternalName } from '../../observe/external-name.js';
import type { Facts } from '../../observe/facts.js';
import { mayDelete } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { NOT_MADE_HERE } from '../../observe/user-stage.js';
import type { Home } from '../home.js';
import { allows, isDeletedByItself } from '../management-policies.js';
import { type Entry, each, NOTHING, type Part, single } from '../part.js';
import type { Refusal } from '../refusal.js';
import { composeUser, composeWatch, leaveUser } from './compose-user.js';
import { composeLeavingUsers } from './leaving-users.js';
import { refuseSettings } from './user-settings.js';

/** Composes the users of a cluster, and lets go of those that the spec no longer lists. */
export function composeUsers(binding: Binding, home: Home, facts: Facts, taken: ReadonlySet<string>): Part {
  const listed = each(binding.users, (user, i) =>
    taken.has(keyOf('user', user.name)) ? NOTHING : composeListed(binding, user, `spec.users[${i}]`, home, facts),
  );
  return { objects: [...listed.objects, ...composeLeavingUsers(binding, home, facts)], refusals: listed.refusals };
}

function composeListed(binding: Binding, user: UserIntent, path: string, home: Home, facts: Facts): Part {
  const key = keyOf('user', user.name);
  const observed = facts.resources.get(key);
  const stage = facts.users.get(user.name) ?? 'looking';
  const pointed = nameInExternalName(observed?.externalName);
  // What looks at one user is not pointed at another: the provider goes on with what it has seen. It goes, and comes anew.
  if (observed && home.open && isSomebodyElses(observed) && pointed !== undefined && pointed !== user.login)
    return single(key, leaveUser(binding, user.name, pointed, observed, 'foreign'));
  const object = composeUser(binding, user, home, observed, stage);
  if (!object || !observed || user.mode === 'Observe') return single(key, object);
  const refusals = stage === 'foreign' ? [alreadyExists(binding, user, path)] : [];
  if (stage !== 'made' && stage !== 'lost') return single(key, object, refusals);
  // While a user is made again nothing looks at it: what was seen before would tell of a loss that is over.
  return {
    objects: [[key, object], ...(allows(object, 'Create') ? NOTHING.objects : watchOf(binding, user, observed))],
    refusals: stage === 'made' ? refuseSettings(binding, user, path, observed) : refusals,
  };
}

function isSomebodyElses({ creationBegun, note }: ObservedResource): boolean {
  return creationBegun === undefined || note === NOT_MADE_HERE;
}

/** What looks beside a user that has to be deleted by itself: the provider then no longer tells that one is gone. */
function watchOf(binding: Binding, user: UserIntent, observed: ObservedResource): readonly Entry[] {
  const clusterId = observed.home;
  if (!isDeletedByItself(binding) || clusterId === undefined || !mayDelete(observed)) return NOTHING.objects;
  return [[keyOf('watch', user.name), composeWatch(binding, user, clusterId)]];
}

/** A user that somebody else made is neither taken over nor deleted, nor is its password read. */
function alreadyExists(binding: Binding, { login }: UserIntent, path: string): Refusal {
  const readable = binding.engine !== undefined && profileOf(binding.engine).passwordReadable;
  const observe = readable && !isForeign(binding.target) ? ', or set mode: Observe to have it read as it is' : '';
  return {
    reason: 'AlreadyExists',
    path,
    message: `user "${login}" exists at DigitalOcean already, and this binding did not create it, so it is not taken over: choose another name, delete that user at DigitalOcean${observe}`,
  };
}

/** The users that exist, but that the binding has not made: nothing new is told of them. */
export function foreignUsers({ users }: Binding, facts: Facts): ReadonlySet<string> {
  const foreign = users.filter(({ name, mode }) => mode === 'Manage' && facts.users.get(name) === 'foreign');
  return new Set(foreign.map(({ name }) => name));
}
