import { runFunction } from '../../src/function/run-function.js';

/** The function as Crossplane sees it: an encoded request in, an encoded response out. */
export function callFunction(request: Uint8Array): Uint8Array {
  return runFunction(request).response;
}
