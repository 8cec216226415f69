import { bytesTag, varintTag, WireType } from './tags.js';

// Up to here a loop over ASCII characters is cheaper than a call into the encoder, and a length has one byte.
const SHORT_STRING = 48;
const SHORT_BASE64 = 93;

const BASE64 = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PADDING = 0x3d;

const number = new Uint8Array(8);
const numberView = new DataView(number.buffer);

/**
 * Writes a message back to front: a field's value comes before its length and tag, so every length is known when it is
 * written and nothing is copied or measured twice. Call it for the last field first.
 */
export class Writer {
  private buffer: Uint8Array;
  private text: Buffer;
  private position: number;

  /** A message of about this size is not moved while it is written. */
  constructor(expectedSize = 1024) {
    // Only what was written is ever shown, so nothing needs to be blank before.
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

  /** Puts bytes that are encoded already in front. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.position);
  }

  /** Makes all that was written since `mark` the value of a length-delimited field. */
  close(field: number, mark: number): void {
    this.varint(this.length - mark);
    this.varint(bytesTag(field));
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

  /** A string field that holds a text in base64. */
  base64(field: number, text: string): void {
    if (text.length <= SHORT_BASE64 && this.asciiToBase64(field, text)) return;
    const mark = this.length;
    const encoded = Buffer.from(text).toString('base64');
    this.reserve(encoded.length);
    this.text.write(encoded, this.position, 'latin1');
    this.close(field, mark);
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

  /** Writes a field of a short ASCII string and says true, or writes nothing and says false. */
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

  /** Writes a field of a short ASCII string in base64 and says true, or writes nothing and says false. */
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

  /** Tag and length of a field below 128 bytes, whose value is written behind them. */
  private short(field: number, size: number): void {
    this.reserve(size + 2);
    this.buffer[this.position] = bytesTag(field);
    this.buffer[this.position + 1] = size;
  }

  private undo(size: number): false {
    this.position += size + 2;
    return false;
  }

  /** Moves the position `size` bytes to the front, into a larger buffer where this one is full. */
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

/** A character for the low six bits. */
function digit(bits: number): number {
  return BASE64[bits & 63] ?? PADDING;
}
