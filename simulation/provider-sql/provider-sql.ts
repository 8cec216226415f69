import { asObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { withConditions } from '../api-server/conditions.js';
import { isDeleting, refOf } from '../api-server/object-store.js';
import { hostOf } from '../provider/contents.js';
import type { CloudCluster, DigitalOcean } from '../provider/digitalocean.js';
import {
  externalNameOf,
  finalized,
  isTakenOver,
  parametersOf,
  released,
  withExternalName,
  withParameters,
} from '../provider/managed.js';
import { may } from '../provider/policies.js';
import type { ManagedStore } from '../provider/provider.js';
import { available, creating, synced, unsynced } from '../provider/verdicts.js';
import { loginOf } from './login.js';

const GROUPS = ['postgresql.sql.m.crossplane.io', 'postgresql.sql.crossplane.io'];

/** What the stand-in has made in a cluster, by the cluster's id. */
interface Made {
  readonly roles: Set<string>;
  /** The objects that had their effect: what depends on a role that is gone has it no more. */
  readonly schemas: Set<string>;
}

/** What a server says to the statements behind an object; nothing where it took them, or where there is none. */
export type Refuse = (object: JsonObject) => string | undefined;

/**
 * The stand-in of provider-sql: it tells of its objects what the real one (v0.16.0) was seen to tell, and gives no rights:
 * whoever executes the statements behind them on a real PostgreSQL says what became of them.
 */
export class ProviderSql {
  readonly #store: ManagedStore;
  readonly #cloud: DigitalOcean;
  readonly #refuse: Refuse;
  readonly #made = new Map<string, Made>();

  constructor(store: ManagedStore, cloud: DigitalOcean, refuse: Refuse = () => undefined) {
    this.#store = store;
    this.#cloud = cloud;
    this.#refuse = refuse;
  }

  /** Lets every controller look at each of its objects once. */
  poll(now: string): void {
    for (const object of this.#store.list())
      if (isOfSql(object) && !refOf(object).kind.endsWith('ProviderConfig')) this.#pollOne(object, now);
  }

  #pollOne(object: JsonObject, now: string): void {
    const answer = this.#look(object);
    if (isDeleting(object)) {
      // Without the right to delete, it lets go before it connects to anything.
      if (!may(object, 'Delete') || answer.problem === undefined) this.#store.put(released(object));
      return;
    }
    const { problem, setting } = answer;
    const isReady = problem === undefined || setting !== undefined;
    const held = isReady ? lateInitialized(takenOver(object)) : takenOver(object);
    const conditions = [
      isReady ? available() : creating(held),
      problem === undefined ? synced(held) : unsynced(held, problem),
    ];
    const atProvider = setting === undefined ? {} : { configurationParameters: setting };
    this.#store.put(withConditions({ ...held, status: { ...asObject(held.status), atProvider } }, conditions, now));
  }

  #look(object: JsonObject): { readonly problem?: string; readonly setting?: Json } {
    const server = this.#connect(object);
    if (typeof server === 'string') return { problem: `connect failed: ${server}` };
    const { cluster, made } = server;
    const { role, database, memberOf, targetRole, schema, configurationParameters } = parametersOf(object);
    const name = externalNameOf(object) ?? refOf(object).name;
    if (database !== undefined && !cluster.databases.has(String(database)))
      return {
        problem: `connect failed: cannot get server version: pq: database "${database}" does not exist (3D000)`,
      };
    const known = (wanted: Json | undefined): boolean =>
      wanted === undefined || made.roles.has(String(wanted)) || cluster.users.has(String(wanted));
    const missing = [role, memberOf, targetRole].find((wanted) => !known(wanted));
    const what = refOf(object).kind.toLowerCase();
    if (missing !== undefined)
      return { problem: `create failed: cannot create ${what}: pq: role "${missing}" does not exist (42704)` };
    const refused = this.#refuse(object);
    if (refused !== undefined) return { problem: `create failed: cannot create ${what}: pq: ${refused}` };
    const place = `${database}/${schema}`;
    if (schema !== undefined && schema !== 'public' && !made.schemas.has(place))
      return { problem: `create failed: cannot create ${what}: pq: schema "${schema}" does not exist (3F000)` };
    if (refOf(object).kind === 'Schema') made.schemas.add(`${database}/${name}`);
    if (refOf(object).kind !== 'Role') return {};
    if (configurationParameters === undefined) made.roles.add(name);
    else if (may(object, 'Update'))
      return {
        problem: 'update failed: cannot update role: pq: permission denied (42501)',
        setting: configurationParameters,
      };
    return configurationParameters === undefined ? {} : { setting: configurationParameters };
  }

  /** Logs in by the Secret of the provider config, or tells why that fails. */
  #connect(object: JsonObject): { readonly cluster: CloudCluster; readonly made: Made } | string {
    const login = loginOf(this.#store, object);
    if (typeof login === 'string') return login;
    const { endpoint, port, username, password } = login;
    const cluster = [...this.#cloud.clusters.values()].find(
      (candidate) => hostOf(candidate) === endpoint && String(candidate.facts.port) === port,
    );
    if (cluster === undefined) return 'cannot get server version: dial tcp: connect: connection refused';
    if (cluster.users.get(username)?.password !== password)
      return `cannot get server version: pq: password authentication failed for user "${username}" (28P01)`;
    const made = this.#made.get(cluster.id) ?? { roles: new Set<string>(), schemas: new Set<string>() };
    this.#made.set(cluster.id, made);
    return { cluster, made };
  }
}

/** Whether an object is of provider-sql's API for PostgreSQL. */
export function isOfSql(object: JsonObject): boolean {
  return GROUPS.includes(refOf(object).apiVersion.split('/')[0] ?? '');
}

/** An object as the provider looks after it. */
function takenOver(object: JsonObject): JsonObject {
  const held = isTakenOver(object) ? object : finalized(object);
  return withExternalName(held, externalNameOf(object) ?? refOf(object).name);
}

/** What the provider writes into the spec of a role that it has found, whatever its policies are. */
function lateInitialized(object: JsonObject): JsonObject {
  if (refOf(object).kind !== 'Role') return object;
  const { configurationParameters, privileges } = parametersOf(object);
  const login = configurationParameters !== undefined;
  return withParameters(object, {
    connectionLimit: -1,
    privileges: { ...PRIVILEGES, login, ...asObject(privileges) },
  });
}

const PRIVILEGES: JsonObject = {
  superUser: false,
  inherit: true,
  createDb: false,
  createRole: false,
  replication: false,
  bypassRls: false,
};
