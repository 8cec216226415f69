import type { JsonObject } from '../../src/lib/json.js';
import { messageOf } from '../../src/lib/message-of.js';
import type { Condition } from '../api-server/conditions.js';
import type { Step } from './composition.js';
import type { FunctionResponse, Requirements, Result, State, StateResource } from './protocol.js';
import { type Call, isFatal, type Looked, NO_REQUIREMENTS, runFunction } from './run-function.js';
import * as conditions from './system-conditions.js';

/** What the steps of a pipeline have said so far. */
export interface Pipeline {
  readonly desired: State;
  readonly context: JsonObject;
  readonly results: readonly Result[];
  readonly conditions: readonly Condition[];
  readonly ttlSeconds: number;
  /** Why nothing of it may be applied. */
  readonly failure: string | undefined;
}

const EMPTY_PIPELINE: Pipeline = {
  desired: { composite: { resource: {} }, resources: new Map<string, StateResource>() },
  context: {},
  results: [],
  conditions: [],
  ttlSeconds: 0,
  failure: undefined,
};

/** Runs steps one after the other until one fails; `required` remembers between calls what each of them asked for. */
export async function runPipeline(
  call: Call,
  steps: readonly Step[],
  { observed, context }: { readonly observed: State; readonly context: JsonObject },
  store: Looked,
  required: Map<string, Requirements> = new Map(),
): Promise<Pipeline> {
  let pipeline: Pipeline = { ...EMPTY_PIPELINE, context };
  for (const { name, input } of steps) {
    const request = { observed, desired: pipeline.desired, input, context: pipeline.context };
    try {
      const response = await runFunction(call, request, required.get(name) ?? NO_REQUIREMENTS, store);
      required.set(name, response.requirements);
      pipeline = after(pipeline, response, name);
    } catch (thrown) {
      return { ...pipeline, failure: `cannot run Composition pipeline step "${name}": ${messageOf(thrown)}` };
    }
    if (pipeline.failure !== undefined) break;
  }
  return pipeline;
}

const STATUS: ReadonlyMap<string, string> = new Map([
  ['STATUS_CONDITION_TRUE', 'True'],
  ['STATUS_CONDITION_FALSE', 'False'],
]);

function after(pipeline: Pipeline, response: FunctionResponse, step: string): Pipeline {
  const { desired, context, results, ttlSeconds } = response;
  const told = response.conditions.map(({ type, status, reason, message }) => ({
    type,
    status: STATUS.get(status) ?? 'Unknown',
    reason,
    message: message || undefined,
  }));
  const fatal = isFatal(response) ? results.find(({ severity }) => severity === 'SEVERITY_FATAL') : undefined;
  const ttls = [pipeline.ttlSeconds, ttlSeconds].filter((ttl) => ttl > 0);
  return {
    desired,
    context,
    results: [...pipeline.results, ...results],
    conditions: [...pipeline.conditions, ...told],
    ttlSeconds: ttls.length > 0 ? Math.min(...ttls) : 0,
    failure: fatal && `pipeline step "${step}" returned a fatal result: ${fatal.message}`,
  };
}

/** The conditions that functions set; Crossplane's own they may not. */
export function ownConditions(pipeline: Pipeline): readonly Condition[] {
  return pipeline.conditions.filter(({ type }) => !conditions.isSystemType(type));
}

/** Whether the composite is ready: as a function said, or once all it composes is. */
export function readiness({ composite, resources }: State): Condition {
  if (composite.ready === 'READY_TRUE' || composite.ready === 'READY_FALSE') {
    return conditions.readyAsTold(composite.ready === 'READY_TRUE');
  }
  const unready = [...resources].filter(([, { ready }]) => ready !== 'READY_TRUE').map(([key]) => key);
  return conditions.ready(unready);
}
