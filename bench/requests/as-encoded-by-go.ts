import type { Random } from './random.js';

/** The messages of a request with maps somewhere below, and which of their fields lead there. */
const MESSAGES = {
  request: { 2: 'state', 3: 'state', 4: 'struct', 5: 'struct' },
  state: { 1: 'resource', 2: 'resources' },
  resources: { 2: 'resource' },
  resource: { 1: 'struct', 2: 'details' },
  details: {},
  struct: { 1: 'fields' },
  fields: { 2: 'value' },
  value: { 5: 'struct', 6: 'list' },
  list: { 1: 'value' },
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>;
type Message = keyof typeof MESSAGES;

/** Messages that are the entry of a map. */
const ENTRIES: ReadonlySet<Message | undefined> = new Set(['resources', 'details', 'fields']);

interface Field {
  readonly bytes: Uint8Array;
  readonly message: Message | undefined;
}

/** The same request with the entries of its maps in another order: Go's protobuf encodes a map in a new order each time. */
export function inAnotherOrder(bytes: Uint8Array, random: Random, message: Message = 'request'): Uint8Array {
  const fields = split(bytes, MESSAGES[message], random);
  const entries = shuffled(
    fields.filter((field) => ENTRIES.has(field.message)),
    random,
  );
  return Buffer.concat(fields.map((field) => (ENTRIES.has(field.message) ? entries.pop() : field)?.bytes ?? NOTHING));
}

const NOTHING = new Uint8Array();

function split(bytes: Uint8Array, messages: Readonly<Record<number, Message>>, random: Random): readonly Field[] {
  const fields: Field[] = [];
  for (let start = 0; start < bytes.length; ) {
    const { tag, value, end } = fieldAt(bytes, start);
    const message = (tag & 7) === 2 ? messages[tag >>> 3] : undefined;
    const whole = bytes.subarray(start, end);
    // The length of the value stays, so what stands before it does, too.
    const ordered = message && [
      bytes.subarray(start, value),
      inAnotherOrder(bytes.subarray(value, end), random, message),
    ];
    fields.push({ bytes: ordered ? Buffer.concat(ordered) : whole, message });
    start = end;
  }
  return fields;
}

/** Where the value of a field begins and ends, for the kinds of fields that requests have. */
function fieldAt(
  bytes: Uint8Array,
  start: number,
): { readonly tag: number; readonly value: number; readonly end: number } {
  const [tag, afterTag] = varint(bytes, start);
  const [number, afterNumber] = varint(bytes, afterTag);
  switch (tag & 7) {
    case 0:
      return { tag, value: afterTag, end: afterNumber };
    case 1:
      return { tag, value: afterTag, end: afterTag + 8 };
    case 2:
      return { tag, value: afterNumber, end: afterNumber + number };
    default:
      throw new Error(`cannot encode the request in another order: wire type ${tag & 7}`);
  }
}

function varint(bytes: Uint8Array, start: number): readonly [value: number, end: number] {
  let value = 0;
  for (let i = start, shift = 0; ; i++, shift += 7) {
    const byte = bytes[i] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, i + 1];
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  }
  return order;
}
