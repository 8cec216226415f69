import type { Json, JsonObject } from '../../src/lib/json.js';

/** A message of protobufjs, or what it takes for one: the fields that are set are own properties. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a message, none for the null that protobufjs makes of an absent map value. */
export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Every value converted under its key; `__proto__` stays a key like any other. */
export function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}

/** The JSON object that a decoded `google.protobuf.Struct` stands for. */
export function structToJson(struct: Fields): JsonObject {
  return mapValues(asFields(struct.fields), kindToJson);
}

/** The `google.protobuf.Struct` for a JSON object. */
export function structFromJson(json: JsonObject): Fields {
  return { fields: mapValues(json, kindFromJson) };
}

function kindToJson(value: unknown): Json {
  const { stringValue, numberValue, boolValue, structValue, listValue } = asFields(value);
  if (typeof stringValue === 'string') return stringValue;
  if (typeof numberValue === 'number') return numberValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (structValue) return structToJson(asFields(structValue));
  if (!listValue) return null;
  const { values } = asFields(listValue);
  return Array.isArray(values) ? values.map(kindToJson) : [];
}

function kindFromJson(json: Json): Fields {
  if (json === null) return { nullValue: 0 };
  if (typeof json === 'string') return { stringValue: json };
  if (typeof json === 'number') return { numberValue: json };
  if (typeof json === 'boolean') return { boolValue: json };
  return isList(json) ? { listValue: { values: json.map(kindFromJson) } } : { structValue: structFromJson(json) };
}

function isList(json: readonly Json[] | JsonObject): json is readonly Json[] {
  return Array.isArray(json);
}
