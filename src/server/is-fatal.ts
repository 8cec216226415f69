import { Reader } from '../wire/reader.js';
import { Severity } from '../wire/response.js';
import { bytesTag, varintTag } from '../wire/tags.js';

const RESULTS = bytesTag(3);
const SEVERITY = varintTag(1);

/** Whether an encoded response carries a Fatal result. Everything else of it is passed over. */
export function isFatal(response: Uint8Array): boolean {
  const fields = new Reader(response);
  while (fields.more()) {
    const tag = fields.tag();
    if (tag !== RESULTS) fields.skip(tag);
    else if (severityOf(fields.message()) === Severity.Fatal) return true;
  }
  return false;
}

function severityOf(result: Reader): number {
  let severity = 0;
  while (result.more()) {
    const tag = result.tag();
    if (tag === SEVERITY) severity = result.varint();
    else result.skip(tag);
  }
  return severity;
}
