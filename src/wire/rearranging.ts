/** Up to here a loop is cheaper than a native copy. */
const SHORT_COPY = 24;

/**
 * Writes a message that is made of parts of another one, back to front. Both lie in one memory, the source at its start: to copy
 * parts within it takes a fifth less time than to copy them from elsewhere.
 */
export class Rearranging {
  private position: number;

  /** The source must not be longer than half of the memory, and the message not longer than the source. */
  constructor(
    readonly memory: Uint8Array,
    source: Uint8Array,
  ) {
    memory.set(source);
    this.position = memory.length;
  }

  /** How many bytes are written so far: the mark that `close` takes. */
  get length(): number {
    return this.memory.length - this.position;
  }

  /** What was written. */
  finish(): Uint8Array {
    return this.memory.subarray(this.position);
  }

  /** Prepends what is between two offsets. */
  copy(start: number, end: number): void {
    const { memory } = this;
    this.position -= end - start;
    if (end - start > SHORT_COPY) memory.copyWithin(this.position, start, end);
    else for (let from = start, to = this.position; from < end; from++, to++) memory[to] = memory[from] ?? 0;
  }

  /** Turns everything written since `mark` into the value of a length-delimited field with a tag of one byte. */
  close(tag: number, mark: number): void {
    const { memory } = this;
    const length = this.length - mark;
    let size = 1;
    while (length >>> (7 * size) > 0) size++;
    this.position -= size + 1;
    memory[this.position] = tag;
    for (let i = 0; i < size; i++) {
      const more = i < size - 1 ? 0x80 : 0;
      memory[this.position + 1 + i] = ((length >>> (7 * i)) & 0x7f) | more;
    }
  }
}
