import type { JsonObject } from '../src/lib/json.js';
import { admit } from './api-server/admission.js';
import { type ObjectRef, ObjectStore, refOf } from './api-server/object-store.js';
import { type Change, changesBetween } from './changes.js';
import type { Composition } from './crossplane/composition.js';
import type { Result } from './crossplane/protocol.js';
import type { Call } from './crossplane/run-function.js';
import { settleUsages, usageOf } from './crossplane/usages.js';
import { Inhabitant, type Snapshot } from './inhabitant.js';
import { DigitalOcean } from './provider/digitalocean.js';
import { Provider } from './provider/provider.js';
import { ProviderSql } from './provider-sql/provider-sql.js';

/** What a world is made of. */
export interface WorldOptions {
  readonly binding: JsonObject;
  /** Further bindings, in the same or other namespaces. */
  readonly neighbours?: readonly JsonObject[];
  /** Other objects of the cluster, as a person would apply them. */
  readonly objects?: readonly JsonObject[];
  readonly composition: Composition;
  readonly call: Call;
  /** DigitalOcean as it was before; an empty one where left out. */
  readonly cloud?: DigitalOcean;
}

/** What a round brought. */
export interface News {
  readonly changes: readonly Change[];
  readonly results: readonly Result[];
  readonly ttlSeconds: number;
}

/** One round: Crossplane reconciles every binding, then the provider polls everything once. */
export interface Round extends News {
  readonly number: number;
  readonly time: string;
  /** Whether anything in the cluster is different now, also what no `Change` tells of. */
  readonly changed: boolean;
  /** Whether an operation at DigitalOcean is still running. */
  readonly busy: boolean;
  /** The same news, by binding. */
  readonly newsOf: ReadonlyMap<string, News>;
}

const START = Date.UTC(2026, 0, 1);
const ROUND_SECONDS = 15;

/**
 * A cluster with bindings in it, next to a DigitalOcean. There are no timers: nothing moves between rounds. A binding goes
 * by `<namespace>/<name>`; where none is said, the first is meant.
 */
export class World {
  readonly cloud: DigitalOcean;
  readonly #store: ObjectStore;
  readonly #inhabitants = new Map<string, Inhabitant>();
  readonly #composition: Composition;
  readonly #call: Call;
  readonly #provider: Provider;
  readonly #providerSql: ProviderSql;
  readonly #first: string;
  #round = 0;

  constructor({ binding, neighbours = [], objects = [], composition, call, cloud }: WorldOptions) {
    this.cloud = cloud ?? new DigitalOcean();
    this.#store = new ObjectStore(
      () => this.#now(),
      (ref) => usageOf(this.#store, ref) === undefined,
    );
    this.#provider = new Provider(this.#store, this.cloud);
    this.#providerSql = new ProviderSql(this.#store, this.cloud);
    this.#composition = composition;
    this.#call = call;
    this.#first = bindingName(binding);
    for (const object of objects) this.putObject(object);
    for (const each of [binding, ...neighbours]) this.addBinding(each);
  }

  /** The bindings that are, or were, in it. */
  get bindings(): readonly string[] {
    return [...this.#inhabitants.keys()];
  }

  /** Lets the world turn once. */
  async round(): Promise<Round> {
    this.#round += 1;
    const revision = this.#store.revision;
    const before = [...this.#inhabitants].map(([name, each]) => ({ name, each, watched: each.watched() }));
    const told = [];
    for (const inhabitant of before) told.push({ ...inhabitant, ...(await inhabitant.each.reconcile(this.#now())) });
    this.#provider.poll(this.#now());
    this.#providerSql.poll(this.#now());
    settleUsages(this.#store, this.#now());
    this.#store.collectGarbage();
    const newsOf = new Map<string, News>();
    for (const { name, each, watched, results, ttlSeconds } of told)
      newsOf.set(name, { changes: changesBetween(watched, each.watched()), results, ttlSeconds });
    return {
      number: this.#round,
      time: this.#now(),
      changed: this.#store.revision !== revision,
      busy: this.#provider.isBusy(),
      ...together([...newsOf.values()]),
      newsOf,
    };
  }

  snapshot(binding?: string): Snapshot {
    return this.#inhabitant(binding).snapshot();
  }

  /** Adds a binding, or makes one anew that was deleted. */
  addBinding(binding: JsonObject): void {
    const inhabitant = new Inhabitant(this.#store, binding, this.#composition, this.#call);
    this.#inhabitants.set(bindingName(binding), inhabitant);
  }

  /** Changes a binding's spec as its owner would. */
  editBinding(edit: (spec: JsonObject) => JsonObject, binding?: string): void {
    this.#inhabitant(binding).edit(edit);
  }

  /** Deletes a binding, and with it everything composed for it; or tells why that is refused. */
  deleteBinding(binding?: string): string | undefined {
    return this.#inhabitant(binding).delete();
  }

  /** Deletes one composed resource, as a person with kubectl would. */
  deleteComposed(resourceKey: string, binding?: string): void {
    this.#inhabitant(binding).deleteComposed(resourceKey);
  }

  /** Deletes any object of the cluster, a connection secret for example. */
  deleteObject(ref: ObjectRef): void {
    this.#store.delete(ref);
  }

  /** Adds or replaces any other object of the cluster, as the API server takes it. */
  putObject(object: JsonObject): void {
    const admission = admit(object, this.#store.get(refOf(object)));
    if ('problem' in admission) throw new Error(admission.problem);
    this.#store.put(admission.object);
  }

  /** Makes DigitalOcean refuse to create what a resource key stands for, until it is accepted again. */
  refuse(resourceKey: string, cause: string): void {
    this.#provider.object(resourceKey, cause);
  }

  /** Ends a refusal; the provider tries again at its next poll. */
  accept(resourceKey: string): void {
    this.#provider.object(resourceKey, undefined);
  }

  #inhabitant(name = this.#first): Inhabitant {
    const inhabitant = this.#inhabitants.get(name);
    if (inhabitant === undefined) throw new Error(`cannot find binding "${name}"`);
    return inhabitant;
  }

  #now(): string {
    return new Date(START + this.#round * ROUND_SECONDS * 1000).toISOString().replace('.000Z', 'Z');
  }
}

/** A new world. */
export function createWorld(options: WorldOptions): World {
  return new World(options);
}

/** What a binding goes by in a world. */
export function bindingName(binding: JsonObject): string {
  const { namespace, name } = refOf(binding);
  return [namespace, name].filter((part) => part !== '').join('/');
}

function together(news: readonly News[]): News {
  const ttls = news.map(({ ttlSeconds }) => ttlSeconds).filter((ttl) => ttl > 0);
  return {
    changes: news.flatMap(({ changes }) => changes),
    results: news.flatMap(({ results }) => results),
    ttlSeconds: ttls.length > 0 ? Math.min(...ttls) : 0,
  };
}
