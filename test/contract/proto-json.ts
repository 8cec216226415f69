import type protobuf from 'protobufjs';
import type { Json, JsonObject } from '../../src/lib/json.js';
import { asList, asObject } from '../../src/lib/json.js';
import { enumOf, fieldsOf, isSet, messageTypeOf } from './protocol.js';
import { asFields, type Fields, mapValues, structFromJson, structToJson } from './struct-json.js';

/** A message in protobuf's own JSON form, which every implementation can read and write. */
export function decodeToJson(type: protobuf.Type, bytes: Uint8Array): Json {
  // From a Buffer protobufjs makes Buffers of all bytes fields.
  return messageToJson(type, type.decode(Buffer.from(bytes)));
}

/** The bytes of a message that is given in protobuf's own JSON form. */
export function encodeFromJson(type: protobuf.Type, json: JsonObject): Uint8Array {
  return type.encode(messageFromJson(type, json)).finish();
}

interface WellKnown {
  readonly toJson: (message: Fields) => Json;
  readonly fromJson: (json: Json) => Fields;
}

/** The types with a JSON form of their own. */
const WELL_KNOWN: Readonly<Record<string, WellKnown>> = {
  '.google.protobuf.Struct': { toJson: structToJson, fromJson: (json) => structFromJson(asObject(json)) },
  '.google.protobuf.Duration': { toJson: durationToJson, fromJson: durationFromJson },
};

function durationToJson({ seconds, nanos }: Fields): string {
  return `${seconds ?? 0}.${String(Number(nanos ?? 0) / 1e6).padStart(3, '0')}s`;
}

function durationFromJson(json: Json): Fields {
  const [seconds, fraction] = String(json).replace(/s$/, '').split('.');
  return { seconds: Number(seconds), nanos: Number(fraction?.padEnd(9, '0')) };
}

/** A field's name in JSON: `match_name` is `matchName`, `openapi_v3` is `openapiV3`. */
export function jsonName(field: protobuf.Field): string {
  return field.name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function messageToJson(type: protobuf.Type, message: unknown): Json {
  const fields = asFields(message);
  const wellKnown = WELL_KNOWN[type.fullName];
  if (wellKnown) return wellKnown.toJson(fields);
  const set = fieldsOf(type).filter((field) => isSet(field, fields));
  return Object.fromEntries(set.map((field) => [jsonName(field), fieldToJson(field, fields[field.name])]));
}

function fieldToJson(field: protobuf.Field, value: unknown): Json {
  if (field.map) return mapValues(asFields(value), (item) => valueToJson(field, item));
  return Array.isArray(value) ? value.map((item) => valueToJson(field, item)) : valueToJson(field, value);
}

function valueToJson(field: protobuf.Field, value: unknown): Json {
  const type = messageTypeOf(field);
  if (type) return messageToJson(type, value);
  const names = enumOf(field)?.valuesById;
  if (names) return names[Number(value)] ?? Number(value);
  if (Buffer.isBuffer(value)) return value.toString('base64');
  // Map entries may leave out an empty value; for bytes protobufjs then gives an empty list.
  if (field.type === 'bytes' && Array.isArray(value) && value.length === 0) return '';
  if (typeof value === 'string') return value;
  throw new Error(`cannot convert field "${field.fullName}": type "${field.type}" is not known here`);
}

function messageFromJson(type: protobuf.Type, json: Json): Fields {
  const wellKnown = WELL_KNOWN[type.fullName];
  if (wellKnown) return wellKnown.fromJson(json);
  const object = asObject(json);
  const set = fieldsOf(type).filter((field) => Object.hasOwn(object, jsonName(field)));
  return Object.fromEntries(set.map((field) => [field.name, fieldFromJson(field, object[jsonName(field)] ?? null)]));
}

function fieldFromJson(field: protobuf.Field, json: Json): unknown {
  if (field.map) return mapValues(asObject(json), (item) => valueFromJson(field, item));
  return field.repeated ? asList(json).map((item) => valueFromJson(field, item)) : valueFromJson(field, json);
}

function valueFromJson(field: protobuf.Field, json: Json): unknown {
  const type = messageTypeOf(field);
  if (type) return messageFromJson(type, json);
  const numbers = enumOf(field)?.values;
  if (numbers) return numbers[String(json)] ?? Number(json);
  return field.type === 'bytes' ? Buffer.from(String(json), 'base64') : String(json);
}
