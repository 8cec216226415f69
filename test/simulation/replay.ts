import { admit } from '../../simulation/api-server/admission.js';
import { conditionsOf } from '../../simulation/api-server/conditions.js';
import { ObjectStore, refOf } from '../../simulation/api-server/object-store.js';
import { applyIntent } from '../../simulation/api-server/server-side-apply.js';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { Provider } from '../../simulation/provider/provider.js';
import { asList, asObject, asString, at, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { API_VERSION, loseAnswer, makeContent, said } from './managed-resource.js';
import type { Applied, Before, Run, Step } from './recorded-run.js';

const NAMESPACE = 'shop';
const PENDING = 'crossplane.io/external-create-pending';
const START = Date.UTC(2026, 0, 1);
const POLL_SECONDS = 15;
/** A creation that was refused is tried again only after that many. */
const QUIET_POLLS = 3;
const MAX_POLLS = 60;

/** What was seen of a resource after a step. */
export interface Seen {
  readonly externalName: string;
  readonly created: 'no' | 'yes' | 'anew';
  readonly policies: readonly string[];
  readonly id: string;
  readonly conditions: Readonly<Record<string, string>>;
  readonly secret: readonly string[] | undefined;
}

/** What a step did: refusals of the API server, requests to DigitalOcean, and what it left of every resource there was. */
export interface Outcome {
  readonly refused: string | undefined;
  readonly requests: readonly string[];
  readonly leaves: ReadonlyMap<string, Seen | 'gone'>;
}

/** Replays a run on the stand-in of the provider, step by step; ids stand for themselves and are known by their names. */
export class Replay {
  /** The ids of the clusters by the names they have in the run. */
  readonly ids = new Map<string, string>();
  readonly #cloud = new DigitalOcean();
  readonly #store = new ObjectStore(() => this.#now());
  #provider = new Provider(this.#store, this.#cloud);
  readonly #applied = new Map<string, JsonObject>();
  readonly #created = new Map<string, Json | undefined>();
  #polls = 0;

  constructor({ clusters = {} }: Run) {
    for (const [name, before] of Object.entries(clusters)) this.ids.set(name, this.#make(name, before));
  }

  play(step: Step): Outcome {
    for (const request of step.elsewhere ?? []) this.#elsewhere(this.named(request));
    if (step.losesAnswer !== undefined) loseAnswer(this.#cloud, this.named(step.losesAnswer));
    if (step.refuses !== undefined) this.#refuse(this.named(step.refuses));
    this.#cloud.traffic.take();
    const refusals = (step.apply ?? []).map((applied) => this.#apply(applied));
    for (const resource of step.delete ?? []) this.#store.delete(refTo(resource));
    if (step.restart === true) this.#provider = new Provider(this.#store, this.#cloud);
    this.#settle(step.looks);
    const requests = this.#cloud.traffic.take();
    return {
      refused: refusals.find((refusal) => refusal !== undefined),
      requests: requests.map(({ method, path, status }) => `${method} ${path} ${status}`),
      leaves: new Map([...this.#applied.keys()].map((resource) => [resource, this.#see(resource)])),
    };
  }

  /** A text with the names of ids replaced by what they stand for, as far as that is known. */
  named(text: string): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => this.ids.get(name) ?? whole);
  }

  /** A text with ids replaced by their names. */
  unnamed(text: string): string {
    return [...this.ids].reduce((told, [name, id]) => told.replaceAll(id, `{${name}}`), text);
  }

  #make(name: string, { engine, fields = {}, users = [], databases = [], contents = [] }: Before): string {
    const small = { name, nodeCount: 1, region: 'nyc3', size: 'db-s-1vcpu-2gb', version: '16' };
    const answer = this.#cloud.createCluster({ ...small, engine, ...fields });
    if (!answer.ok) throw new Error(answer.cause);
    const { id } = answer.value;
    for (const user of users) this.#cloud.createUser(id, user, {});
    for (const database of databases) this.#cloud.createDatabase(id, database);
    for (const { kind, fields: content } of contents) makeContent(this.#cloud, id, kind, content);
    return id;
  }

  #apply(applied: Applied): string | undefined {
    const intent = this.#intentOf(applied);
    const key = `${applied.kind} ${applied.name}`;
    const existing = this.#store.get(refOf(intent));
    const before = existing === undefined ? {} : (this.#applied.get(key) ?? {});
    const admission = admit(applyIntent(existing ?? {}, before, intent), existing);
    if ('problem' in admission) return admission.problem;
    this.#store.put(admission.object);
    this.#applied.set(key, intent);
    return undefined;
  }

  #intentOf({ kind, name, externalName, policies, forProvider, secret }: Applied): JsonObject {
    const annotations = externalName && { annotations: { 'crossplane.io/external-name': externalName } };
    const manifest = {
      apiVersion: API_VERSION,
      kind,
      metadata: { name, namespace: NAMESPACE, ...annotations },
      spec: compact({
        forProvider,
        managementPolicies: policies,
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
        writeConnectionSecretToRef: secret === undefined ? undefined : { name: secret },
      }),
    };
    return JSON.parse(this.named(JSON.stringify(manifest)));
  }

  #elsewhere(request: string): void {
    const [method, path = '', made = ''] = request.split(' ');
    const [, , , id = '', segment, name = ''] = path.split('/');
    if (method === 'DELETE' && segment === undefined) this.#cloud.deleteCluster(id);
    else if (method === 'DELETE' && segment === 'users') this.#cloud.deleteUser(id, name);
    else if (method === 'DELETE' && segment === 'dbs') this.#cloud.deleteDatabase(id, name);
    else if (method === 'DELETE' && segment === 'topics') this.#cloud.deleteContent(id, 'topic', name);
    else if (method === 'DELETE' && segment === 'pools') this.#cloud.deleteContent(id, 'pool', name);
    else if (method === 'POST' && segment === 'users') this.#cloud.createUser(id, made, {});
    else throw new Error(`cannot ask for "${request}" behind the provider's back`);
  }

  #refuse(request: string): void {
    const [method = '', path] = request.split(' ');
    this.#cloud.traffic.fault({ method, path: new RegExp(`^${path}$`), status: 422, message: 'refused', count: 1 });
  }

  /** Polls until nothing moves any more, or as often as is told. */
  #settle(polls?: number): void {
    let quiet = 0;
    for (let count = 0; polls === undefined ? quiet < QUIET_POLLS : count < polls; count += 1) {
      if (count > MAX_POLLS) throw new Error('the stand-in does not come to rest');
      const { revision } = this.#store;
      this.#polls += 1;
      this.#provider.poll(this.#now());
      quiet = this.#store.revision === revision && !this.#provider.isBusy() ? quiet + 1 : 0;
    }
  }

  #see(resource: string): Seen | 'gone' {
    const object = this.#store.get(refTo(resource));
    if (object === undefined) return 'gone';
    const annotations = asObject(at(object, 'metadata', 'annotations'));
    const before = this.#created.get(resource);
    const pending = annotations[PENDING];
    this.#created.set(resource, pending);
    return {
      externalName: asString(annotations['crossplane.io/external-name']) ?? 'none',
      created: pending === undefined ? 'no' : before === undefined || before === pending ? 'yes' : 'anew',
      policies: asList(at(object, 'spec', 'managementPolicies')).map(String),
      id: asString(at(object, 'status', 'atProvider', 'id')) ?? 'none',
      conditions: Object.fromEntries(conditionsOf(object).map(({ type }) => [type, said(object, type)])),
      secret: this.#secretOf(object),
    };
  }

  #secretOf(object: JsonObject): readonly string[] | undefined {
    const name = asString(at(object, 'spec', 'writeConnectionSecretToRef', 'name'));
    const secret = this.#store.get({ apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name: name ?? '' });
    return secret && Object.keys(asObject(secret.data)).sort();
  }

  #now(): string {
    return new Date(START + this.#polls * POLL_SECONDS * 1000).toISOString().replace('.000Z', 'Z');
  }
}

function refTo(resource: string) {
  const [kind = '', name = ''] = resource.split(' ');
  return { apiVersion: API_VERSION, kind, namespace: NAMESPACE, name };
}
