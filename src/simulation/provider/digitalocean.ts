import { asString, type Json, type JsonObject } from '../../lib/json.js';
import { fakePem, fakeUuid } from '../fake.js';
import { type ContentKind, type EngineFacts, engineFacts } from './engine-facts.js';

/** A user of a database cluster. */
export interface CloudUser {
  readonly name: string;
  readonly role: 'primary' | 'normal';
  readonly password: string;
  readonly settings: JsonObject;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
}

/** A database cluster that exists at the simulated DigitalOcean. */
export interface CloudCluster {
  readonly id: string;
  readonly facts: EngineFacts;
  /** The fields of a Cluster's forProvider, with everything DigitalOcean chose itself. */
  readonly fields: JsonObject;
  readonly users: Map<string, CloudUser>;
  readonly databases: Set<string>;
  /** All else that lies in it, by kind and name. */
  readonly contents: Map<string, JsonObject>;
}

/** An answer of the API: the value, or what it objects to. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly cause: string };

// Real region slugs all look like this; which of them exist changes, so nothing more is checked.
const REGION = /^[a-z]{3}[0-9]$/;

/** The simulated DigitalOcean: what exists there, whatever Kubernetes thinks. */
export class DigitalOcean {
  readonly clusters = new Map<string, CloudCluster>();
  /** The rules of a cluster that is not open to everybody, by its id. */
  readonly firewalls = new Map<string, readonly Json[]>();
  /** What was configured of a cluster's engine, by the cluster's id. */
  readonly configurations = new Map<string, JsonObject>();
  readonly #secrets = new Set<string>();

  /** Every password and key it ever gave out. */
  secrets(): readonly string[] {
    return [...this.#secrets];
  }

  createCluster(wanted: JsonObject): Answer<CloudCluster> {
    const name = asString(wanted.name) ?? '';
    const facts = engineFacts(asString(wanted.engine) ?? '');
    if (facts === undefined || !facts.sold) return refuse('invalid cluster engine');
    if (!REGION.test(asString(wanted.region) ?? '')) return refuse('invalid region: ');
    if (this.#named(name)) return refuse('cluster name is not available');
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

  updateCluster(id: string, wanted: JsonObject): void {
    const cluster = this.clusters.get(id);
    if (cluster !== undefined) this.clusters.set(id, { ...cluster, fields: { ...cluster.fields, ...wanted } });
  }

  createUser(clusterId: string, name: string, settings: JsonObject): Answer<CloudUser> {
    const cluster = this.clusters.get(clusterId);
    if (cluster === undefined) return refuse('cluster not found');
    if (!cluster.facts.users) return refuse('users are not supported by this engine');
    if (cluster.users.has(name)) return refuse('user name is not available');
    const user = this.#user(cluster, name, 'normal', settings);
    cluster.users.set(name, user);
    return { ok: true, value: user };
  }

  createDatabase(clusterId: string, name: string): Answer<string> {
    const cluster = this.clusters.get(clusterId);
    if (cluster === undefined) return refuse('cluster not found');
    if (cluster.facts.databases === undefined) return refuse('databases are not supported by this engine');
    if (cluster.databases.has(name)) return refuse('database name is not available');
    cluster.databases.add(name);
    return { ok: true, value: name };
  }

  createContent(clusterId: string, kind: ContentKind, name: string, wanted: JsonObject): Answer<string> {
    const cluster = this.clusters.get(clusterId);
    if (cluster === undefined) return refuse('cluster not found');
    if (!cluster.facts.contents.includes(kind)) return refuse('not supported by this engine');
    if (cluster.contents.has(`${kind}/${name}`)) return refuse('name is not available');
    cluster.contents.set(`${kind}/${name}`, wanted);
    return { ok: true, value: name };
  }

  /** Whether an id is of a cluster or of a replica: both have rules of their own. */
  hasAddress(id: string): boolean {
    return [...this.clusters.values()].some(
      (cluster) =>
        cluster.id === id ||
        [...cluster.contents].some(
          ([key, { name }]) => key.startsWith('replica/') && replicaUuid(cluster.id, name) === id,
        ),
    );
  }

  #add(id: string, facts: EngineFacts, wanted: JsonObject): CloudCluster {
    const chosen = {
      storageSizeMib: facts.storageSizeMib,
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
    cluster.users.set(facts.user, this.#user(cluster, facts.user, 'primary', {}));
    return cluster;
  }

  #named(name: string): boolean {
    return [...this.clusters.values()].some((cluster) => cluster.fields.name === name);
  }

  #user(cluster: CloudCluster, name: string, role: CloudUser['role'], settings: JsonObject): CloudUser {
    const password = cluster.facts.password(cluster.id, name);
    const certificate =
      cluster.facts.clientCertificates && role === 'normal'
        ? { cert: fakePem('CERTIFICATE', cluster.id, name), key: fakePem('PRIVATE KEY', cluster.id, name) }
        : undefined;
    this.#secrets.add(password);
    if (certificate !== undefined) this.#secrets.add(certificate.key);
    return { name, role, password, settings, certificate };
  }
}

/** The id of a replica, which is none of the ids that Terraform goes by. */
export function replicaUuid(clusterId: string, name: Json | undefined): string {
  return fakeUuid('replica', clusterId, String(name));
}

function refuse(cause: string): Answer<never> {
  return { ok: false, cause };
}
