import protobuf from 'protobufjs';
import { messageTypeOf } from '../contract/protocol.js';
import { concat, encodeField, type RawField, splitFields, varint } from './raw-message.js';

/** A number from 0 to `limit - 1`. */
type Pick = (limit: number) => number;

/** What may be done to a message without changing what it means. */
export interface Liberties {
  /** Cut a singular message field into two occurrences, which a reader has to merge. protobufjs does not. */
  readonly merges: boolean;
}

interface FieldShape {
  readonly kind: 'message' | 'packed' | 'bytes' | 'other';
  readonly repeated: boolean;
  readonly oneof: boolean;
  readonly inner: Shape | undefined;
}
type Shape = (number: number) => FieldShape | undefined;

const OTHER: FieldShape = { kind: 'other', repeated: true, oneof: false, inner: undefined };
const KEY: FieldShape = { kind: 'bytes', repeated: false, oneof: false, inner: undefined };

/**
 * Spells an encoded message differently: fields in another order, unknown fields between them, varints longer than needed,
 * enums packed or not, scalars overwritten, defaults of map entries left out, and merges where they are allowed.
 */
export function respell(
  type: protobuf.Type,
  bytes: Uint8Array,
  choices: Iterator<number>,
  liberties: Liberties,
): Uint8Array {
  const pick: Pick = (limit) => Number(choices.next().value) % limit;
  return respellMessage(shapeOf(type), bytes, pick, liberties);
}

function shapeOf(type: protobuf.Type): Shape {
  return (number) => {
    const field = type.fieldsById[number];
    if (!field) return undefined;
    const inner = messageTypeOf(field.resolve());
    const shape = inner && shapeOf(inner);
    if (field.map) return { kind: 'message', repeated: true, oneof: false, inner: entryShape(shape) };
    const oneof = field.partOf !== null && field.options?.proto3_optional !== true;
    if (shape) return { kind: 'message', repeated: field.repeated, oneof, inner: shape };
    if (field.resolvedType instanceof protobuf.Enum && field.repeated) return { ...OTHER, kind: 'packed' };
    const kind = field.type === 'string' || field.type === 'bytes' ? 'bytes' : 'other';
    return { kind, repeated: field.repeated, oneof, inner: undefined };
  };
}

function entryShape(inner: Shape | undefined): Shape {
  const value: FieldShape = { kind: inner ? 'message' : 'bytes', repeated: false, oneof: false, inner };
  return (number) => (number === 1 ? KEY : number === 2 ? value : undefined);
}

function respellMessage(shape: Shape, bytes: Uint8Array, pick: Pick, liberties: Liberties): Uint8Array {
  const fields = splitFields(bytes).flatMap((field) =>
    respellField(shape(field.number) ?? OTHER, field, pick, liberties),
  );
  const mixed = insertUnknown(shuffle(fields, pick), pick);
  return concat(mixed.map((field) => encodeField(field, pick(8) === 0 ? pick(3) : 0)));
}

function respellField(shape: FieldShape, field: RawField, pick: Pick, liberties: Liberties): readonly RawField[] {
  const { value } = field;
  if (typeof value === 'bigint' || field.wire !== 2) return [field];
  if (shape.kind === 'packed') return respellPacked(field, value, pick);
  if (shape.kind === 'bytes')
    return !shape.repeated && pick(4) === 0 ? [{ ...field, value: Uint8Array.of(0x64, 0x65) }, field] : [field];
  const { inner } = shape;
  if (!inner) return [field];
  const again = (part: Uint8Array): RawField => ({ ...field, value: respellMessage(inner, part, pick, liberties) });
  if (!liberties.merges || shape.repeated || shape.oneof || pick(3) > 0) return [again(value)];
  const parts = splitFields(value);
  const cut = pick(parts.length + 1);
  return [parts.slice(0, cut), parts.slice(cut)].map((part) => again(concat(part.map((raw) => encodeField(raw)))));
}

function respellPacked(field: RawField, value: Uint8Array, pick: Pick): readonly RawField[] {
  const values: bigint[] = splitVarints(value);
  const cut = pick(values.length + 1);
  const packed: RawField = { ...field, value: concat(values.slice(0, cut).map((item) => varint(item, pick(2)))) };
  return [packed, ...values.slice(cut).map((item): RawField => ({ number: field.number, wire: 0, value: item }))];
}

// A varint is a field without its tag, so a tag in front of each makes fields of them.
function splitVarints(packed: Uint8Array): bigint[] {
  const ends = [...packed.keys()].filter((index) => (packed[index] ?? 0) < 0x80);
  return ends.map((end, i) => {
    const [field] = splitFields(concat([varint(8), packed.subarray((ends[i - 1] ?? -1) + 1, end + 1)]));
    return typeof field?.value === 'bigint' ? field.value : 0n;
  });
}

/** Another order, in which the occurrences of one field keep theirs. */
function shuffle(fields: readonly RawField[], pick: Pick): readonly RawField[] {
  const places = fields.map(({ number }) => ({ number, place: pick(256) })).sort((a, b) => a.place - b.place);
  const queues = new Map<number, RawField[]>();
  for (const field of fields) queues.set(field.number, [...(queues.get(field.number) ?? []), field]);
  return places.flatMap(({ number }) => queues.get(number)?.shift() ?? []);
}

const UNKNOWN: readonly RawField[] = [
  { number: 1000, wire: 0, value: 2n ** 64n - 1n },
  { number: 1001, wire: 1, value: new Uint8Array(8).fill(0xff) },
  { number: 1002, wire: 2, value: new Uint8Array(40).fill(0xff) },
  { number: 1003, wire: 5, value: new Uint8Array(4).fill(0xff) },
  { number: 2 ** 29 - 1, wire: 2, value: new Uint8Array(0) },
  {
    number: 1004,
    wire: 3,
    value: concat([encodeField({ number: 1, wire: 2, value: Uint8Array.of(0xa) }), varint((1004 << 3) | 4)]),
  },
];

function insertUnknown(fields: readonly RawField[], pick: Pick): readonly RawField[] {
  const unknown = (): readonly RawField[] => UNKNOWN.slice(pick(UNKNOWN.length)).slice(0, pick(8) === 0 ? 1 : 0);
  return [...fields.flatMap((field) => [...unknown(), field]), ...unknown()];
}
