import type protobuf from 'protobufjs';
import { enumOf, fieldsOf, isSet, messageTypeOf } from './protocol.js';
import { asFields } from './struct-json.js';

/** What messages can hold: `<message>.<field>` and `<enum>.<value>`, google's own types included. */
export function everything(types: readonly protobuf.Type[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (type: protobuf.Type): void => {
    for (const field of fieldsOf(type)) {
      if (names.has(field.fullName)) continue;
      names.add(field.fullName);
      for (const value of Object.keys(enumOf(field)?.values ?? {})) names.add(enumValue(field, value));
      const inner = messageTypeOf(field);
      if (inner) visit(inner);
    }
  };
  for (const type of types) visit(type);
  return names;
}

/** What a decoded message really has set, in the same names. */
export function covered(type: protobuf.Type, message: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (of: protobuf.Type, value: unknown): void => {
    const fields = asFields(value);
    for (const field of fieldsOf(of)) {
      if (!isSet(field, fields)) continue;
      names.add(field.fullName);
      for (const item of itemsOf(field, fields[field.name])) visitValue(field, item);
    }
  };
  const visitValue = (field: protobuf.Field, value: unknown): void => {
    const inner = messageTypeOf(field);
    if (inner) visit(inner, value);
    const name = enumOf(field)?.valuesById[Number(value)];
    if (name !== undefined) names.add(enumValue(field, name));
  };
  visit(type, message);
  return names;
}

function itemsOf(field: protobuf.Field, value: unknown): readonly unknown[] {
  if (field.map) return Object.values(asFields(value));
  return Array.isArray(value) ? value : [value];
}

function enumValue(field: protobuf.Field, value: string): string {
  return `${enumOf(field)?.fullName}.${value}`;
}
