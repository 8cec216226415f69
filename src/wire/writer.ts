import { bytesTag, varintTag, WireType } from './tags.js';

// Up to here a loop over ASCII characters is cheaper than a call into the encoder, and a length has one byte.
const SHORT_STRING = 48;
const SHORT_BASE64 = 93;

const BASE64 = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PADDING = 0x3d;

const number = new Uint8Array(8);
const numberView = new DataView(number.buffer);

/**
 * Writes a message back to front: a field's value is written before its length and tag, so every length is known by then
 * and nothing is copied or measured twice. Write the last field first.
 */
export class Writer {
  private buffer: Uint8Array;
  private text: Buffer;
  private position: number;

  /** A message no larger than expected is never moved while it is written. */
  constructor(expectedSize = 1024) {
    // Only what was written is ever read, so the memory need not be zeroed.
    this.text = Buffer.allocUnsafeSlow(expectedSize);
    this.buffer = new Uint8Array(this.text.buffer);
    this.position = expectedSize;
  }

  /** How many bytes are written so far: the mark that `close` takes. */
  get length(): number {
    return this.buffer.length - this.position;
  }

  /** The encoded message. */
  finish(): Uint8Array {
    return this.buffer.subarray(this.position);
  }

  /** Prepends bytes that are already encoded. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.position);
  }

  /** Turns everything written since `mark` into the value of a length-delimited field. */
  close(field: number, mark: number): void {
    this.varint(this.length - mark);
    this.varint(bytesTag(field));
  }

  /** Turns everything written since `mark` into the value of a map's entry. */
  closeEntry(field: number, key: string, mark: number): void {
    this.string(1, key);
    this.close(field, mark);
  }

  /** A length-delimited field of encoded bytes. */
  bytes(field: number, value: Uint8Array): void {
    const mark = this.length;
    this.raw(value);
    this.close(field, mark);
  }

  /** A string field. */
  string(field: number, value: string): void {
    if (value.length <= SHORT_STRING && this.ascii(field, value)) return;
    const mark = this.length;
    const size = Buffer.byteLength(value);
    this.reserve(size);
    this.text.write(value, this.position, size);
    this.close(field, mark);
  }

  /** A string field: the base64 of a text. */
  base64(field: number, text: string): void {
    if (text.length <= SHORT_BASE64 && this.asciiToBase64(field, text)) return;
    const mark = this.length;
    const encoded = Buffer.from(text).toString('base64');
    this.reserve(encoded.length);
    this.text.write(encoded, this.position, 'latin1');
    this.close(field, mark);
  }

  /** A map of encoded bytes. */
  bytesMap(field: number, map: ReadonlyMap<string, Uint8Array>): void {
    for (const [key, value] of [...map].reverse()) {
      const entry = this.length;
      this.bytes(2, value);
      this.closeEntry(field, key, entry);
    }
  }

  /** An enum, bool or unsigned field below 2^32. */
  uint(field: number, value: number): void {
    this.varint(value);
    this.varint(varintTag(field));
  }

  /** A double field. */
  double(field: number, value: number): void {
    numberView.setFloat64(0, value, true);
    this.raw(number);
    this.varint((field << 3) | WireType.Fixed64);
  }

  private varint(value: number): void {
    if (value < 0x80) {
      this.reserve(1);
      this.buffer[this.position] = value;
      return;
    }
    let size = 1;
    for (let rest = value >>> 7; rest !== 0; rest >>>= 7) size++;
    this.reserve(size);
    let rest = value;
    for (let i = 0; i < size - 1; i++) {
      this.buffer[this.position + i] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.position + size - 1] = rest;
  }

  /** Writes a short ASCII string and returns true, or writes nothing and returns false. */
  private ascii(field: number, value: string): boolean {
    const size = value.length;
    this.short(field, size);
    const { buffer } = this;
    for (let from = 0, to = this.position + 2; from < size; from++, to++) {
      const code = value.charCodeAt(from);
      if (code >= 0x80) return this.undo(size);
      buffer[to] = code;
    }
    return true;
  }

  /** Writes a short ASCII string in base64 and returns true, or writes nothing and returns false. */
  private asciiToBase64(field: number, text: string): boolean {
    const rest = text.length % 3;
    const whole = text.length - rest;
    const size = Math.ceil(text.length / 3) * 4;
    this.short(field, size);
    const { buffer } = this;
    let to = this.position + 2;
    let any = 0;
    for (let from = 0; from < whole; from += 3, to += 4) {
      const a = text.charCodeAt(from);
      const b = text.charCodeAt(from + 1);
      const c = text.charCodeAt(from + 2);
      any |= a | b | c;
      buffer[to] = digit(a >> 2);
      buffer[to + 1] = digit((a << 4) | (b >> 4));
      buffer[to + 2] = digit((b << 2) | (c >> 6));
      buffer[to + 3] = digit(c);
    }
    if (rest > 0) {
      const a = text.charCodeAt(whole);
      const b = rest === 2 ? text.charCodeAt(whole + 1) : 0;
      any |= a | b;
      buffer[to] = digit(a >> 2);
      buffer[to + 1] = digit((a << 4) | (b >> 4));
      buffer[to + 2] = rest === 2 ? digit(b << 2) : PADDING;
      buffer[to + 3] = PADDING;
    }
    return any < 0x80 || this.undo(size);
  }

  /** Writes tag and length of a field below 128 bytes; the caller writes the value after them. */
  private short(field: number, size: number): void {
    this.reserve(size + 2);
    this.buffer[this.position] = bytesTag(field);
    this.buffer[this.position + 1] = size;
  }

  private undo(size: number): false {
    this.position += size + 2;
    return false;
  }

  /** Makes room for `size` bytes in front, in a larger buffer if this one is full. */
  private reserve(size: number): void {
    if (this.position < size) {
      const written = this.finish();
      this.text = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, written.length + size));
      this.buffer = new Uint8Array(this.text.buffer);
      this.position = this.buffer.length - written.length;
      this.buffer.set(written, this.position);
    }
    this.position -= size;
  }
}

/** The base64 digit of the low six bits. */
function digit(bits: number): number {
  return BASE64[bits & 63] ?? PADDING;
}
