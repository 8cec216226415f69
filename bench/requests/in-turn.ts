import { encodeTestRequest } from '../../test/support/run.js';
import { STEADY, steady } from './requests.js';

/** The bindings that call in turn. */
const BINDINGS = 50;

/** Steady requests of many bindings. */
export function bindingsInTurn(): readonly Uint8Array[] {
  return Array.from({ length: BINDINGS }, (_, i) => {
    const name = `binding-${i}`;
    return encodeTestRequest({ ...steady(STEADY, name), tag: name });
  });
}
