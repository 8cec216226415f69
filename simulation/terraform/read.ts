import { asList, asObject, at, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { type Field, type Kind, leavesOf } from './fields.js';
import { fromAnswer, isZero, zeroOf } from './values.js';

/** Answers by what was asked: nothing for the resource itself, otherwise `GET` and a word below its path. */
export type Answers = (request: string) => JsonObject;

/** What Terraform holds after it has read a resource, or the field at whose absence it falls over. */
export function readOf(kind: Kind, held: JsonObject, answers: Answers): JsonObject | { readonly panic: string } {
  const panic = kind.fields.flatMap((field) => panicsIn(field, held, answers))[0];
  if (panic !== undefined) return { panic };
  return readFields(kind.fields, held, answers);
}

/** The further requests that a read makes: for what is only read while it is held. */
export function furtherReads(kind: Kind, held: JsonObject): readonly string[] {
  const own = kind.fields.filter(({ name, answer }) => answer?.request && !isZero(held[name]));
  return [...new Set(own.map(({ answer }) => answer?.request ?? ''))];
}

/** Whether a block, or a list of blocks, is told by answers at all. */
function isRead(field: Field): boolean {
  return leavesOf(field).some(({ answer }) => answer !== undefined);
}

function readFields(fields: readonly Field[], held: JsonObject, answers: Answers): JsonObject {
  return compact(Object.fromEntries(fields.map((field) => [field.name, readField(field, held[field.name], answers)])));
}

function readField(field: Field, held: Json | undefined, answers: Answers): Json | undefined {
  const { readBack, set = '' } = field.row;
  if (readBack === 'whenSet' && isZero(held)) return undefined;
  if (!isRead(field)) return set.endsWith('+forever') ? zeroOf(field) : held;
  if (field.repeats) return readBlocks(field, held, answers);
  if (field.children.length > 0) return readBlock(field, held, answers);
  const told = toldOf(field, answers);
  if (told !== undefined) return fromAnswer(field, told);
  if (field.row.answerLacksIt === 'kept') return held;
  return field.row.computed ? zeroOf(field) : undefined;
}

function readBlock(field: Field, held: Json | undefined, answers: Answers): Json | undefined {
  const isTold = leavesOf(field).some((leaf) => toldOf(leaf, answers) !== undefined);
  if (!isTold) return undefined;
  return [readFields(field.children, asObject(asList(held)[0]), answers)];
}

function readBlocks(field: Field, held: Json | undefined, answers: Answers): Json | undefined {
  const keys = field.children.flatMap(({ answer }) => (answer === undefined ? [] : [answer.keys]))[0] ?? [];
  const told = at(answers(''), ...keys.slice(0, keys.indexOf('[]')));
  if (told === undefined) return held;
  const blocks = asList(told).map((block) => {
    const entries = field.children.map(({ name, answer }) => [name, at(block, answer?.keys.at(-1) ?? name)] as const);
    return compact(Object.fromEntries(entries));
  });
  return blocks.length === 0 ? undefined : blocks;
}

function toldOf({ answer }: Field, answers: Answers): Json | undefined {
  if (answer === undefined) return undefined;
  const told = at(answers(answer.request), ...answer.keys);
  return isEmpty(told) ? undefined : told;
}

// What has no value is not in an answer.
function isEmpty(value: Json | undefined): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A field without which a read ends: always, or of a block only while that is held. */
function panicsIn(field: Field, held: JsonObject, answers: Answers): readonly string[] {
  if (field.children.length > 0) {
    const isHeld = !isZero(held[field.name]);
    const isTold = leavesOf(field).some((leaf) => toldOf(leaf, answers) !== undefined);
    if (field.row.answerLacksIt === 'panic') return isHeld && !isTold ? [field.path] : [];
    return field.repeats ? [] : field.children.flatMap((child) => panicsIn(child, held, answers));
  }
  return field.row.answerLacksIt === 'panic' && toldOf(field, answers) === undefined ? [field.path] : [];
}
