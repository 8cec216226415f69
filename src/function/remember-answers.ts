import { createHash } from 'node:crypto';
import type { UntaggedResponse } from '../wire/response.js';
import { answerTo } from './answer.js';
import { canonical } from './canonical.js';
import { type FunctionOutcome, tagged } from './run-function.js';

/** How much is remembered, and for how long. */
export interface Memory {
  /** The size of all answers together. */
  readonly maxBytes: number;
  /** An answer that nobody has asked for in this time is forgotten. */
  readonly maxIdleMs: number;
  /** The time in milliseconds, from any beginning. */
  readonly now: () => number;
}

/**
 * The same as `runFunction`, but a request with the content of an earlier one gets its answer: a binding at rest is asked for
 * again and again. Found by a digest of the canonical form, which is all that an answer follows from. Fatal ones are not kept.
 */
export function rememberAnswers(memory: Memory, work = answerTo): (bytes: Uint8Array) => FunctionOutcome {
  const answers = new Answers(memory);
  const scratch = new Uint8Array(SCRATCH_BYTES);
  return (bytes) => {
    const content = canonical(bytes, scratch);
    const digest = createHash('sha256').update(content).digest('base64');
    const known = answers.find(digest);
    if (known) return tagged(bytes, { response: known, fatal: false });
    const outcome = work(content.slice());
    if (!outcome.fatal) answers.keep(digest, outcome.response);
    return tagged(bytes, outcome);
  };
}

/** Forms of usual requests are worked out in memory that stays: as garbage they were a twentieth of what a found answer costs. */
const SCRATCH_BYTES = 1024 * 1024;

/** What an entry takes beside the bytes of the answer. */
const ENTRY_BYTES = 512;

/** Answers by the digest of what was asked, those that were asked for last at the end. */
class Answers {
  private readonly kept = new Map<string, { readonly response: UntaggedResponse; readonly usedAt: number }>();
  private bytes = 0;

  constructor(private readonly memory: Memory) {}

  find(digest: string): UntaggedResponse | undefined {
    const usedAt = this.memory.now();
    for (const [oldest, answer] of this.kept) {
      if (answer.usedAt > usedAt - this.memory.maxIdleMs) break;
      this.forget(oldest, answer.response);
    }
    const response = this.kept.get(digest)?.response;
    if (!response) return undefined;
    this.kept.delete(digest);
    this.kept.set(digest, { response, usedAt });
    return response;
  }

  keep(digest: string, { ttlSeconds, fields }: UntaggedResponse): void {
    // The writer's buffer is larger than what was written.
    const response = { ttlSeconds, fields: fields.slice() };
    if (sizeOf(response) > this.memory.maxBytes) return;
    this.kept.set(digest, { response, usedAt: this.memory.now() });
    this.bytes += sizeOf(response);
    for (const [oldest, answer] of this.kept) {
      if (this.bytes <= this.memory.maxBytes) break;
      this.forget(oldest, answer.response);
    }
  }

  private forget(digest: string, response: UntaggedResponse): void {
    this.kept.delete(digest);
    this.bytes -= sizeOf(response);
  }
}

function sizeOf({ fields }: UntaggedResponse): number {
  return fields.length + ENTRY_BYTES;
}
