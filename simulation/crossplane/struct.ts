import { isObject, type Json, type JsonObject } from '../../src/lib/json.js';

/** A `google.protobuf.Value` as protobufjs takes and gives it. */
export interface WireValue {
  readonly nullValue?: number | string;
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly structValue?: WireStruct;
  readonly listValue?: { readonly values?: readonly WireValue[] };
}

/** A `google.protobuf.Struct` as protobufjs takes and gives it. */
export interface WireStruct {
  readonly fields?: Readonly<Record<string, WireValue>>;
}

/** A JSON object as a Struct. */
export function toStruct(object: JsonObject): WireStruct {
  return { fields: Object.fromEntries(Object.entries(object).map(([key, value]) => [key, toValue(value)])) };
}

/** A Struct as a JSON object. */
export function fromStruct(struct: WireStruct | null | undefined): JsonObject {
  return Object.fromEntries(Object.entries(struct?.fields ?? {}).map(([key, value]) => [key, fromValue(value)]));
}

function toValue(value: Json): WireValue {
  if (value === null) return { nullValue: 0 };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (isObject(value)) return { structValue: toStruct(value) };
  return { listValue: { values: value.map(toValue) } };
}

function fromValue({ numberValue, stringValue, boolValue, structValue, listValue }: WireValue): Json {
  if (structValue) return fromStruct(structValue);
  if (listValue) return (listValue.values ?? []).map(fromValue);
  return stringValue ?? numberValue ?? boolValue ?? null;
}
