import { type Content, canonicalForm, type FieldShape, type MessageShape } from './canonical.js';
import { compiled, type Projection } from './projection.js';
import { bytesTag } from './tags.js';

/** What is read of the objects in a request. */
export interface ReadOfObjects {
  readonly composite: Projection;
  readonly composed: Projection;
  readonly required: Projection;
}

/** The canonical form of a request, in the given memory if that is large enough. */
export type CanonicalRequest = (bytes: Uint8Array, memory?: Uint8Array) => Uint8Array;

/**
 * The canonical form of encoded requests: of the tag and of what is not read of observed objects it says nothing. Go encodes
 * maps in a new order each time, and the API server changes versions and times: two requests with the same content have the
 * same canonical form.
 */
export function canonicalRequest(read: ReadOfObjects): CanonicalRequest {
  const shape = requestShape(read);
  return (bytes, memory) => {
    const needed = 2 * bytes.length;
    return canonicalForm(bytes, shape, memory && memory.length >= needed ? memory : new Uint8Array(needed));
  };
}

function requestShape({ composite, composed, required }: ReadOfObjects): MessageShape {
  const items = map(message({ 1: field(resource(required)) }));
  return closed({
    // Capabilities stay, packed or not.
    1: field(message({ 1: field('nothing') })),
    2: field(state(composite, composed)),
    // Passed on, so nothing is left out.
    3: field(state(true, true)),
    4: field(struct(true)),
    5: field(struct(true)),
    6: items,
    8: items,
  });
}

function state(composite: Projection, composed: Projection): Content {
  return message({ 1: field(resource(composite)), 2: map(resource(composed)) });
}

function resource(object: Projection): Content {
  return message({ 1: field(struct(object)), 2: map('bytes') });
}

function struct(object: Projection): Content {
  return { keys: compiled(object) };
}

function field(holds: Content): FieldShape {
  return { isMap: false, holds };
}

function map(holds: Content): FieldShape {
  return { isMap: true, holds };
}

type Fields = Readonly<Record<number, FieldShape>>;

function message(fields: Fields, isClosed = false): MessageShape {
  const byTag = new Array<FieldShape | undefined>(128).fill(undefined);
  for (const [number, shape] of Object.entries(fields)) byTag[bytesTag(Number(number))] = shape;
  return { fields: byTag, isClosed };
}

function closed(fields: Fields): MessageShape {
  return message(fields, true);
}
