import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';

/** A condition of an object's status. */
export interface Condition {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Since when its status is so, in ISO 8601; empty if nobody said. */
  readonly since: string;
}

/** The conditions of an object, in their order. */
export function conditionsOf(object: JsonObject): readonly Condition[] {
  return asList(at(object, 'status', 'conditions'))
    .map(asObject)
    .map(({ type, status, reason, message, lastTransitionTime }) => ({
      type: asString(type) ?? '',
      status: asString(status) ?? 'Unknown',
      reason: asString(reason) ?? '',
      message: asString(message) ?? '',
      since: asString(lastTransitionTime) ?? '',
    }));
}

/** The condition of a type, if the object has it. */
export function conditionOf(object: JsonObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}
