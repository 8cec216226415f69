import { type Binding, isForeign, type UserIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf, nameOf } from '../../kinds/resource-keys.js';
import type { Facts } from '../../observe/facts.js';
import { mayDelete } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { isNoted, loginIn, NOT_MADE_HERE } from '../../observe/user-stage.js';
import type { Composing } from '../composing.js';
import { allows, isDeletedByItself } from '../management-policies.js';
import type { Refusal } from '../refusal.js';
import { composeUser, composeWatch, leaveUser } from './compose-user.js';
import { isTold, refuseBeyond } from './guest-acl.js';
import { tellSettings } from './user-settings.js';

/** Composes the users of a cluster, and lets go of those that the spec no longer lists. */
export function composeUsers(composing: Composing): void {
  const { binding, taken } = composing;
  for (const [i, user] of binding.users.entries())
    if (!taken.has(keyOf('user', user.name))) composeListed(composing, user, `spec.users[${i}]`);
  composeUnlisted(composing);
}

function composeListed(composing: Composing, user: UserIntent, path: string): void {
  const { binding, facts, target, objects, refusals } = composing;
  const key = keyOf('user', user.name);
  const observed = facts.resources.get(key);
  const stage = facts.users.get(user.name) ?? 'looking';
  const pointed = observed && loginIn(observed);
  // A resource that observes one user cannot be pointed at another: the provider keeps what it has seen. So a new one replaces it.
  const isStale =
    observed && target.open && isSomebodyElses(observed) && pointed !== undefined && pointed !== user.login;
  const beyond = refuseBeyond(binding, user, path, observed, stage);
  refusals.push(...beyond);
  // What would get more than the owner allows has nowhere to be created.
  const place = beyond.length > 0 && !isTold(stage) ? { ...composing, home: undefined } : composing;
  const object = isStale
    ? leaveUser(binding, user.name, pointed, observed, 'foreign')
    : composeUser(place, user, observed, stage);
  if (object) objects.set(key, object);
  if (isStale || !object || !observed || user.mode === 'Observe') return;
  if (stage === 'foreign') refusals.push(alreadyExists(binding, user, path));
  if (stage === 'made' && beyond.length === 0) tellSettings(composing, user, path, observed);
  // While a user is created again it has no watch: what that saw before would report a loss that is over.
  // One that the provider creates again by itself has none either.
  if ((stage === 'made' || stage === 'lost') && !allows(object, 'Create')) watch(composing, user, observed);
}

function isSomebodyElses({ creationBegun, note }: ObservedResource): boolean {
  return creationBegun === undefined || note === NOT_MADE_HERE;
}

/** Watches a user that has to be deleted by itself: with that right, the provider no longer reports that the user is gone. */
function watch({ binding, objects }: Composing, user: UserIntent, observed: ObservedResource): void {
  const clusterId = observed.home;
  if (isDeletedByItself(binding) && clusterId !== undefined && mayDelete(observed))
    objects.set(keyOf('watch', user.name), composeWatch(binding, user, clusterId));
}

/** Composes users that left the list: those that applications still connect as stay, the others go. */
function composeUnlisted(composing: Composing): void {
  const { binding, facts, objects } = composing;
  const asked = new Set(binding.users.map(({ name }) => name));
  for (const [key, observed] of facts.resources) {
    const name = nameOf('user', key);
    if (name === undefined || asked.has(name)) continue;
    const known = loginOf(name, observed);
    const login = known ?? name;
    const stage = known === undefined ? 'foreign' : (facts.users.get(name) ?? 'looking');
    // While there is a Secret for it, an application may connect as it.
    const object = facts.secrets.has(name)
      ? composeUser(composing, { name, login, mode: 'Manage' }, observed, stage)
      : leaveUser(binding, name, login, observed, stage);
    if (object) objects.set(key, object);
  }
}

/** The name at DigitalOcean, if the resource names the user that its key stands for: no other user may be deleted through it. */
function loginOf(name: string, observed: ObservedResource): string | undefined {
  const login = loginIn(observed);
  return login === name || isNoted(observed) || login?.endsWith(`_${name}`) ? login : undefined;
}

/** A user that somebody else created is neither taken over nor deleted, and its password is not read. */
function alreadyExists(binding: Binding, { login }: UserIntent, path: string): Refusal {
  const readable = binding.engine !== undefined && profileOf(binding.engine).passwordReadable;
  const observe = readable && !isForeign(binding.target) ? ', or set mode: Observe to have it read as it is' : '';
  return {
    reason: 'AlreadyExists',
    path,
    message: `user "${login}" exists at DigitalOcean already, and this binding did not create it, so it is not taken over: choose another name, delete that user at DigitalOcean${observe}`,
  };
}

/** The users that exist, but that the binding did not create: nothing new is published about them. */
export function foreignUsers({ users }: Binding, facts: Facts): ReadonlySet<string> {
  const foreign = new Set<string>();
  for (const { name, mode } of users) if (mode === 'Manage' && facts.users.get(name) === 'foreign') foreign.add(name);
  return foreign;
}
