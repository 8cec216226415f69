import { field, type JsonObject } from '../../src/lib/json.js';
import { type Condition, conditionOf, withConditions } from '../api-server/conditions.js';
import { isDeleting } from '../api-server/object-store.js';
import type { ConnectionDetails, Controller, Counterpart } from './controller.js';
import { beginCreation, endCreation, failed, rested, waiting } from './creation.js';
import { look } from './look.js';
import * as managed from './managed.js';
import { invalid, wouldReplace } from './messages.js';
import * as policies from './policies.js';
import type { Memory, Poll, PollContext } from './poll.js';
import * as verdicts from './verdicts.js';

const DOES_NOT_EXIST = 'observe failed: external resource does not exist';

/** One look of the provider at one managed resource, and what it does about it. */
export function poll(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  // The API server shows a resource for a moment before its controller gets to it.
  if (memory.polls === 0) return { resource, memory: { polls: 1 } };
  if (policies.isPaused(resource)) return said(resource, memory, verdicts.paused(), context);
  const problem = policies.unsupported(resource);
  if (problem !== undefined) return said(resource, memory, verdicts.unsynced(resource, problem), context);
  if (isDeleting(resource)) return remove(resource, memory, context);
  const resolved = context.controller.resolve(resource);
  if (memory.operation === undefined) return observe(resolved, memory, context);
  const { kind, remaining } = memory.operation;
  if (remaining > 0)
    return { resource: resolved, memory: { ...memory, operation: { kind, remaining: remaining - 1 } } };
  const ended = { ...memory, operation: undefined };
  return kind === 'create' ? endCreation(resolved, ended, context) : updated(resolved, ended, context);
}

/** What may not be deleted goes from Kubernetes at once, without a look; all else when nothing is there any more. */
function remove(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  if (!policies.may(resource, 'Delete')) return { resource: managed.released(resource), memory };
  const { controller, client, now } = context;
  const seen = look(resource, memory.state, context);
  switch (seen.state) {
    case 'absent':
      return { resource: managed.released(resource), memory };
    case 'refused':
      return said(resource, memory, verdicts.unsynced(resource, seen.message), context);
    case 'present':
      controller.delete(seen.counterpart.state, client);
      return {
        resource: withConditions(resource, [verdicts.deleting(), verdicts.synced(resource)], now),
        memory: { ...memory, state: undefined },
      };
  }
}

function observe(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  const seen = look(resource, memory.state, context);
  const nothingKnown = { ...memory, state: undefined };
  switch (seen.state) {
    case 'absent':
      return policies.may(resource, 'Create')
        ? beginCreation(resource, nothingKnown, context)
        : missing(resource, nothingKnown, context);
    case 'refused':
      return said(resource, nothingKnown, verdicts.unsynced(resource, seen.message), context);
    case 'present':
      return present(resource, { ...memory, state: seen.counterpart.state }, context, seen.counterpart);
  }
}

/**
 * Only who may do nothing else is told that nothing is there; who may delete it has what it wants. Who may update it does, and
 * for Terraform that means to create it.
 */
function missing(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  if (policies.may(resource, 'Update')) {
    const paused = waiting('update', resource, memory);
    if (paused !== undefined) return { resource, memory: paused };
    const started = said(resource, memory, verdicts.synced(resource), context);
    return { ...started, memory: { ...memory, operation: { kind: 'update', remaining: 0 } } };
  }
  return policies.onlyObserves(resource)
    ? said(resource, memory, verdicts.unsynced(resource, DOES_NOT_EXIST), context)
    : said(managed.takenOver(resource), memory, verdicts.synced(resource), context);
}

function updated(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  const { controller, client, secretOf, now } = context;
  const ended = withConditions(resource, [verdicts.operationEnded(), verdicts.operationSucceeded()], now);
  const seen = look(resource, memory.state, context);
  if (seen.state === 'absent' && !policies.may(resource, 'Create'))
    return endCreation(resource, memory, context, 'update');
  if (seen.state !== 'present') return observe(ended, memory, context);
  const known = seen.counterpart.state;
  if (planFor(resource, context, seen.counterpart).changes !== true)
    return observe(ended, { ...memory, state: known }, context);
  const { state = known, failure } = controller.update(controller.written(resource, secretOf), known, client);
  if (failure !== undefined) return failed('update', resource, { ...memory, state }, failure, context);
  return observe(ended, rested('update', resource, { ...memory, failures: 0, state }), context);
}

/**
 * What the provider does about a counterpart that is there: one thing at each look. Whatever it writes beside the status
 * costs it what it had just seen, so a new external name stands there before the status that belongs to it.
 */
function present(resource: JsonObject, memory: Memory, context: PollContext, counterpart: Counterpart): Poll {
  const { state, atProvider, details } = counterpart;
  const told = (changed: JsonObject, ...verdict: readonly Condition[]): Poll => ({
    resource: withConditions(changed, [...verdict, verdicts.synced(resource)], context.now),
    memory,
    details,
  });
  if (!policies.imports(resource) && context.controller.externalName(resource) !== state.id) {
    const named = managed.withExternalName(resource, state.id);
    if (policies.may(resource, 'LateInitialize')) return told(named);
    if (!isReady(resource)) return told(named, verdicts.available());
    return carryOut(named, planFor(resource, context, counterpart), memory, context, details);
  }
  if (!managed.isTakenOver(resource)) return told(managed.takenOver(resource));
  const shown = managed.withAtProvider(resource, atProvider);
  if (policies.imports(resource)) return told(shown, verdicts.available());
  if (!isReady(resource)) return told(shown, verdicts.operationEnded(), verdicts.available());
  const initialized = lateInitialized(resource, context.controller, counterpart);
  if (initialized !== undefined) return told(initialized);
  const plan = planFor(resource, context, counterpart);
  const seen = withConditions(shown, [verdicts.operationEnded()], context.now);
  return carryOut(seen, plan, memory, context, details);
}

/** A look that is blocked ends before the details are told. */
function carryOut(
  resource: JsonObject,
  { blocked, changes = false }: Planned,
  memory: Memory,
  { now }: PollContext,
  details: ConnectionDetails,
): Poll {
  if (blocked !== undefined) {
    const message = `observe failed: cannot run plan: plan failed: ${blocked}`;
    return { resource: withConditions(resource, [verdicts.unsynced(resource, message)], now), memory };
  }
  const synced = verdicts.synced(resource);
  if (!changes || !policies.may(resource, 'Update')) {
    return { resource: withConditions(resource, [synced], now), memory, details };
  }
  const paused = waiting('update', resource, memory);
  if (paused !== undefined) return { resource, memory: paused, details };
  const operation = { kind: 'update', remaining: 0 } as const;
  // That an operation runs is told by the next look, if there is one while it does.
  const running = withConditions(resource, [synced], now);
  return { resource: running, memory: { ...memory, operation }, details };
}

interface Planned {
  readonly blocked?: string;
  readonly changes?: boolean;
}

/** Whether Terraform would change anything, or why it plans nothing at all. */
function planFor(resource: JsonObject, { controller, secretOf }: PollContext, { state }: Counterpart): Planned {
  const plan = controller.plan(controller.place(resource), controller.written(resource, secretOf), state);
  if (plan === 'replacement') return { blocked: wouldReplace(controller, resource) };
  return typeof plan === 'string' ? { changes: plan === 'change' } : { blocked: invalid(plan.problem) };
}

function said(resource: JsonObject, memory: Memory, condition: Condition, { now }: Pick<PollContext, 'now'>): Poll {
  return { resource: withConditions(managed.withStatus(resource), [condition], now), memory };
}

function isReady(resource: JsonObject): boolean {
  return conditionOf(resource, 'Ready')?.status === 'True';
}

/** The resource with what late initialisation fills in, where anything is missing. */
function lateInitialized(
  resource: JsonObject,
  controller: Controller,
  { atProvider }: Counterpart,
): JsonObject | undefined {
  if (!policies.may(resource, 'LateInitialize')) return undefined;
  const parameters = managed.parametersOf(resource);
  const missing = controller.lateInitialized.filter((key) => field(parameters, key) === undefined);
  if (missing.length === 0) return undefined;
  return managed.withParameters(resource, Object.fromEntries(missing.map((key) => [key, atProvider[key] ?? ''])));
}
