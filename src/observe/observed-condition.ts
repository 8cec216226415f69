import { asList, asNumber, asObject, asString, type Json, type JsonObject } from '../lib/json.js';
import type { Projection } from '../wire/struct.js';

/** What is read of a condition. */
export const CONDITION: Projection = {
  type: true,
  status: true,
  reason: true,
  message: true,
  observedGeneration: true,
};

/** Removes secrets from a text. */
export type Redact = (text: string) => string;

/** A status condition; `status` is `True`, `False` or `Unknown`. */
export class ObservedCondition {
  readonly status: string | undefined;
  readonly reason: string | undefined;
  /** The generation of the resource that it describes, if the provider sets it. */
  readonly observedGeneration: number | undefined;

  constructor(
    private readonly condition: JsonObject,
    private readonly redact: Redact,
  ) {
    this.status = asString(condition.status);
    this.reason = asString(condition.reason);
    this.observedGeneration = asNumber(condition.observedGeneration);
  }

  /** Redacted when it is read, since few messages are. */
  get message(): string | undefined {
    const message = asString(this.condition.message);
    return message && this.redact(message);
  }
}

/** The conditions of a status by their type. */
export function readConditions(
  conditions: Json | undefined,
  redact: Redact = (text) => text,
): ReadonlyMap<string, ObservedCondition> {
  const byType = new Map<string, ObservedCondition>();
  for (const entry of asList(conditions)) {
    const condition = asObject(entry);
    const type = asString(condition.type);
    if (type !== undefined) byType.set(type, new ObservedCondition(condition, redact));
  }
  return byType;
}
