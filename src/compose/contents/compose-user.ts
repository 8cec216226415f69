import type { Binding, UserIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { NOT_MADE_HERE, type UserStage } from '../../observe/user-stage.js';
import type { Home } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { isDeletedByItself, KEPT, LOOKED_AT, type ManagementPolicies } from '../management-policies.js';
import { importName } from './import-name.js';
import { askedSettings, NO_SETTINGS, sentSettings } from './user-settings.js';

/** What the provider is told to do about a user. */
type Step =
  /** Look whether there is one, and read nothing of it. */
  | 'look'
  /** Create it. */
  | 'make'
  /** Look at it, and read its password. */
  | 'keep';

/**
 * Composes a user, or nothing where it has to wait for its cluster.
 *
 * The provider takes a user over that exists under the name it is to create, password and all. So it first only looks, by
 * the import `<cluster id>,<name>`, and may create only what it has not found. After creating a user it overwrites the
 * external name with `<cluster id>/user/<name>`, takes that for the user's name, and fails at every later look. So a user
 * that was made settles to the import again.
 */
export function composeUser(
  binding: Binding,
  user: UserIntent,
  { cluster, open }: Home,
  observed: ObservedResource | undefined,
  stage: UserStage,
): JsonObject | undefined {
  const clusterId = observed?.home ?? (cluster.state === 'created' ? cluster.id : undefined);
  if (clusterId === undefined || (!observed && !open)) return observed && asFound(binding, user, observed, stage);
  const mayMake = open && cluster.state === 'created' && clusterId === cluster.id;
  const step = user.mode === 'Observe' ? 'keep' : stepAt(stage, mayMake);
  return managedResource(binding, {
    key: keyOf('user', user.name),
    kind: 'user',
    forProvider: { clusterId, ...settingsAt(step, binding, user, observed) },
    managementPolicies: step === 'make' ? KEPT : step === 'keep' ? keptPolicies(binding, user) : LOOKED_AT,
    externalName: step === 'make' ? user.login : importName(clusterId, user.login),
    note: noteAt(step, user, observed, stage),
    // Until it is known whose it is, nothing of a user comes into the namespace. A password that is told only once does so with it.
    hasConnectionDetails: step === 'keep' || (step === 'make' && !isPasswordReadable(binding)),
  });
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

/** Who made a user is noted once it is known, and as long as it is looked at; a creation begins anew. */
function noteAt(
  step: Step,
  { mode, login }: UserIntent,
  observed: ObservedResource | undefined,
  stage: UserStage,
): string | undefined {
  if (mode === 'Observe' || stage === 'foreign') return NOT_MADE_HERE;
  if (step === 'keep') return login;
  return step === 'make' || stage === 'free' ? undefined : observed?.note;
}

function settingsAt(
  step: Step,
  binding: Binding,
  user: UserIntent,
  observed: ObservedResource | undefined,
): JsonObject {
  if (step === 'make') return askedSettings(binding, user);
  return step === 'keep' && observed && user.mode !== 'Observe' ? sentSettings(observed) : NO_SETTINGS;
}

function isPasswordReadable({ engine }: Binding): boolean {
  return engine === undefined || profileOf(engine).passwordReadable;
}

/** Without a cluster that is known there is nothing to say but what was said. */
function asFound(binding: Binding, user: UserIntent, observed: ObservedResource, stage: UserStage): JsonObject {
  return managedResource(binding, {
    key: keyOf('user', user.name),
    kind: 'user',
    forProvider: observed.forProvider,
    managementPolicies: LOOKED_AT,
    externalName: observed.externalName ?? user.login,
    note: observed.note,
    hasConnectionDetails: stage === 'made' || user.mode === 'Observe',
  });
}

/**
 * Composes what only looks at a user that may be deleted with its binding: with that right, the provider does not tell
 * that a user is gone. A user that is lost is made again in its place, and what looks is made anew afterwards.
 */
export function composeWatch(binding: Binding, user: UserIntent, clusterId: string): JsonObject {
  return managedResource(binding, {
    key: keyOf('watch', user.name),
    kind: 'watch',
    forProvider: { clusterId },
    managementPolicies: LOOKED_AT,
    externalName: importName(clusterId, user.login),
  });
}

/**
 * Lets go of a user that the spec no longer lists: one that the binding made is deleted at DigitalOcean, so it first gets
 * that right, which nothing has as long as it is wanted. Returns `undefined` where it may be left out.
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
  const wanted = isDeleted ? DELETED_WITH_US : LOOKED_AT;
  const has = observed.managementPolicies.join(' ') === wanted.join(' ');
  if (clusterId === undefined || (has && observed.externalName === importName(clusterId, login))) return undefined;
  return managedResource(binding, {
    key: keyOf('user', name),
    kind: 'user',
    forProvider: compact({ clusterId, ...sentSettings(observed) }),
    managementPolicies: wanted,
    externalName: importName(clusterId, login),
    note: stage === 'made' ? login : observed.note,
    hasConnectionDetails: stage === 'made',
  });
}

/** A user goes with its cluster. In one that lives on, it has to be deleted by itself. */
function keptPolicies(binding: Binding, { mode }: UserIntent): ManagementPolicies {
  return mode === 'Manage' && isDeletedByItself(binding) ? DELETED_WITH_US : LOOKED_AT;
}

const DELETED_WITH_US: ManagementPolicies = ['Observe', 'Delete'];
