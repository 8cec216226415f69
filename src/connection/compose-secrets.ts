import type { EngineBinding } from '../api/binding.js';
import { field, type JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { CaCertificate } from './ca-certificate.js';
import { composeSecret, type RoutedSecret, type UserSecret } from './compose-secret.js';
import { secretFacts } from './connection-facts.js';
import { holderOf } from './name-holder.js';
import { placeSecrets } from './place-secrets.js';
import { routesOf } from './pool-route.js';
import { secretAsFound } from './secret-manifest.js';
import {
  areDatabasesReady,
  type ClusterUse,
  existingSecrets,
  type UserConnection,
  userConnection,
} from './user-connection.js';

/** The Secrets of all users. */
export interface ComposedSecrets {
  /** Those that are wanted, in the order of the spec. */
  readonly secrets: readonly UserSecret[];
  /** Those with a name that is no longer wanted, by their keys: they stay until what replaces them is there. */
  readonly leaving: ReadonlyMap<string, JsonObject>;
  /** The connection of the first user, which is the binding's. */
  readonly main: UserConnection | undefined;
  /** The passwords and keys in all of them, to be kept out of what is told. */
  readonly sensitive: () => readonly string[];
}

/** Composes the Secrets of all users: each complete, or absent until it can be. */
export function composeSecrets(
  binding: EngineBinding,
  facts: Facts,
  use: ClusterUse,
  ca: CaCertificate,
): ComposedSecrets {
  const secrets: UserSecret[] = [];
  const leaving = new Map<string, JsonObject>();
  const connections: UserConnection[] = [];
  const existing = existingSecrets(facts);
  const routeOf = routesOf(binding, facts);
  const userUse = { ...use, databasesReady: areDatabasesReady(binding, facts) };
  for (const [i, credential] of binding.connection.credentials.entries()) {
    const before = existing.get(credential.user) ?? [];
    const connection = userConnection(binding, facts, userUse, credential, before, ca);
    const placed = placeSecrets(binding, facts, credential, before, i === 0);
    for (const secret of placed) {
      const routed = { ...secret, route: routeOf(credential.pool, secret.observed) };
      secrets.push(composePlaced(binding, facts, connection, routed, secrets));
    }
    const own = secrets.slice(-placed.length);
    const unwanted = before.filter(([key]) => !own.some((secret) => secret.key === key));
    if (unwanted.length > 0 && !own.every(isThere))
      for (const [key, secret] of unwanted) leaving.set(key, secretAsFound(binding.namespace, secret));
    connections.push(connection);
  }
  return {
    secrets,
    leaving,
    main: connections[0],
    sensitive: () => connections.flatMap(({ now, last }) => [...secretFacts(now), ...secretFacts(last())]),
  };
}

function composePlaced(
  binding: EngineBinding,
  facts: Facts,
  connection: UserConnection,
  placed: RoutedSecret,
  before: readonly UserSecret[],
): UserSecret {
  const by = holderOf(binding, facts, placed, before);
  return by === undefined
    ? composeSecret(binding, connection, placed)
    : { ...placed, user: connection.credential.user, state: { state: 'taken', by }, object: undefined };
}

/** Whether a Secret is in the cluster as it should be, so that what it replaces may go. */
function isThere({ observed, object, state }: UserSecret): boolean {
  if (!observed || !object || state.state === 'waiting') return false;
  return Object.entries(object.data as JsonObject).every(([key, value]) => field(observed.data, key) === value);
}
