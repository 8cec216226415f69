import type { Json, JsonObject } from '../lib/json.js';
import { Base64Texts } from './base64-texts.js';
import type { Writer } from './writer.js';

/** A Kubernetes object to be written: plain JSON, except for a Secret's data. */
export interface Manifest {
  readonly [key: string]: Json | Base64Texts;
}

/** Writes a `google.protobuf.Struct`'s fields in front of what the writer holds, in the order of the object's keys. */
export function writeStruct(writer: Writer, object: Manifest): void {
  const keys = Object.keys(object);
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i] ?? '';
    const entry = writer.length;
    writeValue(writer, object[key] ?? null);
    writer.close(2, entry);
    writer.string(1, key);
    writer.close(1, entry);
  }
}

function writeValue(writer: Writer, value: Json | Base64Texts): void {
  if (typeof value === 'string') writer.string(3, value);
  else if (typeof value === 'number') writer.double(2, value);
  else if (typeof value === 'boolean') writer.uint(4, value ? 1 : 0);
  else if (value === null) writer.uint(1, 0);
  else {
    const mark = writer.length;
    if (isList(value)) writeList(writer, value);
    else if (value instanceof Base64Texts) writeTexts(writer, value);
    else writeStruct(writer, value);
    writer.close(isList(value) ? 6 : 5, mark);
  }
}

function writeTexts(writer: Writer, { keys, texts }: Base64Texts): void {
  for (let i = keys.length - 1; i >= 0; i--) {
    const text = texts[i];
    if (text === undefined) continue;
    const entry = writer.length;
    writer.base64(3, text);
    writer.close(2, entry);
    writer.string(1, keys[i] ?? '');
    writer.close(1, entry);
  }
}

function writeList(writer: Writer, items: readonly Json[]): void {
  for (let i = items.length - 1; i >= 0; i--) {
    const mark = writer.length;
    writeValue(writer, items[i] ?? null);
    writer.close(1, mark);
  }
}

function isList(value: readonly Json[] | JsonObject | Base64Texts): value is readonly Json[] {
  return Array.isArray(value);
}
