import type { Json, JsonObject } from '../../src/lib/json.js';
import type { Answer, CloudCluster, CloudUser, DigitalOcean } from './digitalocean.js';
import type { ContentKind } from './engine-facts.js';
import type { Fault } from './traffic.js';

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

/** How often Terraform asks where it is told to come again, or nothing. */
const ATTEMPTS = 5;

/** Something that lies in a cluster. */
export interface Content {
  readonly cluster: CloudCluster;
  readonly fields: JsonObject;
}

/** The requests that Terraform makes to DigitalOcean's API. Those that change something meet the faults of its traffic. */
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
    // Nobody looks at the requests for tags.
    const { tags, ...others } = changed;
    if (tags !== undefined) this.#cloud.updateCluster(id, { tags });
    for (const { segment, status, fields } of CHANGES) {
      const own = Object.fromEntries(Object.entries(others).filter(([name]) => fields.some((field) => field === name)));
      const path = `${databases(id)}/${segment}`;
      if (Object.keys(own).length > 0) this.#change('PUT', path, status, () => this.#cloud.updateCluster(id, own));
    }
  }

  deleteCluster(id: string): void {
    this.#change('DELETE', databases(id), 204, () => this.#cloud.deleteCluster(id));
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
    const path = `${databases(clusterId)}/users/${name}`;
    this.#change('DELETE', path, 204, () => this.#cloud.deleteUser(clusterId, name));
  }

  createDatabase(clusterId: string, name: string): Answer<string> {
    return this.#create(`${databases(clusterId)}/dbs`, () => this.#cloud.createDatabase(clusterId, name));
  }

  hasDatabase(clusterId: string, name: string): boolean {
    const has = this.#cloud.clusters.get(clusterId)?.databases.has(name) === true;
    return this.#look(`${databases(clusterId)}/dbs/${name}`, has || undefined) ?? false;
  }

  deleteDatabase(clusterId: string, name: string): void {
    const path = `${databases(clusterId)}/dbs/${name}`;
    this.#change('DELETE', path, 204, () => this.#cloud.deleteDatabase(clusterId, name));
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
    const path = `${databases(clusterId)}/${CONTENT_SEGMENTS[kind]}/${name}`;
    this.#change('PUT', path, 200, () => this.#cloud.updateContent(clusterId, kind, name, changed));
  }

  deleteContent(clusterId: string, kind: ContentKind, name: string): void {
    const path = `${databases(clusterId)}/${CONTENT_SEGMENTS[kind]}/${name}`;
    this.#change('DELETE', path, 204, () => this.#cloud.deleteContent(clusterId, kind, name));
  }

  /** The rules of a cluster or a replica; an empty list lets everybody in. */
  firewall(id: string): readonly Json[] | undefined {
    const rules = this.#cloud.hasAddress(id) ? (this.#cloud.firewalls.get(id) ?? []) : undefined;
    return this.#look(`${databases(id)}/firewall`, rules);
  }

  setFirewall(id: string, rules: readonly Json[]): Answer<undefined> {
    return this.#change('PUT', `${databases(id)}/firewall`, 204, () => {
      const there = this.#cloud.hasAddress(id);
      if (there && rules.length > 0) this.#cloud.firewalls.set(id, rules);
      else this.#cloud.firewalls.delete(id);
      return there;
    });
  }

  /** What was ever configured; a cluster nobody configured has its engine's defaults. */
  configuration(id: string): JsonObject | undefined {
    const running = this.#cloud.clusters.has(id) ? (this.#cloud.configurations.get(id) ?? {}) : undefined;
    return this.#look(`${databases(id)}/config`, running);
  }

  /** DigitalOcean changes what it is told, and leaves the rest as it is. */
  configure(id: string, fields: JsonObject): Answer<undefined> {
    return this.#change('PATCH', `${databases(id)}/config`, 200, () => {
      const there = this.#cloud.clusters.has(id);
      if (there) this.#cloud.configurations.set(id, { ...this.#cloud.configurations.get(id), ...fields });
      return there;
    });
  }

  #look<T>(path: string, found: T | undefined): T | undefined {
    this.#cloud.traffic.note({ method: 'GET', path, status: found === undefined ? 404 : 200 });
    return found;
  }

  #create<T>(path: string, create: () => Answer<T>): Answer<T> {
    return this.#send('POST', path, 201, create);
  }

  /** A change of what may not be there. */
  #change(method: 'PUT' | 'PATCH' | 'DELETE', path: string, status: number, change: () => boolean): Answer<undefined> {
    return this.#send(method, path, status, () =>
      change() ? { ok: true, value: undefined } : { ok: false, cause: 'cluster not found' },
    );
  }

  #send<T>(method: string, path: string, status: number, act: () => Answer<T>): Answer<T> {
    const { traffic } = this.#cloud;
    for (let attempt = 1; ; attempt += 1) {
      const fault = traffic.meet(method, path);
      if (fault === undefined) {
        const answer = act();
        traffic.note({ method, path, status: answer.ok ? status : statusOf(answer.cause) });
        return answer;
      }
      if (fault.apply) act();
      traffic.note({ method, path, status: fault.status ?? 0 });
      if (attempt === ATTEMPTS || !asksAgain(fault)) return { ok: false, cause: fault.message ?? 'EOF' };
    }
  }
}

function asksAgain({ status = 0 }: Fault): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** The status of a refusal: what is not there is a 404, all else is said to be unprocessable. */
export function statusOf(cause: string): number {
  return cause.endsWith('not found') ? 404 : 422;
}

function databases(id: string): string {
  return `/v2/databases/${id}`;
}
