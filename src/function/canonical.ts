import { READ_OF_COMPOSED } from '../observe/observed-resource.js';
import { READ_OF_COMPOSITE } from '../observe/read-composite.js';
import { READ_OF_REQUIRED } from '../observe/required.js';
import { canonicalRequest } from '../wire/canonical-request.js';

/** The canonical form of an encoded request, which is all that the answer follows from: what is left out here cannot be read later. */
export const canonical = canonicalRequest({
  composite: READ_OF_COMPOSITE,
  composed: READ_OF_COMPOSED,
  required: READ_OF_REQUIRED,
});
