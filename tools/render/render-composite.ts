import { type Condition, withConditions } from '../../simulation/api-server/conditions.js';
import type { Step } from '../../simulation/crossplane/composition.js';
import { ownConditions, readiness, runPipeline } from '../../simulation/crossplane/pipeline.js';
import type { Result, StateResource } from '../../simulation/crossplane/protocol.js';
import type { Call } from '../../simulation/crossplane/run-function.js';
import { responsive, synced, unsynced } from '../../simulation/crossplane/system-conditions.js';
import { fakeUuid } from '../../simulation/fake.js';
import { asList, asObject, asString, at, compact, type JsonObject } from '../../src/lib/json.js';
import { composeMetadata, type Owner } from './metadata.js';

/** What is rendered. */
export interface RenderInput {
  readonly composite: JsonObject;
  readonly steps: readonly Step[];
  /** What was composed before, by resource key. */
  readonly observed: ReadonlyMap<string, StateResource>;
  /** What else there is in the cluster, if the function asks for it. */
  readonly others: readonly JsonObject[];
  /** What earlier steps of the pipeline would have put into the context. */
  readonly context: JsonObject;
}

/** What Crossplane would apply. */
export interface Rendered {
  /** With its new status, conditions and references. */
  readonly composite: JsonObject;
  /** Composed resources, sorted by resource key. */
  readonly composed: readonly JsonObject[];
  readonly results: readonly Result[];
  readonly context: JsonObject;
  /** Why nothing would be applied. */
  readonly failure: string | undefined;
}

/** The time of every transition, which is Crossplane's own in what it renders: the same input gives the same output. */
const NOW = '2024-01-01T00:00:00Z';

/** Runs the function's steps of a pipeline once, and adds what Crossplane adds to their answer. */
export async function renderComposite(call: Call, input: RenderInput): Promise<Rendered> {
  const { steps, observed, others, context } = input;
  const composite = withIdentity(input.composite);
  const state = { composite: { resource: composite }, resources: observed };
  const pipeline = await runPipeline(call, steps, { observed: state, context }, { list: () => others });
  const { results, failure } = pipeline;
  const told = { results, context: pipeline.context, failure };
  const own = ownConditions(pipeline);
  if (failure !== undefined)
    return { ...told, composed: [], composite: conditioned(composite, [responsive(), unsynced(failure), ...own]) };

  const owner = ownerOf(composite);
  const desired = [...pipeline.desired.resources].sort(([a], [b]) => (a < b ? -1 : 1));
  const composed = desired.map(([key, { resource }]) =>
    composeMetadata(resource, key, owner, observed.get(key)?.resource),
  );
  const status = { ...asObject(composite.status), ...asObject(pipeline.desired.composite.resource.status) };
  const whole = withReferences({ ...composite, status }, composed);
  return {
    ...told,
    composed,
    composite: conditioned(whole, [responsive(), ...own, synced([]), readiness(pipeline.desired)]),
  };
}

/** An object that never was in a cluster gets a UID that follows from its name. */
function withIdentity(composite: JsonObject): JsonObject {
  const metadata = asObject(composite.metadata);
  const [namespace, name] = [asString(metadata.namespace) ?? '', asString(metadata.name) ?? ''];
  const uid = asString(metadata.uid) ?? fakeUuid(String(composite.kind), namespace, name);
  return { ...composite, metadata: { ...metadata, uid } };
}

function ownerOf({ apiVersion, kind, metadata }: JsonObject): Owner {
  return {
    apiVersion: asString(apiVersion) ?? '',
    kind: asString(kind) ?? '',
    name: asString(at(metadata, 'name')) ?? '',
    namespace: asString(at(metadata, 'namespace')),
    uid: asString(at(metadata, 'uid')) ?? '',
  };
}

/** Where references stand depends on the kind of composite: under `crossplane` where it has a namespace. */
function withReferences(composite: JsonObject, composed: readonly JsonObject[]): JsonObject {
  const spec = asObject(composite.spec);
  const references = composed
    .map(({ apiVersion, kind, metadata }) => compact({ apiVersion, kind, name: at(metadata, 'name') }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const isNamespaced = at(composite.metadata, 'namespace') !== undefined;
  const within = isNamespaced
    ? { crossplane: { ...asObject(spec.crossplane), resourceRefs: references } }
    : { resourceRefs: references };
  return { ...composite, spec: { ...spec, ...within } };
}

/** With all conditions, each as if it had just changed. */
function conditioned(composite: JsonObject, conditions: readonly Condition[]): JsonObject {
  const object = withConditions(composite, conditions, NOW);
  const list = asList(at(object, 'status', 'conditions')).map((condition) => ({
    ...asObject(condition),
    lastTransitionTime: NOW,
  }));
  return { ...object, status: { ...asObject(object.status), conditions: list } };
}
