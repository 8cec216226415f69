import type { Writer } from './writer.js';

/** A length-delimited field of all that `write` puts in front. */
export function message(writer: Writer, field: number, write: () => void): void {
  const mark = writer.length;
  write();
  writer.close(field, mark);
}
