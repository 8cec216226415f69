import type { Binding } from '../api/binding.js';
import { firstSecretName, furtherSecretName } from '../api/names.js';
import { databaseKey, secretKey, userKey } from '../compose/resource-keys.js';
import type { EngineProfile } from '../engines/engine-profile.js';
import { profileOf } from '../engines/engines.js';
import { compact, type JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { type ConnectionFacts, connectionFacts, orLastKnown } from './connection-facts.js';
import { formatServiceBinding, lastKnownFacts, type SecretEntries, serviceBindingType } from './service-binding.js';

/** The Secret of one user, and how far it is. */
export interface UserSecret {
  readonly user: string;
  readonly key: string;
  /** `metadata.name`: what an application mounts. */
  readonly name: string;
  readonly state: SecretState;
  /** The manifest; absent while the Secret has to wait. */
  readonly object: JsonObject | undefined;
}

export type SecretState =
  | { readonly state: 'complete' }
  /** Complete, but some facts are no longer told: their last known values stay. */
  | { readonly state: 'kept'; readonly missing: readonly string[] }
  | { readonly state: 'waiting'; readonly missing: readonly string[] };

/** Composes the Secrets of all users: each complete, or absent until it can be. */
export function composeSecrets(binding: Binding, facts: Facts): readonly UserSecret[] {
  const profile = profileOf(binding.cluster.engine);
  const users = profile.users.supported ? binding.users.map(({ name }) => name) : [profile.defaultUser];
  return users.map((user, i) => composeSecret(binding, profile, facts, user, i === 0));
}

function composeSecret(
  binding: Binding,
  profile: EngineProfile,
  facts: Facts,
  user: string,
  first: boolean,
): UserSecret {
  const key = secretKey(user);
  const observed = facts.resources.get(key);
  const name = observed?.name ?? newSecretName(binding, facts, user, first);
  const entries = observed ? decodeEntries(observed) : {};
  const now = currentFacts(binding, profile, facts, user);
  const formatted = formatServiceBinding(profile, orLastKnown(now, lastKnownFacts(entries)), binding.endpoint);
  const told = formatServiceBinding(profile, now, binding.endpoint);
  const missing = told.complete ? [] : told.missing;

  if (!formatted.complete)
    // Whatever the Secret holds, leaving it out would delete it and writing less would empty it.
    return {
      user,
      key,
      name,
      state: { state: 'waiting', missing },
      object: observed && manifest(binding, profile, name, observed, observed.data),
    };
  if (!observed && !databasesReady(binding, facts))
    return { user, key, name, state: { state: 'waiting', missing: [] }, object: undefined };
  return {
    user,
    key,
    name,
    state: told.complete ? { state: 'complete' } : { state: 'kept', missing },
    object: manifest(binding, profile, name, observed, encodeEntries(formatted.entries)),
  };
}

/**
 * The first user's Secret has the short name. A Secret that exists keeps its name (Crossplane would not rename it), so
 * where another user's has the short one, this one takes the long.
 */
function newSecretName(binding: Binding, facts: Facts, user: string, first: boolean): string {
  const short = firstSecretName(binding.name);
  const taken = [...facts.resources.values()].some(({ kind, name }) => kind === 'Secret' && name === short);
  return first && !taken ? short : furtherSecretName(binding.name, user);
}

function currentFacts(
  binding: Binding,
  profile: EngineProfile,
  { cluster, resources }: Facts,
  user: string,
): ConnectionFacts {
  const created = cluster.state === 'created' ? cluster : undefined;
  return connectionFacts(profile, created, {
    username: user,
    database: binding.databases[0] ?? profile.defaultDatabase,
    source: profile.users.supported ? resources.get(userKey(user)) : created?.resource,
  });
}

// A Secret that names a database which is not there yet would be of no use.
function databasesReady({ databases }: Binding, { resources }: Facts): boolean {
  return databases.every((name) => {
    const observed = resources.get(databaseKey(name));
    return observed !== undefined && healthOf(observed).state === 'ready';
  });
}

/** `data`, never `stringData`: the API server would turn that into something else than was sent. A Secret's type is immutable. */
function manifest(
  { namespace }: Binding,
  profile: EngineProfile,
  name: string,
  observed: ObservedResource | undefined,
  data: JsonObject,
): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: compact({ name, namespace }),
    type: observed?.type ?? serviceBindingType(profile),
    data,
  };
}

function encodeEntries(entries: SecretEntries): JsonObject {
  return Object.fromEntries(Object.entries(entries).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}

/** The entries of an observed Secret; blank and malformed ones are none. */
function decodeEntries({ data }: ObservedResource): SecretEntries {
  const entries: [string, string][] = [];
  for (const [key, value] of Object.entries(data))
    if (typeof value === 'string' && value !== '') entries.push([key, Buffer.from(value, 'base64').toString()]);
  return Object.fromEntries(entries);
}
