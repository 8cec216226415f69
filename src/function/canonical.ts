import { READ_OF_COMPOSED } from '../observe/observed-resource.js';
import { READ_OF_COMPOSITE } from '../observe/read-composite.js';
import { READ_OF_REQUIRED } from '../observe/required.js';
import { canonicalRequest } from '../wire/canonical-request.js';

/** The canonical form of an encoded request. It leaves out what no projection reads, so that has no part in any answer. */
export const canonical = canonicalRequest({
  composite: READ_OF_COMPOSITE,
  composed: READ_OF_COMPOSED,
  required: READ_OF_REQUIRED,
});
