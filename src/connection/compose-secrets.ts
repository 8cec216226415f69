import type { Binding } from '../api/binding.js';
import type { CredentialIntent } from '../api/connection.js';
import { databaseKey, secretUserOf, userKey } from '../compose/resource-keys.js';
import { profileOf } from '../engines/engines.js';
import { field, type JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import type { CaCertificate } from './ca-certificate.js';
import { asObserved, composeSecret, type UserConnection, type UserSecret } from './compose-secret.js';
import { type ConnectionFacts, connectionFacts } from './connection-facts.js';
import { holderOf } from './name-holder.js';
import { type PlacedSecret, placeSecrets } from './place-secrets.js';
import { lastKnownFacts } from './secret-entries.js';
import { decodeEntries, layoutOf } from './secret-manifest.js';

/** The Secrets of all users. */
export interface ComposedSecrets {
  /** Those that are wanted, in the order of the spec. */
  readonly secrets: readonly UserSecret[];
  /** Those with a name that is no longer wanted, by their keys: they stay until what replaces them is there. */
  readonly leaving: ReadonlyMap<string, JsonObject>;
  /** The connection of the first user, which is the binding's. */
  readonly main: UserConnection | undefined;
  /** The passwords and keys in all of them, to be kept out of what is told. */
  readonly sensitive: readonly string[];
}

/** Composes the Secrets of all users: each complete, or absent until it can be. */
export function composeSecrets(binding: Binding, facts: Facts, ca: CaCertificate): ComposedSecrets {
  const databasesReady = areDatabasesReady(binding, facts);
  const secrets: UserSecret[] = [];
  const leaving = new Map<string, JsonObject>();
  const connections: UserConnection[] = [];
  for (const [i, credential] of binding.connection.credentials.entries()) {
    const existing = existingSecrets(facts, credential.user);
    const connection: UserConnection = {
      credential,
      now: currentFacts(binding, facts, credential, ca),
      last: recollect(binding, existing, ca),
      ca,
      databasesReady,
    };
    const placed = placeSecrets(binding, facts, credential, i === 0);
    for (const secret of placed) secrets.push(composePlaced(binding, facts, connection, secret, secrets));
    const own = secrets.slice(-placed.length);
    if (!own.every(isThere)) for (const [key, object] of replaced(binding, existing, own)) leaving.set(key, object);
    connections.push(connection);
  }
  return {
    secrets,
    leaving,
    main: connections[0],
    sensitive: connections.flatMap(({ now, last }) => [...sensitiveOf(now), ...sensitiveOf(last)]),
  };
}

function composePlaced(
  binding: Binding,
  facts: Facts,
  connection: UserConnection,
  placed: PlacedSecret,
  before: readonly UserSecret[],
): UserSecret {
  const by = holderOf(binding, facts, placed, before);
  return by === undefined
    ? composeSecret(binding, connection, placed)
    : { ...placed, user: connection.credential.user, state: { state: 'taken', by }, object: undefined };
}

/** A user's Secrets that are wanted no more, as they are. */
function replaced(
  binding: Binding,
  existing: readonly (readonly [string, ObservedResource])[],
  wanted: readonly UserSecret[],
): readonly (readonly [string, JsonObject])[] {
  return existing
    .filter(([key]) => !wanted.some((secret) => secret.key === key))
    .map(([key, observed]) => [key, asObserved(binding, { name: observed.name }, observed)]);
}

function existingSecrets({ resources }: Facts, user: string): readonly (readonly [string, ObservedResource])[] {
  return [...resources].filter(([key, { kind }]) => kind === 'Secret' && secretUserOf(key) === user);
}

/** All that a user's Secrets still know, whatever layout each is in. */
function recollect(
  { cluster }: Binding,
  existing: readonly (readonly [string, ObservedResource])[],
  ca: CaCertificate,
): Partial<ConnectionFacts> {
  const profile = profileOf(cluster.engine);
  const known = existing.map(([, secret]) => lastKnownFacts(profile, layoutOf(secret), decodeEntries(secret)));
  const { caCertificate, ...rest }: Partial<ConnectionFacts> = Object.assign({}, ...known.toReversed());
  // A certificate that nobody asks for any more is not missing, it goes.
  return ca.state === 'none' || caCertificate === undefined ? rest : { ...rest, caCertificate };
}

/** Whether a Secret is in the cluster as it should be, so that what it replaces may go. */
function isThere({ observed, object, state }: UserSecret): boolean {
  if (!observed || !object || state.state === 'waiting') return false;
  return Object.entries(object.data as JsonObject).every(([key, value]) => field(observed.data, key) === value);
}

function sensitiveOf({ password, accessKey }: Partial<ConnectionFacts>): readonly string[] {
  return [password, accessKey].filter((secret) => secret !== undefined);
}

function currentFacts(
  binding: Binding,
  { cluster, resources }: Facts,
  { user, administrator }: CredentialIntent,
  ca: CaCertificate,
): ConnectionFacts {
  const profile = profileOf(binding.cluster.engine);
  const created = cluster.state === 'created' ? cluster : undefined;
  return connectionFacts(profile, created, {
    username: user,
    database: binding.databases[0] ?? profile.defaultDatabase,
    source: administrator ? created?.resource : resources.get(userKey(user)),
    caCertificate: ca.state === 'known' ? ca.pem : undefined,
  });
}

// A Secret that names a database which is not there yet would be of no use.
function areDatabasesReady({ databases }: Binding, { resources }: Facts): boolean {
  return databases.every((name) => {
    const observed = resources.get(databaseKey(name));
    return observed !== undefined && healthOf(observed).state === 'ready';
  });
}
