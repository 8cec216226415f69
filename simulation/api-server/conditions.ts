import {
  asList,
  asNumber,
  asObject,
  asString,
  at,
  compact,
  isObject,
  type Json,
  type JsonObject,
} from '../../src/lib/json.js';

/** A status condition, without the time of its last transition. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message?: string | undefined;
  readonly observedGeneration?: number | undefined;
}

/** The conditions of an object, in the order they stand. */
export function conditionsOf(object: JsonObject): readonly Condition[] {
  return asList(at(object, 'status', 'conditions'))
    .filter(isObject)
    .map((condition) => ({
      type: asString(condition.type) ?? '',
      status: asString(condition.status) ?? 'Unknown',
      reason: asString(condition.reason) ?? '',
      message: asString(condition.message),
      observedGeneration: asNumber(condition.observedGeneration),
    }));
}

/** The condition of a type, where the object has it. */
export function conditionOf(object: JsonObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** The object with conditions set; one that says nothing new keeps the time of its last transition. */
export function withConditions(object: JsonObject, conditions: readonly Condition[], now: string): JsonObject {
  const list = [...asList(at(object, 'status', 'conditions'))];
  for (const condition of conditions) {
    const next = compact({ ...condition });
    const index = list.findIndex((candidate) => at(candidate, 'type') === condition.type);
    if (index >= 0 && saysTheSame(list[index], next)) continue;
    list[index >= 0 ? index : list.length] = { lastTransitionTime: now, ...next };
  }
  return { ...object, status: { ...asObject(object.status), conditions: list } };
}

function saysTheSame(condition: Json | undefined, next: JsonObject): boolean {
  const keys = ['status', 'reason', 'message', 'observedGeneration'];
  return keys.every((key) => at(condition, key) === at(next, key));
}
