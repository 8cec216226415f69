import { asString, at } from '../lib/json.js';
import { DecodeError } from '../wire/decode-error.js';
import { decodeRequest, tagOf } from '../wire/request.js';
import { decodeResource } from '../wire/resource.js';
import { decodeStruct } from '../wire/struct.js';
import type { LogFields } from './logger.js';

const IDENTITY = { kind: true, metadata: { namespace: true, name: true } } as const;

/** Which call a log line is about; empty for a request that cannot be read. */
export function identifyCall(request: Uint8Array): Pick<LogFields, 'tag' | 'composite'> {
  try {
    const { observed } = decodeRequest(request);
    const composite = observed.composite && decodeStruct(decodeResource(observed.composite).struct, IDENTITY);
    return {
      tag: tagOf(request),
      composite: {
        kind: asString(at(composite, 'kind')) ?? '',
        namespace: asString(at(composite, 'metadata', 'namespace')) ?? '',
        name: asString(at(composite, 'metadata', 'name')) ?? '',
      },
    };
  } catch (thrown) {
    if (thrown instanceof DecodeError) return {};
    throw thrown;
  }
}
