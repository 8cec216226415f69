import type { JsonObject } from '../../src/lib/json.js';
import { withConditions } from '../api-server/conditions.js';
import type { Failure, Outcome } from './controller.js';
import * as managed from './managed.js';
import { applyFailed } from './messages.js';
import type { Memory, Operation, Poll, PollContext } from './poll.js';
import * as verdicts from './verdicts.js';

const RETRY_POLLS = 4;

/** Begins to create the counterpart, unless it was refused a short time ago. What is known of a lost one stays until then. */
export function beginCreation(resource: JsonObject, memory: Memory, { controller, now }: PollContext): Poll {
  const paused = waiting('create', resource, memory);
  if (paused !== undefined) return { resource, memory: paused };
  const started = managed.withStatus(managed.withCreationNoted(managed.takenOver(resource), now));
  const verdict = [verdicts.creating(resource), verdicts.operationRuns(), verdicts.synced(resource)];
  return {
    resource: withConditions(started, verdict, now),
    memory: { ...memory, operation: { kind: 'create', remaining: controller.creationPolls - 1 } },
  };
}

/** Creates the counterpart, or tells why Terraform or DigitalOcean refuses to. An update creates too what is not there. */
export function endCreation(
  resource: JsonObject,
  memory: Memory,
  context: PollContext,
  operation: Operation = 'create',
): Poll {
  const { state, failure } = create(resource, context);
  if (failure !== undefined) return failed(operation, resource, { ...memory, state }, failure, context);
  const verdict = [verdicts.operationEnded(), verdicts.operationSucceeded(), verdicts.synced(resource)];
  return {
    resource: withConditions(resource, verdict, context.now),
    memory: { ...memory, pause: undefined, failures: 0, state },
  };
}

/** What an operation that failed leaves; it is tried again after a while, or when the resource changes. */
export function failed(
  operation: Operation,
  resource: JsonObject,
  memory: Memory,
  failure: Failure,
  { now }: PollContext,
): Poll {
  const failures = memory.failures ?? 0;
  const message = applyFailed(failure, managed.requestId(resource, failures));
  const verdict = [
    verdicts.failed(`${operation} failed: ${message}`),
    verdicts.operationEnded(),
    verdicts.operationFailed(message),
  ];
  return {
    resource: withConditions(resource, verdict, now),
    memory: rested(operation, resource, { ...memory, failures: failures + 1 }),
  };
}

/** What is remembered of a resource that is left alone for a while. */
export function rested(operation: Operation, resource: JsonObject, memory: Memory): Memory {
  return { ...memory, pause: { operation, polls: RETRY_POLLS, generation: managed.generationOf(resource) } };
}

/** What is remembered one poll later while a resource is left alone; nothing once its time has come. */
export function waiting(operation: Operation, resource: JsonObject, memory: Memory): Memory | undefined {
  const { pause } = memory;
  if (pause?.operation !== operation || pause.polls === 0) return undefined;
  if (pause.generation !== managed.generationOf(resource)) return undefined;
  return { ...memory, pause: { ...pause, polls: pause.polls - 1 } };
}

function create(resource: JsonObject, { controller, client, secretOf, objection }: PollContext): Outcome {
  const [place, written] = [controller.place(resource), controller.written(resource, secretOf)];
  if (objection === undefined) return controller.create(place, written, client);
  const status = objection.endsWith('not found') ? 404 : 422;
  const lift = client.cloud.traffic.fault({ status, message: objection });
  const outcome = controller.create(place, written, client);
  lift();
  return outcome;
}
