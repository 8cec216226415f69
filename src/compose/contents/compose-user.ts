import type { Binding, UserIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { isRetryNote, keepsItsName, NOT_MADE_HERE, retryNote, type UserStage } from '../../observe/user-stage.js';
import type { Composing } from '../composing.js';
import { type ManagedResource, managedResource } from '../managed-resource.js';
import { ALL, isDeletedByItself, KEPT, type ManagementPolicies, OBSERVE_ONLY } from '../management-policies.js';
import { creationSettings } from './guest-acl.js';
import { importName } from './standing.js';
import { NO_SETTINGS, sentSettings } from './user-settings.js';

/** What the provider has to do about a user. */
type Step =
  /** Check whether it exists, and read nothing of it. */
  | 'look'
  /** Create it. */
  | 'make'
  /** Observe it, and read its password. */
  | 'keep';

/**
 * Composes a user, or nothing where it has to wait for its cluster.
 *
 * The provider takes over a user that exists under the name it is to create, with its password. So it first only observes, by
 * the import `<cluster id>,<name>`, and may create only what it did not find. After creating a user it overwrites the
 * external name with `<cluster id>/user/<name>`, takes that for the user's name, and fails whenever it observes it. So a user
 * that was created goes back to the import.
 */
export function composeUser(
  { binding, facts: { cluster }, home }: Composing,
  user: UserIntent,
  observed: ObservedResource | undefined,
  stage: UserStage,
): JsonObject | undefined {
  const known = cluster.state === 'created' ? cluster.id : undefined;
  const clusterId = observed ? (observed.home ?? known) : home;
  if (clusterId === undefined) return observed && asFound(binding, user, observed, stage);
  const step = user.mode === 'Observe' ? 'keep' : stepAt(stage, clusterId === home);
  const isNamed = stage === 'made' && user.mode === 'Manage' && observed && keepsItsName(observed, user.login);
  const settings = settingsAt(step, binding, user, observed);
  return userResource(binding, user.name, {
    forProvider: settings === NO_SETTINGS ? { clusterId } : { clusterId, ...settings },
    managementPolicies: isNamed ? madePolicies(binding) : policiesAt(step, binding, user),
    externalName: isNamed ? observed.externalName : step === 'make' ? user.login : importName(clusterId, user.login),
    note: noteAt(step, user, observed, stage),
    // While it is not known whose user it is, nothing of it is read. A password that is shown only once is, at creation.
    hasConnectionDetails: step === 'keep' || (step === 'make' && !isPasswordReadable(binding)),
  });
}

function userResource(binding: Binding, name: string, fields: Omit<ManagedResource, 'key' | 'kind'>): JsonObject {
  return managedResource(binding, { ...fields, key: keyOf('user', name), kind: 'user' });
}

function policiesAt(step: Step, binding: Binding, user: UserIntent): ManagementPolicies {
  if (step === 'make') return KEPT;
  return step === 'keep' ? keptPolicies(binding, user) : OBSERVE_ONLY;
}

/** Of a user that stays under the name that it was created with: what it was created with, and the right to go by itself. */
function madePolicies(binding: Binding): ManagementPolicies {
  return isDeletedByItself(binding) ? ALL : KEPT;
}

function stepAt(stage: UserStage, mayMake: boolean): Step {
  switch (stage) {
    case 'looking':
    case 'foreign':
      return 'look';
    case 'free':
      return mayMake ? 'make' : 'look';
    case 'lost':
      return mayMake ? 'make' : 'keep';
    case 'making':
      return 'make';
    case 'made':
      return 'keep';
  }
}

/**
 * Notes who created a user once that is known, and for as long as it is only observed. A creation starts without a note, unless
 * somebody else had the name before.
 */
function noteAt(
  step: Step,
  { mode, login }: UserIntent,
  observed: ObservedResource | undefined,
  stage: UserStage,
): string | undefined {
  if (mode === 'Observe' || stage === 'foreign') return NOT_MADE_HERE;
  if (step === 'keep') return login;
  const note = observed?.note;
  if (step === 'look' || isRetryNote(login, note)) return note;
  return stage === 'free' ? retryNote(login, observed?.creationBegun) : undefined;
}

function settingsAt(
  step: Step,
  binding: Binding,
  user: UserIntent,
  observed: ObservedResource | undefined,
): JsonObject {
  if (step === 'make') return creationSettings(binding, user, observed);
  return step === 'keep' && observed && user.mode !== 'Observe' ? sentSettings(observed) : NO_SETTINGS;
}

function isPasswordReadable({ engine }: Binding): boolean {
  return engine === undefined || profileOf(engine).passwordReadable;
}

/** If its cluster is not known, the user is sent as it was found. */
function asFound(binding: Binding, user: UserIntent, observed: ObservedResource, stage: UserStage): JsonObject {
  return userResource(binding, user.name, {
    forProvider: observed.forProvider,
    managementPolicies: OBSERVE_ONLY,
    externalName: observed.externalName ?? user.login,
    note: observed.note,
    hasConnectionDetails: stage === 'made' || user.mode === 'Observe',
  });
}

/**
 * Composes the resource that only observes a user that may be deleted with its binding: with the right to delete, the provider
 * does not report that a user is gone. A lost user is created again, and its watch afterwards.
 */
export function composeWatch(binding: Binding, user: UserIntent, clusterId: string): JsonObject {
  return managedResource(binding, {
    key: keyOf('watch', user.name),
    kind: 'watch',
    forProvider: { clusterId },
    managementPolicies: OBSERVE_ONLY,
    externalName: importName(clusterId, user.login),
  });
}

/**
 * Lets go of a user that the spec no longer lists. One that the binding created is deleted at DigitalOcean, and first needs
 * the right to be. Returns `undefined` once it may be left out.
 */
export function leaveUser(
  binding: Binding,
  name: string,
  login: string,
  observed: ObservedResource,
  stage: UserStage,
): JsonObject | undefined {
  const clusterId = observed.home;
  const isDeleted = stage === 'made' && binding.deletionPolicy === 'Delete';
  const isNamed = stage === 'made' && keepsItsName(observed, login);
  const wanted = isDeleted ? (isNamed ? ALL : DELETABLE) : OBSERVE_ONLY;
  const has = observed.managementPolicies.join(' ') === wanted.join(' ');
  if (clusterId === undefined) return undefined;
  const externalName = isNamed ? observed.externalName : importName(clusterId, login);
  if (has && observed.externalName === externalName) return undefined;
  return userResource(binding, name, {
    forProvider: compact({ clusterId, ...sentSettings(observed) }),
    managementPolicies: wanted,
    externalName,
    note: stage === 'made' ? login : observed.note,
    hasConnectionDetails: stage === 'made',
  });
}

/** A user is deleted with its cluster. In a cluster that outlives the binding, it has to be deleted by itself. */
function keptPolicies(binding: Binding, { mode }: UserIntent): ManagementPolicies {
  return mode === 'Manage' && isDeletedByItself(binding) ? DELETABLE : OBSERVE_ONLY;
}

const DELETABLE: ManagementPolicies = ['Observe', 'Delete'];
