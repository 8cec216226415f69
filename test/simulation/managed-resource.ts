import { ObjectStore, refOf, withMetadata } from '../../simulation/api-server/object-store.js';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { admitManaged, Provider } from '../../simulation/provider/provider.js';
import { Client } from '../../simulation/terraform/client.js';
import { diffOf } from '../../simulation/terraform/diff.js';
import { kindNamed } from '../../simulation/terraform/fields.js';
import { creationOf, pathOf } from '../../simulation/terraform/requests.js';
import { asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';

/** The API of the namespaced family. */
export const API_VERSION = 'database.digitalocean.m.crossplane.io/v1alpha1';

/** One managed resource in an API server with the provider's controllers, without any Crossplane. */
export class ManagedResource {
  readonly cloud: DigitalOcean;
  readonly #store: ObjectStore;
  #provider: Provider;
  readonly #ref;

  constructor(resource: JsonObject, cloud = new DigitalOcean(), store = new ObjectStore(() => '2026-01-01T00:00:00Z')) {
    this.cloud = cloud;
    this.#store = store;
    this.#provider = new Provider(this.#store, cloud);
    this.#ref = refOf(resource);
    const admission = admitManaged(resource);
    if ('problem' in admission) throw new Error(admission.problem);
    this.#store.put(admission.object);
  }

  /** Another resource in the same API server. */
  beside(resource: JsonObject): ManagedResource {
    return new ManagedResource(resource, this.cloud, this.#store);
  }

  get resource(): JsonObject | undefined {
    return this.#store.get(this.#ref);
  }

  get externalName(): Json | undefined {
    return at(this.resource, 'metadata', 'annotations', 'crossplane.io/external-name');
  }

  /** The connection details Crossplane would hand to a function. */
  get details(): Readonly<Record<string, string>> {
    const name = String(at(this.resource, 'spec', 'writeConnectionSecretToRef', 'name') ?? '');
    const secret = this.#store.get({ apiVersion: 'v1', kind: 'Secret', namespace: this.#ref.namespace, name });
    const decoded = Object.entries(asObject(secret?.data)).map(([key, value]) => [
      key,
      Buffer.from(String(value), 'base64').toString(),
    ]);
    return Object.fromEntries(decoded);
  }

  poll(times = 12, now = '2026-01-01T00:00:15Z'): this {
    for (let count = 0; count < times; count += 1) this.#provider.poll(now);
    return this;
  }

  /** Starts the provider anew: it knows what stands in the API server, and nothing else. */
  restart(): this {
    this.#provider = new Provider(this.#store, this.cloud);
    return this;
  }

  /** Writes another external name and other policies, as a function would. */
  settle(externalName: string, managementPolicies: readonly string[]): this {
    const resource = this.resource ?? {};
    const annotations = {
      ...asObject(at(resource, 'metadata', 'annotations')),
      'crossplane.io/external-name': externalName,
    };
    this.#store.put({
      ...withMetadata(resource, { annotations }),
      spec: { ...asObject(resource.spec), managementPolicies },
    });
    return this;
  }

  /** Writes other fields of the spec, beside the parameters. */
  specify(fields: JsonObject): this {
    const resource = this.resource ?? {};
    this.#store.put({ ...resource, spec: { ...asObject(resource.spec), ...fields } });
    return this;
  }

  edit(parameters: JsonObject): this {
    const resource = this.resource ?? {};
    const spec = asObject(resource.spec);
    this.#store.put({ ...resource, spec: { ...spec, forProvider: { ...asObject(spec.forProvider), ...parameters } } });
    return this;
  }

  delete(): this {
    this.#store.delete(this.#ref);
    return this;
  }
}

/** A manifest of a managed resource as somebody wrote it. */
export function managed(
  kind: string,
  forProvider: JsonObject,
  {
    externalName,
    policies,
    name = 'orders',
  }: { externalName?: string; policies?: readonly string[]; name?: string } = {},
): JsonObject {
  const annotations = externalName === undefined ? {} : { 'crossplane.io/external-name': externalName };
  return {
    apiVersion: API_VERSION,
    kind,
    metadata: { name, namespace: 'shop', annotations },
    spec: {
      forProvider,
      ...(policies === undefined ? {} : { managementPolicies: policies }),
      writeConnectionSecretToRef: { name: `${name}-conn` },
    },
  };
}

/** The parameters of a small cluster. */
export function clusterParameters(engine: string, name = 'orders'): JsonObject {
  return { engine, name, nodeCount: engine === 'kafka' ? 3 : 1, region: 'nyc3', size: 'db-s-1vcpu-1gb', version: '17' };
}

/** A cluster that exists at DigitalOcean already. */
export function existingCluster(
  engine: string,
  name = 'orders',
): { readonly cloud: DigitalOcean; readonly id: string } {
  const cloud = new DigitalOcean();
  const answer = cloud.createCluster(clusterParameters(engine, name));
  if (!answer.ok) throw new Error(answer.cause);
  return { cloud, id: answer.value.id };
}

const KINDS: Readonly<Record<string, string>> = { topic: 'KafkaTopic', pool: 'ConnectionPool', replica: 'Replica' };

/** Makes something in a cluster behind everybody's back, by the parameters that a managed resource would have. */
export function makeContent(cloud: DigitalOcean, clusterId: string, kind: string, fields: JsonObject): void {
  const named = kindNamed(KINDS[kind] ?? '');
  const { first } = creationOf(named, diffOf(named, { ...fields, clusterId }, undefined));
  if (first === undefined || first === 'panic') throw new Error(`cannot make ${kind}`);
  const [method = ''] = first.request.split(' ');
  const path = pathOf(first, { clusterId, name: '', id: '', uuid: '' });
  const answer = new Client(cloud).send(method, path, first.body);
  if (!answer.ok) throw new Error(answer.refusal.message);
}

/** Loses the answer to the next request that creates something at a path of the API: it is made, and nobody knows. */
export function loseAnswer(cloud: DigitalOcean, path: string): void {
  cloud.traffic.fault({ method: 'POST', path: new RegExp(`^${path}$`), status: 503, apply: true, count: 1 });
}

/** What was changed at DigitalOcean through its API since somebody looked last. */
export function writes(cloud: DigitalOcean): readonly string[] {
  const requests = cloud.traffic.take().filter(({ method }) => method !== 'GET');
  return requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
}

/** Status, reason and message of a condition in one line. */
export function said(resource: JsonObject | undefined, type: string): string {
  const conditions = at(resource, 'status', 'conditions');
  const found = (Array.isArray(conditions) ? conditions : []).find((condition: Json) => at(condition, 'type') === type);
  if (found === undefined) return 'nothing';
  const message = at(found, 'message');
  return `${at(found, 'status')} ${at(found, 'reason')}${message === undefined ? '' : `: ${message}`}`;
}
