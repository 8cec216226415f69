/** How a field's value is laid out; the low three bits of a tag. */
export const WireType = { Varint: 0, Fixed64: 1, Bytes: 2, StartGroup: 3, EndGroup: 4, Fixed32: 5 } as const;

/** The tag of a length-delimited field. */
export function bytesTag(field: number): number {
  return (field << 3) | WireType.Bytes;
}

/** The tag of a varint field. */
export function varintTag(field: number): number {
  return (field << 3) | WireType.Varint;
}
