import { asList, asObject, compact, type Json, type JsonObject, field as ownValue } from '../../src/lib/json.js';
import { type Field, type Kind, leavesOf } from './fields.js';
import { toRequest } from './values.js';

/** Whether the value of a field is to stand in a request. */
export type Chosen = (field: Field, value: Json) => boolean;

/** The body of a request: the values of those fields that it carries and that are chosen. */
export function bodyOf(kind: Kind, request: string, values: JsonObject, isChosen: Chosen): JsonObject {
  const body: Record<string, Json> = {};
  for (const field of kind.fields) addField(body, request, field, values, isChosen);
  return body;
}

type Mutable = Record<string, Json>;

function addField(body: Mutable, request: string, field: Field, values: JsonObject, isChosen: Chosen): void {
  const value = ownValue(values, field.name);
  if (value === undefined) return;
  if (field.repeats) addBlocks(body, request, field, asList(value));
  else if (field.children.length > 0) addBlock(body, request, field, asObject(asList(value)[0]), isChosen);
  else if (isChosen(field, value)) addValue(body, request, field, value);
}

function addBlock(body: Mutable, request: string, field: Field, block: JsonObject, isChosen: Chosen): void {
  const keys = commonKeys(leavesOf(field), request);
  // A block is there also where nothing is in it.
  if (keys !== undefined && keys.length > 0) put(body, keys, asObject(at(body, keys)));
  for (const child of field.children) addField(body, request, child, block, isChosen);
}

function addBlocks(body: Mutable, request: string, field: Field, blocks: readonly Json[]): void {
  const list = blocks.map((block) => {
    const entries = field.children.map((child) => {
      const key = keysOf(child, request)?.at(-1) ?? child.name;
      return [key, toRequest(child, asObject(block)[child.name])] as const;
    });
    return compact(Object.fromEntries(entries));
  });
  const keys = field.children.map((child) => keysOf(child, request)).find((each) => each !== undefined);
  if (keys !== undefined) put(body, keys.slice(0, keys.indexOf('[]')), list);
}

function addValue(body: Mutable, request: string, field: Field, value: Json): void {
  const keys = keysOf(field, request);
  const sent = toRequest(field, value);
  if (keys !== undefined && sent !== undefined) put(body, keys, sent);
}

/** The keys that all fields of a block have in common, up to a list of blocks. */
function commonKeys(leaves: readonly Field[], request: string): readonly string[] | undefined {
  const all = leaves.map((leaf) => keysOf(leaf, request));
  const [first] = all;
  if (first === undefined) return undefined;
  const differs = first.findIndex((key, index) => key === '[]' || all.some((keys) => keys?.[index] !== key));
  const shared = first.slice(0, differs === -1 ? first.length - 1 : differs);
  return shared;
}

function keysOf({ places }: Field, request: string): readonly string[] | undefined {
  return places.find((place) => place.request === request)?.keys;
}

function at(body: JsonObject, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((value, key) => asObject(value)[key], body);
}

function put(body: Mutable, [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    body[key] = value;
    return;
  }
  const below: Mutable = { ...asObject(body[key]) };
  put(below, rest, value);
  body[key] = below;
}
