import { asObject, at, compact, type JsonObject } from '../../src/lib/json.js';
import { nullProblem, titleOf } from '../api-server/admission.js';
import { type Condition, conditionsOf, withConditions } from '../api-server/conditions.js';
import { isDeleting, type ObjectRef, type ObjectStore, withMetadata } from '../api-server/object-store.js';
import { applyIntent } from '../api-server/server-side-apply.js';
import { ComposedResources } from './composed-resources.js';
import type { Composition } from './composition.js';
import { ownConditions, type Pipeline, readiness, runPipeline } from './pipeline.js';
import type { Requirements, Result } from './protocol.js';
import type { Call } from './run-function.js';
import * as conditions from './system-conditions.js';

/** What a reconcile told besides what it changed. */
export interface Reconciled {
  readonly results: readonly Result[];
  /** In how many seconds the function wants to be called again; 0 where it does not care. */
  readonly ttlSeconds: number;
}

const NOTHING: Reconciled = { results: [], ttlSeconds: 0 };

/** The stand-in of Crossplane's controller of one composite resource. */
export class CompositeController {
  readonly composed: ComposedResources;
  readonly #store: ObjectStore;
  readonly #ref: ObjectRef;
  readonly #composition: Composition;
  readonly #call: Call;
  readonly #required = new Map<string, Requirements>();
  #appliedStatus: JsonObject = {};

  constructor(store: ObjectStore, ref: ObjectRef, composition: Composition, call: Call) {
    this.composed = new ComposedResources(store);
    this.#store = store;
    this.#ref = ref;
    this.#composition = composition;
    this.#call = call;
  }

  /** Runs the pipeline once and does what it asks for. */
  async reconcile(now: string): Promise<Reconciled> {
    const composite = this.#store.get(this.#ref);
    if (composite === undefined) return NOTHING;
    if (isDeleting(composite)) return this.#letGo(composite);
    const pipeline = await this.#runPipeline(composite);
    const { results, ttlSeconds } = pipeline;
    if (pipeline.failure === undefined) {
      return { results: [...results, ...this.#succeed(composite, pipeline, now)], ttlSeconds };
    }
    this.#fail(composite, pipeline, pipeline.failure, now);
    return { results, ttlSeconds };
  }

  // The function is not asked: what a deleted composite owned is the garbage collector's.
  #letGo(composite: JsonObject): Reconciled {
    this.#store.put(withMetadata(composite, { finalizers: [] }));
    return NOTHING;
  }

  async #runPipeline(composite: JsonObject): Promise<Pipeline> {
    const observed = { composite: { resource: composite }, resources: this.composed.observe() };
    const { steps, context = {} } = this.#composition;
    return runPipeline(this.#call, steps, { observed, context }, this.#store, this.#required);
  }

  // Nothing is applied or deleted; what the function said about itself still shows.
  #fail(composite: JsonObject, pipeline: Pipeline, failure: string, now: string): void {
    const own = ownConditions(pipeline);
    const seen = new Set(own.map(({ type }) => type));
    const lost = conditionsOf(composite)
      .filter(({ type }) => !conditions.isSystemType(type) && !seen.has(type))
      .map(({ type }) => conditions.undetermined(type));
    this.#setConditions(composite, [conditions.responsive(), conditions.unsynced(failure), ...own, ...lost], now);
  }

  // What the API server refuses is told, and everything else goes on.
  #succeed(composite: JsonObject, pipeline: Pipeline, now: string): readonly Result[] {
    const { desired } = pipeline;
    const invalid = this.composed.apply(composite, desired.resources);
    const events = [...invalid].map(([key, problem]) => cannotApply(key, problem));
    const wanted = asObject(desired.composite.resource.status);
    const applied = applyIntent(asObject(composite.status), this.#appliedStatus, wanted);
    const problem = nullProblem({ status: applied });
    if (problem !== undefined) {
      this.#fail(
        composite,
        pipeline,
        `cannot apply composite resource status: ${titleOf(composite)} is invalid: ${problem}`,
        now,
      );
      return events;
    }
    this.#appliedStatus = wanted;
    const own = ownConditions(pipeline);
    const system = [conditions.responsive(), conditions.synced([...invalid.keys()]), readiness(desired)];
    const spec = { ...asObject(composite.spec), crossplane: this.#references(asObject(composite.spec)) };
    this.#setConditions({ ...composite, spec, status: applied }, [...system, ...own], now);
    return events;
  }

  #references(spec: JsonObject): JsonObject {
    const refs = [...this.composed.existing().values()].map((object) =>
      compact({ apiVersion: object.apiVersion, kind: object.kind, name: at(object, 'metadata', 'name') }),
    );
    const sorted = refs.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const compositionRef = { name: this.#composition.name };
    return { ...asObject(spec.crossplane), compositionRef, resourceRefs: sorted };
  }

  #setConditions(composite: JsonObject, list: readonly Condition[], now: string): void {
    this.#store.put(withConditions(composite, list, now));
  }
}

/** The event that Crossplane records of a composed resource that the API server does not take. */
function cannotApply(key: string, problem: string): Result {
  return {
    severity: 'SEVERITY_WARNING',
    reason: 'ComposeResources',
    message: `cannot apply composed resource "${key}": ${problem}`,
  };
}
