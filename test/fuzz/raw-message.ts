/** One field as it stands in an encoded message, whatever it means. */
export interface RawField {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 3 | 4 | 5;
  /** A varint's value, or the bytes of any other wire type. */
  readonly value: bigint | Uint8Array;
}

/** A varint in as few bytes as it takes, or in up to `padding` bytes more, which every reader must take as well. */
export function varint(value: bigint | number, padding = 0): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  } while (rest > 0n);
  // Of a tag or a length most readers take no more than five bytes, of nothing more than ten.
  for (let i = 0; i < padding && bytes.length < 5; i++) bytes.push(0x80);
  bytes.push((bytes.pop() ?? 0) & 0x7f);
  return Uint8Array.from(bytes);
}

/** The encoded field; `padding` makes its tag and its length longer than they need to be. */
export function encodeField({ number, wire, value }: RawField, padding = 0): Uint8Array {
  const tag = varint((BigInt(number) << 3n) | BigInt(wire), padding);
  if (typeof value === 'bigint') return concat([tag, varint(value, padding)]);
  return concat(wire === 2 ? [tag, varint(value.length, padding), value] : [tag, value]);
}

/** A length-delimited field. */
export function bytesField(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return encodeField({ number, wire: 2, value: concat(parts) });
}

/** A varint field. */
export function varintField(number: number, value: bigint | number): Uint8Array {
  return encodeField({ number, wire: 0, value: BigInt(value) });
}

/** A string field. */
export function stringField(number: number, value: string): Uint8Array {
  return bytesField(number, new TextEncoder().encode(value));
}

/** The fields of a well-formed message without groups. */
export function splitFields(bytes: Uint8Array): readonly RawField[] {
  const fields: RawField[] = [];
  let position = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[position++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    position += length;
    return bytes.subarray(position - length, position);
  };
  while (position < bytes.length) {
    const tag = Number(readVarint());
    const number = tag >>> 3;
    if ((tag & 7) === 0) fields.push({ number, wire: 0, value: readVarint() });
    else if ((tag & 7) === 1) fields.push({ number, wire: 1, value: take(8) });
    else if ((tag & 7) === 2) fields.push({ number, wire: 2, value: take(Number(readVarint())) });
    else throw new Error(`cannot split message: wire type ${tag & 7}`);
  }
  return fields;
}

/** All parts in a row. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    result.set(part, position);
    position += part.length;
  }
  return result;
}

/** Nothing, `levels` times put into length-delimited fields of these numbers, the innermost first. */
export function nest(levels: number, numbers: readonly number[]): Uint8Array {
  const headers: Uint8Array[] = [];
  let length = 0;
  for (let level = 0; level < levels; level++)
    for (const number of numbers) {
      const header = concat([varint((number << 3) | 2), varint(length)]);
      headers.push(header);
      length += header.length;
    }
  return concat(headers.reverse());
}
