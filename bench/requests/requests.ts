import { applyIntent } from '../../simulation/api-server/server-side-apply.js';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../../test/rules/scenario.js';
import { encodeTestRequest, type ObservedState, run, type TestRequest } from '../../test/support/run.js';
import { binding, POLICY } from '../../test/support/states.js';
import { composedAsStored, compositeAsStored } from './as-stored.js';
import { otherFunction } from './other-function.js';

/** How big a binding is, and how much of the pipeline's work is another function's. */
export interface Size {
  readonly users: number;
  readonly databases: number;
  readonly others: number;
}

/** The requests that every server is measured with. */
export const REQUEST_NAMES = ['create', 'steady', 'large'] as const;
export type RequestName = (typeof REQUEST_NAMES)[number];

/** A binding as many teams have one. */
export const STEADY: Size = { users: 2, databases: 1, others: 2 };
const LARGE: Size = { users: 50, databases: 20, others: 2 };

/** Fields that the platform team sets for everybody. */
export const BENCH_POLICY: JsonObject = { ...POLICY, tags: ['crossplane'] };

const REQUESTS: Readonly<Record<RequestName, () => TestRequest>> = {
  create: () => creating(STEADY),
  steady: () => steady(STEADY),
  large: () => steady(LARGE),
};

/** A request as the tests write it, made anew. */
export function requestNamed(name: RequestName): TestRequest {
  return REQUESTS[name]();
}

/** The bytes of a request. */
export function requestBytes(name: RequestName): Uint8Array {
  return encodeTestRequest(requestNamed(name));
}

/** A binding that was just made: nothing is observed of it. */
export function creating({ users, databases, others }: Size): TestRequest {
  const composite = bindingOf(users, databases);
  const { desired, context } = otherFunction(others, composite);
  return { composite: compositeAsStored(composite, []), policy: BENCH_POLICY, desired, context };
}

/** A binding that has become all that it asks for, as Crossplane sends it now and then. */
export function steady({ users, databases, others }: Size, name = 'orders'): TestRequest {
  const bare = bindingOf(users, databases, name);
  const { desired, observed: foreign, context } = otherFunction(others, bare);
  const own = appliedOnce(bare, settled('pg', bare, BENCH_POLICY));
  const observed: Readonly<Record<string, ObservedState>> = {
    ...Object.fromEntries(
      Object.entries(own).map(([key, state]) => [
        key,
        { ...state, resource: composedAsStored(key, state.resource, bare) },
      ]),
    ),
    ...foreign,
  };
  const composed = Object.values(observed).map(({ resource }) => resource);
  // The status is the one that the function itself gave last time.
  const { status, conditions } = run({ composite: bare, policy: BENCH_POLICY, observed });
  const stored = Object.entries(conditions).map(([type, { reason, message, status: state }]) => ({
    type,
    status: state === 'TRUE' ? 'True' : 'False',
    reason,
    ...(message === '' ? {} : { message }),
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }));
  const composite = compositeAsStored({ ...bare, status: { ...status, conditions: stored } }, composed);
  return { composite, policy: BENCH_POLICY, observed, desired, context };
}

/** What exists once the function's answer about it has been applied: another answer changes nothing any more. */
function appliedOnce(
  composite: JsonObject,
  observed: Readonly<Record<string, ObservedState>>,
): Readonly<Record<string, ObservedState>> {
  const { composed } = run({ composite, policy: BENCH_POLICY, observed });
  return Object.fromEntries(
    Object.entries(observed).map(([key, state]) => [
      key,
      { ...state, resource: applyIntent(state.resource, {}, composed[key]?.resource ?? {}) },
    ]),
  );
}

/** The composed resources that a request of this size ends in: a cluster, databases, users with a Secret each. */
export function composedCount({ users, databases, others }: Size): number {
  return 1 + databases + 2 * users + others;
}

/**
 * A size with so many composed resources. Two of five are another function's at every size, because a binding cannot have
 * 400 of its own; the rest are users with their Secrets and, for every two users, one database.
 */
export function sizeOf(composed: number): Size {
  const own = Math.ceil(composed * 0.6);
  const users = Math.floor(own * 0.4);
  return { users, databases: own - 1 - 2 * users, others: composed - own };
}

/** The job that the peers do too. */
function bindingOf(users: number, databases: number, name = 'orders'): JsonObject {
  const { metadata, ...rest } = binding({
    cluster: { engine: 'pg', version: '17', size: 'db-s-1vcpu-1gb' },
    databases: Array.from({ length: databases }, (_, i) => ({ name: i === 0 ? 'orders' : `orders-${i}` })),
    users: Array.from({ length: users }, (_, i) => ({ name: i === 0 ? 'orders' : `app-${i}` })),
  });
  return { ...rest, metadata: { ...asObject(metadata), name } };
}
