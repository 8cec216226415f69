import { asNumber, asString, at, type JsonObject } from '../../src/lib/json.js';
import { withConditions } from '../api-server/conditions.js';
import { digest, fakeUuid } from '../fake.js';
import { statusOf } from './api.js';
import * as managed from './managed.js';
import { invalid } from './messages.js';
import type { Memory, Poll, PollContext } from './poll.js';
import * as verdicts from './verdicts.js';

const RETRY_POLLS = 4;

/** Begins to create the counterpart, unless it was refused a short time ago. What is known of a lost one stays until then. */
export function beginCreation(resource: JsonObject, memory: Memory, { controller, now }: PollContext): Poll {
  const { refused } = memory;
  if (refused !== undefined && refused.retryIn > 0 && refused.generation === generationOf(resource)) {
    return { resource, memory: { ...memory, refused: { ...refused, retryIn: refused.retryIn - 1 } } };
  }
  const started = managed.withStatus(managed.withCreationNoted(managed.takenOver(resource), now));
  const verdict = [verdicts.creating(resource), verdicts.operationRuns(), verdicts.synced(resource)];
  return {
    resource: withConditions(started, verdict, now),
    memory: { ...memory, operation: { kind: 'create', remaining: controller.creationPolls - 1 } },
  };
}

/** Creates the counterpart, or tells why Terraform or DigitalOcean refuses to. */
export function endCreation(resource: JsonObject, memory: Memory, context: PollContext): Poll {
  const { controller, api, now, objection } = context;
  const problem = controller.invalid?.(resource, undefined);
  if (problem !== undefined) return refuse(resource, memory, now, invalid(problem));
  const answer = objection === undefined ? controller.create(resource, api) : { ok: false as const, cause: objection };
  if (!answer.ok) return refuse(resource, memory, now, refusal(resource, memory, context, answer.cause));
  const verdict = [verdicts.operationEnded(), verdicts.operationSucceeded(), verdicts.synced(resource)];
  return {
    resource: withConditions(resource, verdict, now),
    memory: { ...memory, refused: undefined, state: answer.value },
  };
}

// Terraform ends every error with a colon, and details where it has any.
function refusal(resource: JsonObject, memory: Memory, { controller }: PollContext, cause: string): string {
  const uid = asString(at(resource, 'metadata', 'uid')) ?? '';
  const request = fakeUuid('request', digest(uid), String(memory.refused?.attempts ?? 0));
  return `${controller.creationError(resource)}: ${statusOf(cause)} (request "${request}") ${cause}: `;
}

function refuse(resource: JsonObject, memory: Memory, now: string, error: string): Poll {
  const attempts = (memory.refused?.attempts ?? 0) + 1;
  const conditions = [
    verdicts.unsynced(resource, `create failed: apply failed: ${error}`),
    verdicts.operationEnded(),
    verdicts.operationFailed(`apply failed: ${error}`),
  ];
  return {
    resource: withConditions(resource, conditions, now),
    memory: { ...memory, refused: { attempts, retryIn: RETRY_POLLS, generation: generationOf(resource) } },
  };
}

function generationOf(resource: JsonObject): number {
  return asNumber(at(resource, 'metadata', 'generation')) ?? 1;
}
