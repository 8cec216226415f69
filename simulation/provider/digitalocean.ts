import { asString, type Json, type JsonObject } from '../../src/lib/json.js';
import { canStore, storageFor } from '../digitalocean-api/storage.js';
import { fakeUuid } from '../fake.js';
import { type CloudCluster, type CloudUser, newUser } from './cloud-cluster.js';
import { type ContentKind, type EngineFacts, engineFacts } from './engine-facts.js';
import { Traffic } from './traffic.js';

export type { CloudCluster, CloudUser } from './cloud-cluster.js';

/** An answer of the API: the value, or what it objects to. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly cause: string };

// Real region slugs all look like this; which of them exist changes, so nothing more is checked.
const REGION = /^[a-z]{3}[0-9]$/;
// A name stands in the path of later requests.
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** The simulated DigitalOcean: what exists there, whatever Kubernetes thinks. */
export class DigitalOcean {
  readonly clusters = new Map<string, CloudCluster>();
  /** The rules of a cluster that is not open to everybody, by its id. */
  readonly firewalls = new Map<string, readonly Json[]>();
  /** What was configured of a cluster's engine, by the cluster's id. */
  readonly configurations = new Map<string, JsonObject>();
  /** Where there is a real server for a cluster that is created under a name. */
  readonly servers = new Map<string, { readonly host: string; readonly port: number }>();
  /** What is asked of its API. */
  readonly traffic = new Traffic();
  readonly #secrets = new Set<string>();
  /** How often a cluster had a user of a name. */
  readonly #made = new Map<string, number>();

  /** Every password and key it ever gave out. */
  secrets(): readonly string[] {
    return [...this.#secrets];
  }

  createCluster(wanted: JsonObject): Answer<CloudCluster> {
    const name = asString(wanted.name) ?? '';
    const facts = engineFacts(asString(wanted.engine) ?? '');
    if (facts === undefined || !facts.sold) return refuse('invalid cluster engine');
    if (!REGION.test(asString(wanted.region) ?? '')) return refuse('invalid region');
    const storage = asString(wanted.storageSizeMib);
    if (storage !== undefined && !canStore(facts, asString(wanted.size) ?? '', Number(storage)))
      return refuse('invalid storage size');
    if (this.hasCluster(name)) return refuse('cluster name is not available');
    return { ok: true, value: this.#add(fakeUuid('cluster', name, String(this.#secrets.size)), facts, wanted) };
  }

  /** A small cluster that was made elsewhere, of any engine that ever was. */
  makeElsewhere(id: string, engine: string, fields: JsonObject = {}): CloudCluster {
    const facts = engineFacts(engine);
    if (facts === undefined) throw new Error(`cannot make a cluster of "${engine}": unknown engine`);
    const { version, nodeCount } = facts;
    const small = { name: `elsewhere-${id.slice(0, 8)}`, region: 'nyc3', size: 'db-s-1vcpu-2gb', version, nodeCount };
    return this.#add(id, facts, { engine, ...small, ...fields });
  }

  /** Changes fields of a cluster. Like all that changes or deletes it tells whether there was one. */
  updateCluster(id: string, wanted: JsonObject): boolean {
    const cluster = this.clusters.get(id);
    if (cluster !== undefined) this.clusters.set(id, { ...cluster, fields: { ...cluster.fields, ...wanted } });
    return cluster !== undefined;
  }

  /** Deletes a cluster with everything in it and around it. */
  deleteCluster(id: string): boolean {
    this.firewalls.delete(id);
    this.configurations.delete(id);
    return this.clusters.delete(id);
  }

  createUser(clusterId: string, name: string, settings: JsonObject): Answer<CloudUser> {
    const cluster = this.clusters.get(clusterId);
    if (cluster === undefined) return refuse('cluster not found');
    if (!cluster.facts.users) return refuse('users are not supported by this engine');
    if (!NAME.test(name)) return refuse('invalid user name');
    if (cluster.users.has(name)) return refuse('user name is not available');
    return { ok: true, value: this.#addUser(cluster, name, 'normal', settings) };
  }

  /** Gives a user a new password. */
  resetPassword(clusterId: string, name: string): CloudUser | undefined {
    const cluster = this.clusters.get(clusterId);
    const before = cluster?.users.get(name);
    if (cluster === undefined || before === undefined) return undefined;
    return this.#addUser(cluster, name, before.role, before.settings);
  }

  deleteUser(clusterId: string, name: string): boolean {
    return this.clusters.get(clusterId)?.users.delete(name) ?? false;
  }

  createDatabase(clusterId: string, name: string): Answer<string> {
    const cluster = this.clusters.get(clusterId);
    if (cluster === undefined) return refuse('cluster not found');
    if (cluster.facts.databases === undefined) return refuse('databases are not supported by this engine');
    if (!NAME.test(name)) return refuse('invalid database name');
    if (cluster.databases.has(name)) return refuse('database name is not available');
    cluster.databases.add(name);
    return { ok: true, value: name };
  }

  deleteDatabase(clusterId: string, name: string): boolean {
    return this.clusters.get(clusterId)?.databases.delete(name) ?? false;
  }

  createContent(clusterId: string, kind: ContentKind, name: string, wanted: JsonObject): Answer<string> {
    const cluster = this.clusters.get(clusterId);
    if (cluster === undefined) return refuse('cluster not found');
    if (!cluster.facts.contents.includes(kind)) return refuse('not supported by this engine');
    if (cluster.contents.has(`${kind}/${name}`)) return refuse(takenContent(kind));
    cluster.contents.set(`${kind}/${name}`, wanted);
    return { ok: true, value: name };
  }

  updateContent(clusterId: string, kind: ContentKind, name: string, changed: JsonObject): boolean {
    const contents = this.clusters.get(clusterId)?.contents;
    const existing = contents?.get(`${kind}/${name}`);
    if (existing !== undefined) contents?.set(`${kind}/${name}`, { ...existing, ...changed });
    return existing !== undefined;
  }

  deleteContent(clusterId: string, kind: ContentKind, name: string): boolean {
    return this.clusters.get(clusterId)?.contents.delete(`${kind}/${name}`) ?? false;
  }

  /** Whether a cluster has a name. */
  hasCluster(name: string): boolean {
    return [...this.clusters.values()].some((cluster) => cluster.fields.name === name);
  }

  /** The cluster that an id is of, or that has the replica that it is of: both have rules of their own. */
  addressed(id: string): CloudCluster | undefined {
    const isReplica = (cluster: CloudCluster) =>
      [...cluster.contents].some(
        ([key, { name }]) => key.startsWith('replica/') && replicaUuid(cluster.id, name) === id,
      );
    return this.clusters.get(id) ?? [...this.clusters.values()].find(isReplica);
  }

  #add(id: string, usual: EngineFacts, wanted: JsonObject): CloudCluster {
    const server = this.servers.get(asString(wanted.name) ?? '');
    const facts = server === undefined ? usual : { ...usual, host: () => server.host, port: server.port };
    const chosen = {
      storageSizeMib: storageFor(facts, asString(wanted.size) ?? '', {}),
      privateNetworkUuid: fakeUuid('default network', asString(wanted.region) ?? ''),
      projectId: fakeUuid('default project'),
    };
    const fields = { ...chosen, ...wanted };
    const cluster = {
      id,
      facts,
      fields,
      users: new Map<string, CloudUser>(),
      databases: new Set(facts.databases),
      contents: new Map(),
    };
    this.clusters.set(id, cluster);
    this.#addUser(cluster, facts.user, 'primary', {});
    return cluster;
  }

  #addUser(cluster: CloudCluster, name: string, role: CloudUser['role'], settings: JsonObject): CloudUser {
    const key = `${cluster.id}/${name}`;
    const again = this.#made.get(key) ?? 0;
    this.#made.set(key, again + 1);
    const user = newUser(cluster, { name, role, settings, again });
    cluster.users.set(name, user);
    this.#secrets.add(user.password);
    if (user.certificate !== undefined) this.#secrets.add(user.certificate.key);
    return user;
  }
}

/** The id of a replica, which is none of the ids that Terraform goes by. */
export function replicaUuid(clusterId: string, name: Json | undefined): string {
  return fakeUuid('replica', clusterId, String(name));
}

/** A replica is a cluster, and its name is one of those. */
function takenContent(kind: ContentKind): string {
  return `${kind === 'replica' ? 'cluster' : kind} name is not available`;
}

function refuse(cause: string): Answer<never> {
  return { ok: false, cause };
}
