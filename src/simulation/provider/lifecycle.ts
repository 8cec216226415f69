import { asNumber, asString, at, field, type JsonObject } from '../../lib/json.js';
import { withConditions } from '../api-server/conditions.js';
import { isDeleting } from '../api-server/object-store.js';
import { digest, fakeUuid } from '../fake.js';
import type { ConnectionDetails, Controller, Counterpart, Observation } from './controller.js';
import type { DigitalOcean } from './digitalocean.js';
import * as managed from './managed.js';
import * as verdicts from './verdicts.js';

/** What the provider remembers of a managed resource from one poll to the next. */
export interface Memory {
  readonly polls: number;
  /** A creation or an update that runs, and how many more polls it takes. */
  readonly operation?: { readonly kind: 'create' | 'update'; readonly remaining: number } | undefined;
  /** The last creation that was refused; it is tried again after some polls or when the resource changes. */
  readonly refused?: { readonly attempts: number; readonly retryIn: number; readonly generation: number } | undefined;
  readonly deletionSent?: boolean;
}

/** What a poll works with. */
export interface PollContext {
  readonly controller: Controller;
  readonly cloud: DigitalOcean;
  readonly now: string;
  /** What DigitalOcean objects to when this resource is created, where a test or a demo asked for that. */
  readonly objection: string | undefined;
}

/** What a poll leaves behind. */
export interface Poll {
  readonly resource: JsonObject;
  readonly memory: Memory;
  readonly details?: ConnectionDetails;
}

const RETRY_POLLS = 4;

/** One look of the provider at one managed resource, and what it does about it. */
export function poll(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  // The API server shows a resource for a moment before its controller gets to it.
  if (memory.polls === 0) return { resource, memory: { polls: 1 } };
  if (isDeleting(resource)) return remove(resource, memory, context);
  const resolved = context.controller.resolve(resource);
  if (memory.operation === undefined) return observe(resolved, memory, context);
  const { kind, remaining } = memory.operation;
  if (remaining > 0)
    return { resource: resolved, memory: { ...memory, operation: { kind, remaining: remaining - 1 } } };
  const ended = { ...memory, operation: undefined };
  return kind === 'create' ? endCreation(resolved, ended, context) : endUpdate(resolved, ended, context);
}

function remove(resource: JsonObject, memory: Memory, { controller, cloud, now }: PollContext): Poll {
  if (memory.deletionSent || !managed.may(resource, 'Delete')) return { resource: managed.released(resource), memory };
  controller.delete(resource, cloud);
  const deleting = withConditions(resource, [verdicts.deleting(), verdicts.synced(resource)], now);
  return { resource: deleting, memory: { ...memory, deletionSent: true } };
}

function observe(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  const observation = context.controller.observe(resource, context.cloud);
  switch (observation.state) {
    case 'absent':
      return managed.may(resource, 'Create') ? create(resource, memory, context) : missing(resource, memory, context);
    case 'failed':
      return failed(resource, memory, context, observation);
    case 'present':
      return present(resource, memory, context, observation);
  }
}

function create(resource: JsonObject, memory: Memory, { controller, now }: PollContext): Poll {
  const { refused } = memory;
  if (refused !== undefined && refused.retryIn > 0 && refused.generation === generationOf(resource)) {
    return { resource, memory: { ...memory, refused: { ...refused, retryIn: refused.retryIn - 1 } } };
  }
  const started = managed.withCreationNoted(managed.takenOver(resource), now);
  const verdict = [verdicts.creating(resource), verdicts.operationRuns()];
  const settled = refused === undefined ? [...verdict, verdicts.synced(resource)] : verdict;
  return {
    resource: withConditions(managed.withAtProvider(started, {}), settled, now),
    memory: { ...memory, operation: { kind: 'create', remaining: controller.creationPolls - 1 } },
  };
}

function endCreation(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  const { controller, cloud, now, objection } = context;
  const answer =
    objection === undefined ? controller.create(resource, cloud) : { ok: false as const, cause: objection };
  if (!answer.ok) return refuse(resource, memory, context, answer.cause);
  const named = managed.withExternalName(resource, answer.value);
  const ended = withConditions(named, [verdicts.operationEnded(), verdicts.operationSucceeded()], now);
  const known = managed.withAtProvider(ended, { id: answer.value });
  const after = { ...memory, refused: undefined };
  const observation = controller.observe(known, cloud);
  if (controller.observesAtOnce || observation.state !== 'present') return observe(known, after, context);
  const { atProvider, details } = observation.counterpart;
  const read = withConditions(managed.withAtProvider(known, atProvider), [verdicts.synced(known)], now);
  return { resource: read, memory: after, details };
}

function refuse(resource: JsonObject, memory: Memory, { controller, now }: PollContext, cause: string): Poll {
  const attempts = (memory.refused?.attempts ?? 0) + 1;
  const request = fakeUuid('request', digest(asString(at(resource, 'metadata', 'uid')) ?? ''), String(attempts));
  const status = cause.endsWith('not found') ? 404 : 422;
  const error = `apply failed: ${controller.creationError(resource)}: ${status} (request "${request}") ${cause}`;
  const conditions = [
    verdicts.unsynced(resource, `create failed: ${error}`),
    verdicts.operationEnded(),
    verdicts.operationFailed(error),
  ];
  return {
    resource: withConditions(resource, conditions, now),
    memory: { ...memory, refused: { attempts, retryIn: RETRY_POLLS, generation: generationOf(resource) } },
  };
}

function endUpdate(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  context.controller.update(resource, context.cloud);
  const conditions = [verdicts.operationEnded(), verdicts.operationSucceeded()];
  return observe(withConditions(resource, conditions, context.now), memory, context);
}

function missing(resource: JsonObject, memory: Memory, { now }: PollContext): Poll {
  const message = 'observe failed: external resource does not exist';
  return {
    resource: withConditions(managed.withStatus(resource), [verdicts.unsynced(resource, message)], now),
    memory,
  };
}

function failed(
  resource: JsonObject,
  memory: Memory,
  { now }: PollContext,
  { message, found }: Extract<Observation, { state: 'failed' }>,
): Poll {
  const verdict = verdicts.unsynced(resource, message);
  if (found === undefined) return { resource: withConditions(managed.withStatus(resource), [verdict], now), memory };
  const named = managed.withExternalName(resource, found.externalName);
  const shown = managed.withAtProvider(named, found.counterpart.atProvider);
  return {
    resource: withConditions(shown, [verdicts.available(), verdict], now),
    memory,
    details: found.counterpart.details,
  };
}

function present(
  resource: JsonObject,
  memory: Memory,
  { controller, now }: PollContext,
  { counterpart, drift }: Extract<Observation, { state: 'present' }>,
): Poll {
  if (Object.keys(drift).length > 0 && managed.may(resource, 'Update')) {
    const conditions = [verdicts.operationRuns(), verdicts.synced(resource)];
    return {
      resource: withConditions(managed.withAtProvider(resource, counterpart.atProvider), conditions, now),
      memory: { ...memory, operation: { kind: 'update', remaining: 0 } },
      details: counterpart.details,
    };
  }
  const taken = managed.withAtProvider(managed.takenOver(resource), counterpart.atProvider);
  const initialized = managed.may(resource, 'LateInitialize') ? lateInitialize(taken, controller, counterpart) : taken;
  return {
    resource: withConditions(initialized, [verdicts.available(), verdicts.synced(resource)], now),
    memory,
    details: counterpart.details,
  };
}

function lateInitialize(resource: JsonObject, controller: Controller, { atProvider }: Counterpart): JsonObject {
  const parameters = managed.parametersOf(resource);
  const missing = controller.lateInitialized.filter((key) => field(parameters, key) === undefined);
  return managed.withParameters(resource, Object.fromEntries(missing.map((key) => [key, atProvider[key] ?? ''])));
}

function generationOf(resource: JsonObject): number {
  return asNumber(at(resource, 'metadata', 'generation')) ?? 1;
}
