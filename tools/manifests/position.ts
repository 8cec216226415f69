import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Location } from '../../src/api/schema/location.js';

/** A place in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position of an offset, or of the key of a field; of the last one on the way to it, if it is not there. */
export function positionIn(lines: LineCounter, offset: number): Position;
export function positionIn(lines: LineCounter, document: Document, location: Location): Position;
export function positionIn(lines: LineCounter, from: number | Document, location: Location = []): Position {
  const offset = typeof from === 'number' ? from : offsetIn(from, location);
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function offsetIn(document: Document, location: Location): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of location) {
    const found = below(document, node, step);
    if (found === undefined) break;
    offset = startOf(found.at) ?? offset;
    node = found.value;
  }
  return offset;
}

/** The value below a node, and the node that names it: the key of a mapping, the item of a list. */
function below(document: Document, node: unknown, step: string | number) {
  const target: unknown = isAlias(node) ? node.resolve(document) : node;
  if (isMap(target)) {
    const pair = target.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
    return pair && { at: pair.key, value: pair.value };
  }
  const item = isSeq(target) && typeof step === 'number' ? target.items[step] : undefined;
  return item === undefined ? undefined : { at: item, value: item };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
