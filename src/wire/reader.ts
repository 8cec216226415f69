import { asciiText } from './ascii.js';
import { DecodeError } from './decode-error.js';
import { WireType } from './tags.js';

const MAX_GROUP_DEPTH = 100;
// Decoding a short ASCII string by hand is cheaper than a call into the decoder.
const SHORT_STRING = 12;

/** A cursor over the fields of one encoded message. Every read is checked against the message's end. */
export class Reader {
  private position = 0;
  private end: number;
  private text: Buffer | undefined;

  constructor(readonly buffer: Uint8Array) {
    this.end = buffer.length;
  }

  /** Whether there is another field. */
  more(): boolean {
    return this.position < this.end;
  }

  /** The offset of the next byte to read. */
  get offset(): number {
    return this.position;
  }

  /** The next field's tag: field number << 3 | wire type. */
  tag(): number {
    const tag = this.varint();
    if (tag >>> 3 === 0) throw new DecodeError('cannot decode message: field number 0');
    return tag;
  }

  /** The low 32 bits of a varint, unsigned; the higher ones are read and dropped, as for an int32 or an enum. */
  varint(): number {
    const first = this.buffer[this.position];
    // Nearly all tags and lengths are a single byte.
    if (first !== undefined && first < 0x80 && this.position < this.end) {
      this.position++;
      return first;
    }
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new DecodeError('cannot decode message: varint longer than ten bytes');
  }

  /** A varint read as a bool: true for any bit set, also above the 32nd. */
  bool(): boolean {
    let any = 0;
    for (let read = 0; read < 10; read++) {
      const byte = this.byte();
      any |= byte & 0x7f;
      if (byte < 0x80) return any !== 0;
    }
    throw new DecodeError('cannot decode message: varint longer than ten bytes');
  }

  /** A little-endian double. */
  double(): number {
    const start = this.advance(8);
    return new DataView(this.buffer.buffer, this.buffer.byteOffset + start, 8).getFloat64(0, true);
  }

  /** A length-delimited value, as a view of the buffer. */
  bytes(): Uint8Array {
    const length = this.varint();
    const start = this.advance(length);
    // The same as `subarray`, at half the cost.
    return new Uint8Array(this.buffer.buffer, this.buffer.byteOffset + start, length);
  }

  /** A length-delimited UTF-8 string; malformed sequences become U+FFFD. */
  string(): string {
    const start = this.span();
    return this.stringAt(start, this.position);
  }

  /** The UTF-8 string between two offsets. */
  stringAt(start: number, end: number): string {
    const short = end - start <= SHORT_STRING ? asciiText(this.buffer, start, end) : undefined;
    return short ?? this.utf8(start, end);
  }

  /** Skips a length-delimited value and returns the offset it starts at; it ends at the new offset. */
  span(): number {
    return this.advance(this.varint());
  }

  /**
   * Enters a length-delimited message; pass the result to `leave`. One reader serves a whole tree: a reader for each
   * message would cost more than reading it.
   */
  enter(): number {
    const outer = this.end;
    const start = this.span();
    this.end = this.position;
    this.position = start;
    return outer;
  }

  /** Continues after the message that was entered. */
  leave(outer: number): void {
    this.position = this.end;
    this.end = outer;
  }

  /** Continues between two offsets; the caller restores the earlier ones. */
  seek(position: number, end: number): void {
    this.position = position;
    this.end = end;
  }

  /** Skips the value of a field whose tag was just read. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case WireType.Varint:
        this.bool();
        break;
      case WireType.Fixed64:
        this.advance(8);
        break;
      case WireType.Bytes:
        this.span();
        break;
      case WireType.StartGroup:
        this.skipGroup(tag >>> 3, depth);
        break;
      case WireType.Fixed32:
        this.advance(4);
        break;
      default:
        throw new DecodeError(`cannot decode message: unexpected wire type ${tag & 7}`);
    }
  }

  private skipGroup(field: number, depth: number): void {
    if (depth >= MAX_GROUP_DEPTH) throw new DecodeError('cannot decode message: groups nested too deeply');
    for (;;) {
      const tag = this.tag();
      if ((tag & 7) !== WireType.EndGroup) this.skip(tag, depth + 1);
      else if (tag >>> 3 === field) return;
      else throw new DecodeError('cannot decode message: group closed by another');
    }
  }

  // A byte order mark is part of a protobuf string: unlike TextDecoder, this does not strip it.
  private utf8(start: number, end: number): string {
    this.text ??= Buffer.from(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
    return this.text.toString('utf8', start, end);
  }

  private byte(): number {
    if (this.position >= this.end) throw new DecodeError('cannot decode message: truncated');
    return this.buffer[this.position++] ?? 0;
  }

  /** Moves past `length` bytes and returns the offset they start at. */
  private advance(length: number): number {
    const start = this.position;
    if (length > this.end - start) throw new DecodeError('cannot decode message: truncated');
    this.position = start + length;
    return start;
  }
}
