import type { Json, JsonObject } from '../../src/lib/json.js';
import type { Answer, CloudCluster, CloudUser, DigitalOcean } from './digitalocean.js';
import type { ContentKind } from './engine-facts.js';
import type { CloudRequest } from './request-log.js';

/** Where the API has what lies in a cluster. */
export const CONTENT_SEGMENTS: Readonly<Record<ContentKind, string>> = {
  topic: 'topics',
  schema: 'schema-registry',
  pool: 'pools',
  replica: 'replicas',
  logsink: 'logsink',
};

/** Each change of a cluster has a request of its own. */
const CHANGES = [
  { segment: 'resize', status: 202, fields: ['size', 'nodeCount', 'storageSizeMib'] },
  { segment: 'migrate', status: 202, fields: ['region'] },
  { segment: 'maintenance', status: 204, fields: ['maintenanceWindow'] },
  { segment: 'upgrade', status: 204, fields: ['version'] },
] as const;

/** The status of an answer that got lost on its way. */
const LOST = 503;

/** Something that lies in a cluster. */
export interface Content {
  readonly cluster: CloudCluster;
  readonly fields: JsonObject;
}

/** The requests that Terraform makes to DigitalOcean's API. Each stands in the log; whoever else changes what is there goes behind its back. */
export class Api {
  readonly #cloud: DigitalOcean;

  constructor(cloud: DigitalOcean) {
    this.#cloud = cloud;
  }

  createCluster(wanted: JsonObject): Answer<CloudCluster> {
    return this.#create('/v2/databases', () => this.#cloud.createCluster(wanted));
  }

  cluster(id: string): CloudCluster | undefined {
    return this.#look(databases(id), this.#cloud.clusters.get(id));
  }

  /** Changes those fields of a cluster that are given. */
  updateCluster(id: string, changed: JsonObject): void {
    for (const { segment, status, fields } of CHANGES) {
      if (fields.some((name) => changed[name] !== undefined)) this.#log('PUT', `${databases(id)}/${segment}`, status);
    }
    this.#cloud.updateCluster(id, changed);
  }

  deleteCluster(id: string): void {
    const existed = this.#cloud.clusters.has(id);
    this.#cloud.deleteCluster(id);
    this.#log('DELETE', databases(id), existed ? 204 : 404);
  }

  createUser(clusterId: string, name: string, settings: JsonObject): Answer<CloudUser> {
    return this.#create(`${databases(clusterId)}/users`, () => this.#cloud.createUser(clusterId, name, settings));
  }

  /** A user as the API shows it: MongoDB shows no password once the user is there. */
  user(clusterId: string, name: string): CloudUser | undefined {
    const cluster = this.#cloud.clusters.get(clusterId);
    const found = this.#look(`${databases(clusterId)}/users/${name}`, cluster?.users.get(name));
    return found && cluster?.facts.passwordReadable === false ? { ...found, password: '' } : found;
  }

  deleteUser(clusterId: string, name: string): void {
    const existed = this.#cloud.clusters.get(clusterId)?.users.has(name);
    this.#cloud.deleteUser(clusterId, name);
    this.#log('DELETE', `${databases(clusterId)}/users/${name}`, existed ? 204 : 404);
  }

  createDatabase(clusterId: string, name: string): Answer<string> {
    return this.#create(`${databases(clusterId)}/dbs`, () => this.#cloud.createDatabase(clusterId, name));
  }

  hasDatabase(clusterId: string, name: string): boolean {
    const has = this.#cloud.clusters.get(clusterId)?.databases.has(name) === true;
    return this.#look(`${databases(clusterId)}/dbs/${name}`, has || undefined) ?? false;
  }

  deleteDatabase(clusterId: string, name: string): void {
    const existed = this.#cloud.clusters.get(clusterId)?.databases.has(name);
    this.#cloud.deleteDatabase(clusterId, name);
    this.#log('DELETE', `${databases(clusterId)}/dbs/${name}`, existed ? 204 : 404);
  }

  createContent(clusterId: string, kind: ContentKind, name: string, wanted: JsonObject): Answer<string> {
    const path = `${databases(clusterId)}/${CONTENT_SEGMENTS[kind]}`;
    return this.#create(path, () => this.#cloud.createContent(clusterId, kind, name, wanted));
  }

  content(clusterId: string, kind: ContentKind, name: string): Content | undefined {
    const cluster = this.#cloud.clusters.get(clusterId);
    const fields = cluster?.contents.get(`${kind}/${name}`);
    const found = cluster && fields && { cluster, fields };
    return this.#look(`${databases(clusterId)}/${CONTENT_SEGMENTS[kind]}/${name}`, found);
  }

  updateContent(clusterId: string, kind: ContentKind, name: string, changed: JsonObject): void {
    const contents = this.#cloud.clusters.get(clusterId)?.contents;
    const existing = contents?.get(`${kind}/${name}`);
    this.#log('PUT', `${databases(clusterId)}/${CONTENT_SEGMENTS[kind]}/${name}`, existing === undefined ? 404 : 200);
    if (existing !== undefined) contents?.set(`${kind}/${name}`, { ...existing, ...changed });
  }

  deleteContent(clusterId: string, kind: ContentKind, name: string): void {
    const existed = this.#cloud.clusters.get(clusterId)?.contents.has(`${kind}/${name}`);
    this.#cloud.deleteContent(clusterId, kind, name);
    this.#log('DELETE', `${databases(clusterId)}/${CONTENT_SEGMENTS[kind]}/${name}`, existed ? 204 : 404);
  }

  /** The rules of a cluster or a replica; an empty list lets everybody in. */
  firewall(id: string): readonly Json[] | undefined {
    const rules = this.#cloud.hasAddress(id) ? (this.#cloud.firewalls.get(id) ?? []) : undefined;
    return this.#look(`${databases(id)}/firewall`, rules);
  }

  setFirewall(id: string, rules: readonly Json[]): Answer<undefined> {
    const there = this.#cloud.hasAddress(id);
    if (there && rules.length > 0) this.#cloud.firewalls.set(id, rules);
    else this.#cloud.firewalls.delete(id);
    return this.#change('PUT', `${databases(id)}/firewall`, there, 204);
  }

  /** What was ever configured; a cluster nobody configured has its engine's defaults. */
  configuration(id: string): JsonObject | undefined {
    const running = this.#cloud.clusters.has(id) ? (this.#cloud.configurations.get(id) ?? {}) : undefined;
    return this.#look(`${databases(id)}/config`, running);
  }

  /** DigitalOcean changes what it is told, and leaves the rest as it is. */
  configure(id: string, fields: JsonObject): Answer<undefined> {
    const there = this.#cloud.clusters.has(id);
    if (there) this.#cloud.configurations.set(id, { ...this.#cloud.configurations.get(id), ...fields });
    return this.#change('PATCH', `${databases(id)}/config`, there, 200);
  }

  // Terraform asks again where no answer came.
  #create<T>(path: string, create: () => Answer<T>): Answer<T> {
    if (this.#cloud.losesAnswer(path) && create().ok) this.#log('POST', path, LOST);
    const answer = create();
    this.#log('POST', path, creationStatus(answer));
    return answer;
  }

  #look<T>(path: string, found: T | undefined): T | undefined {
    this.#log('GET', path, found === undefined ? 404 : 200);
    return found;
  }

  #change(method: 'PUT' | 'PATCH', path: string, there: boolean, status: number): Answer<undefined> {
    this.#log(method, path, there ? status : 404);
    return there ? { ok: true, value: undefined } : { ok: false, cause: 'cluster not found' };
  }

  #log(method: CloudRequest['method'], path: string, status: number): void {
    this.#cloud.requests.add({ method, path, status });
  }
}

/** The status of an answer to a creation. */
export function creationStatus(answer: Answer<unknown>): number {
  return answer.ok ? 201 : statusOf(answer.cause);
}

/** The status of a refusal: what is not there is a 404, all else is said to be unprocessable. */
export function statusOf(cause: string): number {
  return cause.endsWith('not found') ? 404 : 422;
}

function databases(id: string): string {
  return `/v2/databases/${id}`;
}
