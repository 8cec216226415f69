import { DecodeError } from '../../src/wire/decode-error.js';
import { canonical } from './canonical.js';

/** What a decoder has made of bytes, as text, or that it has refused them. */
export function outcomeOf(decode: () => unknown): string {
  try {
    return canonical(decode());
  } catch (error) {
    if (error instanceof DecodeError) return 'refused';
    throw error;
  }
}

/** The same of protobufjs, which refuses with errors of many kinds. */
export function peerOutcomeOf(decode: () => unknown): string {
  try {
    return canonical(decode());
  } catch {
    return 'refused';
  }
}
