import { profileOf } from '../../../src/engines/engines.js';
import type { RunningEngine } from '../../../src/gen/binding.js';
import type { JsonObject } from '../../../src/lib/json.js';
import { FreeNames } from '../names.js';
import type { Note } from '../plan.js';
import type { Tenancy } from './clusters.js';
import type { OperatorObject } from './objects.js';

/** How the users of a cluster become part of a binding's spec. */
export interface CarriedUsers {
  /** `users` and `connection` of the spec. */
  readonly spec: JsonObject;
  readonly notes: readonly Note[];
  /** Secrets that the binding writes from now on. */
  readonly taken: readonly string[];
  /** Secrets that it cannot write: they stay as they are. */
  readonly left: readonly string[];
}

const FORMAT = 'Operator';

/** The Secret that do-operator writes for the administrator of a cluster. */
function administratorSecret({ name }: OperatorObject): string {
  return `${name}-default-credentials`;
}

/** The Secret that do-operator writes for a user. */
function userSecret({ name }: OperatorObject): string {
  return `${name}-credentials`;
}

/** Carries the users over: each keeps its password and the names of its Secrets, as far as the engine allows. */
export function carryUsers(tenancy: Tenancy, binding: string, engine: RunningEngine | undefined): CarriedUsers {
  const profile = engine && profileOf(engine);
  if (profile?.users.supported === false) return onlyAdministrator(tenancy, profile.label);
  if (profile?.passwordReadable === false) return newUser(tenancy, binding, profile.label);
  return observedUsers(tenancy, profile?.defaultUser ?? 'doadmin');
}

/** Every user is read under its own name; one with several Secrets has the others as extra ones. */
function observedUsers({ cluster, users }: Tenancy, administrator: string): CarriedUsers {
  const secrets = new Map<string, string[]>();
  const add = (username: string, secret: string) => secrets.set(username, [...(secrets.get(username) ?? []), secret]);
  for (const user of users) add(user.username, userSecret(user));
  // A cluster that was not given may have no such Secret.
  if (cluster.resource !== '') add(administrator, administratorSecret(cluster));
  const list = [...secrets].map(([name, [first = '', ...more]]) => ({
    name,
    mode: 'Observe',
    secret: { name: first },
    ...(more.length > 0 ? { extraSecrets: more.map((secret) => ({ name: secret, format: FORMAT })) } : {}),
  }));
  return {
    spec: { users: list, connection: { secret: { format: FORMAT } } },
    notes: [],
    taken: [...secrets.values()].flat(),
    left: [],
  };
}

/** Valkey and Redis have one user, whose Secret needs no entry in the list. */
function onlyAdministrator({ cluster, users }: Tenancy, label: string): CarriedUsers {
  const name = administratorSecret(cluster);
  return {
    spec: { connection: { secret: { name, format: FORMAT } } },
    notes: users.map((user) => ({
      source: user.title,
      field: 'spec.username',
      message: `${label} has only its default user, whose Secret is "${name}": Secret "${userSecret(user)}" stays as it is`,
    })),
    taken: [name],
    left: users.map(userSecret),
  };
}

/** MongoDB shows a password only once, so the binding gets a user of its own. */
function newUser({ cluster, users }: Tenancy, binding: string, label: string): CarriedUsers {
  const left = [...users.map(userSecret), administratorSecret(cluster)];
  const name = new FreeNames(users.map(({ username }) => username)).take(binding);
  const secret = new FreeNames(left).take(`${binding}-credentials`);
  const message = (own: string) =>
    `${label} shows a password only when it creates the user, so the binding makes the user "${name}" with Secret "${secret}": let applications move there; Secret "${own}", if there is one, stays as it is`;
  return {
    spec: { users: [{ name, secret: { name: secret } }], connection: { secret: { format: FORMAT } } },
    notes: [
      ...users.map((user) => ({ source: user.title, field: 'spec.username', message: message(userSecret(user)) })),
      { source: cluster.title, message: message(administratorSecret(cluster)) },
    ],
    taken: [],
    left,
  };
}
