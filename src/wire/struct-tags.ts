import { bytesTag, varintTag, WireType } from './tags.js';

/** How deeply objects and lists may be nested. Kubernetes objects stay far below this. */
export const MAX_DEPTH = 200;

/** The tag of an object's entries. */
export const FIELDS = bytesTag(1);
/** The tags of an entry's key and value. */
export const ENTRY_KEY = bytesTag(1);
export const ENTRY_VALUE = bytesTag(2);
/** The tag of a list's items. */
export const ITEMS = bytesTag(1);
/** The tags of a value's kinds. */
export const KIND = {
  null: varintTag(1),
  number: (2 << 3) | WireType.Fixed64,
  string: bytesTag(3),
  bool: varintTag(4),
  struct: bytesTag(5),
  list: bytesTag(6),
} as const;
