import type { Binding } from '../api/binding.js';
import { firstSecretName, furtherSecretName } from '../api/names.js';
import type { Composition } from '../compose/compose.js';
import { isElsewhere } from '../compose/compose-user.js';
import { databaseKey, secretKey, secretOf, userKey } from '../compose/resource-keys.js';
import type { EngineProfile } from '../engines/engine-profile.js';
import { profileOf } from '../engines/engines.js';
import { compact, type JsonObject } from '../lib/json.js';
import type { Access } from '../observe/access.js';
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
export function composeSecrets(
  binding: Binding,
  facts: Facts,
  access: Access | undefined,
  { open }: Pick<Composition, 'open'>,
): readonly UserSecret[] {
  if (binding.engine === undefined) return keepSecrets(binding, facts);
  const profile = profileOf(binding.engine);
  const users = profile.users.supported ? binding.users.map(({ name }) => name) : [profile.defaultUser];
  return users.map((user, i) => composeSecret({ binding, profile, facts, access, open }, user, i === 0));
}

/** While nobody knows the engine, Secrets stay as they are. */
function keepSecrets(binding: Binding, facts: Facts): readonly UserSecret[] {
  const { namespace, users } = binding;
  return [...facts.resources].flatMap(([key, observed]) => {
    const user = secretOf(key);
    if (user === undefined) return [];
    const { type, data } = observed;
    const name = observed.name ?? newSecretName(binding, facts, user, user === users[0]?.name);
    return [
      {
        user,
        key,
        name,
        state: { state: 'waiting', missing: ['engine'] },
        object: manifest({ name, namespace, type, data }),
      },
    ];
  });
}

interface SecretContext {
  readonly binding: Binding;
  readonly profile: EngineProfile;
  readonly facts: Facts;
  readonly access: Access | undefined;
  readonly open: boolean;
}

function composeSecret(context: SecretContext, user: string, first: boolean): UserSecret {
  const { binding, profile, facts, open } = context;
  const key = secretKey(user);
  const observed = facts.resources.get(key);
  const name = observed?.name ?? newSecretName(binding, facts, user, first);
  const type = observed?.type ?? serviceBindingType(profile);
  const last = lastKnownFacts(observed ? decodeEntries(observed) : {});
  const now = currentFacts(context, user, last.database);
  const formatted = formatServiceBinding(profile, orLastKnown(now, last), binding.endpoint);
  const told = formatServiceBinding(profile, now, binding.endpoint);
  const missing = told.complete ? [] : told.missing;
  const { namespace } = binding;

  const source = facts.resources.get(userKey(user));
  if (!formatted.complete || (source && isElsewhere(source, facts.cluster))) {
    // Whatever the Secret holds, leaving it out would delete it and writing less would empty it.
    const object = observed && manifest({ name, namespace, type, data: observed.data });
    return { user, key, name, state: { state: 'waiting', missing }, object };
  }
  // The default user is there from the start, whether the binding may use the cluster or not.
  if (!observed && !profile.users.supported && !open)
    return { user, key, name, state: { state: 'waiting', missing: [] }, object: undefined };
  if (!observed && !binding.databases.every((database) => isReady(facts, database)))
    return { user, key, name, state: { state: 'waiting', missing: [] }, object: undefined };
  const object = manifest({ name, namespace, type, data: encodeEntries(formatted.entries) });
  return { user, key, name, state: told.complete ? { state: 'complete' } : { state: 'kept', missing }, object };
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
  { binding, profile, facts, access }: SecretContext,
  user: string,
  lastDatabase: string | undefined,
): ConnectionFacts {
  const created = facts.cluster.state === 'created' ? facts.cluster : undefined;
  const [first] = binding.databases;
  // A Secret that names a database which is not there yet would be of no use.
  const database = first !== undefined && !isReady(facts, first) ? (lastDatabase ?? first) : first;
  const now = connectionFacts(profile, created, {
    username: user,
    database: database ?? profile.defaultDatabase,
    source: profile.users.supported ? facts.resources.get(userKey(user)) : created?.resource,
  });
  const shared = access?.state === 'granted' ? access.privatePort : undefined;
  return { ...now, privatePort: now.privatePort ?? shared };
}

function isReady({ resources }: Facts, database: string): boolean {
  const observed = resources.get(databaseKey(database));
  return observed !== undefined && healthOf(observed).state === 'ready';
}

interface SecretParts {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly type: string | undefined;
  readonly data: JsonObject;
}

/** `data`, never `stringData`: the API server would turn that into something else than was sent. A Secret's type is immutable. */
function manifest({ name, namespace, type, data }: SecretParts): JsonObject {
  return compact({ apiVersion: 'v1', kind: 'Secret', metadata: compact({ name, namespace }), type, data });
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
