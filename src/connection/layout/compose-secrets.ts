import type { EngineBinding } from '../../api/binding.js';
import { field, type JsonObject } from '../../lib/json.js';
import { type ExistingSecret, type Facts, secretsOf } from '../../observe/facts.js';
import type { CaCertificate } from '../facts/ca-certificate.js';
import { secretFacts } from '../facts/connection-facts.js';
import { routeOf } from '../route/pool-route.js';
import { type ClusterUse, commonGround, type UserConnection, userConnection } from '../route/user-connection.js';
import { composeSecret, type UserSecret } from './compose-secret.js';
import { SecretNames } from './name-holder.js';
import { placeSecrets } from './place-secrets.js';
import { manifestData, secretAsFound } from './secret-manifest.js';

/** The Secrets of all users. */
export interface ComposedSecrets {
  /** Those that are wanted, in the order of the spec. */
  readonly secrets: readonly UserSecret[];
  /** Those that are no longer wanted, by their keys: they stay until what replaces them is there. */
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
  const names = new SecretNames(binding, facts);
  const ground = commonGround(binding, facts, use, ca);
  for (const credential of binding.connection.credentials) {
    const before = secretsOf(facts, credential.user);
    const connection = userConnection(ground, credential);
    const own: UserSecret[] = [];
    for (const { intent, key, name, observed } of placeSecrets(binding, facts, credential)) {
      const placed = { intent, key, name, observed, route: routeOf(ground, credential.pool, observed) };
      const by = names.take(placed);
      const { state, object } =
        by === undefined
          ? composeSecret(binding, connection, placed)
          : ({ state: { state: 'taken', by }, object: undefined } as const);
      own.push({ intent, key, name, observed, route: placed.route, user: credential.user, state, object });
    }
    for (const [key, secret] of replaced(before, own)) leaving.set(key, secretAsFound(binding.namespace, secret));
    secrets.push(...own);
    connections.push(connection);
  }
  for (const [key, secret] of mounted(facts, binding, secrets))
    leaving.set(key, secretAsFound(binding.namespace, secret));
  return {
    secrets,
    leaving,
    main: connections[0],
    sensitive: () => connections.flatMap(({ now, last }) => [...secretFacts(now), ...secretFacts(last())]),
  };
}

const NONE: readonly ExistingSecret[] = [];

/** A user's Secrets that are not wanted any more, as long as not all that replaces them is there. */
function replaced(before: readonly ExistingSecret[], own: readonly UserSecret[]): readonly ExistingSecret[] {
  const unwanted = before.filter(([key]) => !own.some((secret) => secret.key === key));
  return unwanted.length > 0 && !own.every(isThere) ? unwanted : NONE;
}

/**
 * Secrets of users that left, which applications go on to connect with as long as not all that is wanted is there. A wanted
 * one that has the name of one of them, and that can be written, takes its place.
 */
function mounted(
  facts: Facts,
  { connection: { credentials } }: EngineBinding,
  wanted: readonly UserSecret[],
): readonly ExistingSecret[] {
  const users = new Set(credentials.map(({ user }) => user));
  const left = [...facts.secrets].flatMap(([user, own]) => (users.has(user) ? NONE : own));
  if (left.length === 0 || wanted.every(isThere)) return NONE;
  const written = new Set(wanted.flatMap(({ name, object }) => (object ? [name] : [])));
  return left.filter(([, { name }]) => name === undefined || !written.has(name));
}

/** Whether a Secret is in the cluster as it should be, so that what it replaces may go. */
function isThere({ observed, object, state }: UserSecret): boolean {
  if (!observed || !object || state.state === 'waiting') return false;
  return Object.entries(manifestData(object)).every(([key, value]) => field(observed.data, key) === value);
}
