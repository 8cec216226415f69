import { field, type JsonObject } from '../../lib/json.js';
import { type ExistingSecret, secretsOf } from '../../observe/facts.js';
import { secretFacts } from '../facts/connection-facts.js';
import { routeOf } from '../route/pool-route.js';
import { type CommonGround, type UserConnection, userConnection } from '../route/user-connection.js';
import { composeSecret, type Outcome, type UserSecret } from './compose-secret.js';
import { SecretNames } from './name-holder.js';
import { placeSecrets } from './place-secrets.js';
import { manifestData, secretAsFound } from './secret-manifest.js';

/** The Secrets of all users. */
export interface ComposedSecrets {
  /** The wanted ones, in the order of the spec. */
  readonly secrets: readonly UserSecret[];
  /** The ones that are no longer wanted, by key: they stay until their replacements exist. */
  readonly leaving: ReadonlyMap<string, JsonObject>;
  /** The first user's connection, which is the binding's. */
  readonly main: UserConnection | undefined;
  /** The passwords and keys in all of them, which no message may show. */
  readonly sensitive: () => readonly string[];
}

/** Composes the Secrets of all users: each complete, or absent until it can be. */
export function composeSecrets(ground: CommonGround): ComposedSecrets {
  const { binding, facts } = ground;
  const secrets: UserSecret[] = [];
  const leaving = new Map<string, JsonObject>();
  const connections: UserConnection[] = [];
  const names = new SecretNames(binding, facts);
  for (const credential of binding.connection.credentials) {
    const { user, pool } = credential;
    const connection = userConnection(ground, credential);
    const own: UserSecret[] = [];
    for (const { intent, key, name, observed } of placeSecrets(binding, facts, credential)) {
      const route = routeOf(ground, pool, observed);
      const placed = { intent, key, name, observed, route };
      const by = names.take(placed);
      const { state, object }: Outcome =
        by === undefined ? composeSecret(connection, placed) : { state: { state: 'taken', by }, object: undefined };
      own.push({ intent, key, name, observed, route, user, state, object });
    }
    for (const [key, secret] of replaced(secretsOf(facts, user), own))
      leaving.set(key, secretAsFound(binding.namespace, secret));
    secrets.push(...own);
    connections.push(connection);
  }
  for (const [key, secret] of mounted(ground, secrets)) leaving.set(key, secretAsFound(binding.namespace, secret));
  return {
    secrets,
    leaving,
    main: connections[0],
    sensitive: () => connections.flatMap(({ now, last }) => [...secretFacts(now), ...secretFacts(last())]),
  };
}

const NONE: readonly ExistingSecret[] = [];

/** A user's Secrets that are no longer wanted, until all that replace them exist. */
function replaced(before: readonly ExistingSecret[], own: readonly UserSecret[]): readonly ExistingSecret[] {
  const unwanted = before.filter(([key]) => !own.some((secret) => secret.key === key));
  return unwanted.length > 0 && !own.every(isThere) ? unwanted : NONE;
}

/**
 * The Secrets of users that left, which applications keep using until all wanted ones exist. A wanted Secret with the name
 * of one of them replaces it as soon as it can be written.
 */
function mounted({ facts, binding }: CommonGround, wanted: readonly UserSecret[]): readonly ExistingSecret[] {
  const users = new Set(binding.connection.credentials.map(({ user }) => user));
  const left = [...facts.secrets].flatMap(([user, own]) => (users.has(user) ? NONE : own));
  if (left.length === 0 || wanted.every(isThere)) return NONE;
  const written = new Set(wanted.flatMap(({ name, object }) => (object ? [name] : [])));
  return left.filter(([, { name }]) => name === undefined || !written.has(name));
}

/** Whether a Secret exists as it should be, so that what it replaces may go. */
function isThere({ observed, object, state }: UserSecret): boolean {
  if (!observed || !object || state.state === 'waiting') return false;
  return Object.entries(manifestData(object)).every(([key, value]) => field(observed.data, key) === value);
}
