import type { JsonObject } from '../../src/lib/json.js';
import { CONTENT_SEGMENTS, creationStatus } from '../provider/api.js';
import { type Answer, type CloudCluster, type CloudUser, DigitalOcean } from '../provider/digitalocean.js';
import type { ContentKind } from '../provider/engine-facts.js';
import type { Traffic } from './traffic.js';

const BASE = '/v2/databases';

/** A way to a simulated DigitalOcean that notes what is asked of it as HTTP requests, and lets them meet faults. */
export class WatchedCloud extends DigitalOcean {
  override readonly clusters;
  override readonly firewalls;
  override readonly configurations;
  readonly #cloud: DigitalOcean;
  readonly #traffic: Traffic;

  constructor(cloud: DigitalOcean, traffic: Traffic) {
    super();
    this.#cloud = cloud;
    this.#traffic = traffic;
    this.clusters = cloud.clusters;
    this.firewalls = cloud.firewalls;
    this.configurations = cloud.configurations;
  }

  override createCluster(wanted: JsonObject): Answer<CloudCluster> {
    return this.#create(BASE, () => this.#cloud.createCluster(wanted));
  }

  override updateCluster(id: string, wanted: JsonObject): void {
    this.#change('PUT', `${BASE}/${id}`, () => this.#cloud.updateCluster(id, wanted));
  }

  override deleteCluster(id: string): void {
    this.#change('DELETE', `${BASE}/${id}`, () => this.#cloud.deleteCluster(id));
  }

  override createUser(clusterId: string, name: string, settings: JsonObject): Answer<CloudUser> {
    return this.#create(`${BASE}/${clusterId}/users`, () => this.#cloud.createUser(clusterId, name, settings));
  }

  override deleteUser(clusterId: string, name: string): void {
    this.#change('DELETE', `${BASE}/${clusterId}/users/${name}`, () => this.#cloud.deleteUser(clusterId, name));
  }

  override createDatabase(clusterId: string, name: string): Answer<string> {
    return this.#create(`${BASE}/${clusterId}/dbs`, () => this.#cloud.createDatabase(clusterId, name));
  }

  override deleteDatabase(clusterId: string, name: string): void {
    this.#change('DELETE', `${BASE}/${clusterId}/dbs/${name}`, () => this.#cloud.deleteDatabase(clusterId, name));
  }

  override createContent(clusterId: string, kind: ContentKind, name: string, wanted: JsonObject): Answer<string> {
    const path = `${BASE}/${clusterId}/${CONTENT_SEGMENTS[kind]}`;
    return this.#create(path, () => this.#cloud.createContent(clusterId, kind, name, wanted));
  }

  override deleteContent(clusterId: string, kind: ContentKind, name: string): void {
    const path = `${BASE}/${clusterId}/${CONTENT_SEGMENTS[kind]}/${name}`;
    this.#change('DELETE', path, () => this.#cloud.deleteContent(clusterId, kind, name));
  }

  #create<T>(path: string, act: () => Answer<T>): Answer<T> {
    const fault = this.#traffic.meet('POST', path);
    const answer = fault === undefined || fault.apply ? act() : undefined;
    const told = fault === undefined ? answer : undefined;
    this.#traffic.note({
      method: 'POST',
      path,
      status: told === undefined ? (fault?.status ?? 0) : creationStatus(told),
    });
    return told ?? { ok: false, cause: fault?.message ?? 'EOF' };
  }

  #change(method: string, path: string, act: () => void): void {
    const fault = this.#traffic.meet(method, path);
    this.#traffic.note({ method, path, status: fault === undefined ? 204 : (fault.status ?? 0) });
    if (fault === undefined || fault.apply) act();
  }
}
