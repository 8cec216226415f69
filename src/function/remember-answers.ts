import { createHash } from 'node:crypto';
import type { UntaggedResponse } from '../wire/response.js';
import { answerTo } from './answer.js';
import { canonical } from './canonical.js';
import { type FunctionOutcome, tagged } from './run-function.js';

/** How much is remembered. */
export interface Memory {
  /** The size of all answers together. */
  readonly maxBytes: number;
  /** The time in milliseconds, from any beginning. */
  readonly now: () => number;
}

/** An outcome, and whether it was remembered. */
export interface RememberedOutcome extends FunctionOutcome {
  readonly found: boolean;
}

/** So many of its TTLs an answer is kept that nobody asks for: with several replicas not every call comes to this one. */
const KEPT_TTLS = 3;

/** An answer that is good for longer is not kept: to find it again saves next to nothing, and it may hold passwords. */
const LONGEST_TTL_SECONDS = 7200;

/** Forms of usual requests are worked out in memory that stays: as garbage they were a twentieth of what a found answer costs. */
const SCRATCH_BYTES = 1024 * 1024;

/** What an entry takes beside the bytes of the answer. */
const ENTRY_BYTES = 512;

/**
 * The same as `runFunction`, but a request with the content of an earlier one gets its answer: a binding at rest is asked for
 * again and again. Found by a digest of the canonical form, which is all that an answer follows from. Fatal ones are not kept.
 */
export class RememberedAnswers {
  private readonly scratch = new Uint8Array(SCRATCH_BYTES);
  /** Those that were asked for last at the end. */
  private readonly kept = new Map<string, { readonly response: UntaggedResponse; readonly usedAt: number }>();
  private bytes = 0;

  constructor(
    private readonly memory: Memory,
    private readonly work = answerTo,
  ) {}

  answer(bytes: Uint8Array): RememberedOutcome {
    const form = canonical(bytes, this.scratch);
    try {
      const digest = createHash('sha256').update(form).digest('base64');
      const response = this.find(digest);
      const outcome = response ? { response, fatal: false } : this.work(form.slice());
      if (!response && !outcome.fatal) this.keep(digest, outcome.response);
      return { ...tagged(bytes, outcome), found: response !== undefined };
    } finally {
      // There may be passwords in it.
      form.fill(0);
      this.scratch.fill(0, 0, bytes.length);
    }
  }

  /** Forgets what nobody has asked for in some of its TTLs. */
  forgetIdle(): void {
    const now = this.memory.now();
    for (const [digest, { response, usedAt }] of this.kept)
      if (usedAt + KEPT_TTLS * response.ttlSeconds * 1000 < now) this.forget(digest, response);
  }

  private find(digest: string): UntaggedResponse | undefined {
    const response = this.kept.get(digest)?.response;
    if (!response) return undefined;
    this.kept.delete(digest);
    this.kept.set(digest, { response, usedAt: this.memory.now() });
    return response;
  }

  private keep(digest: string, { ttlSeconds, fields }: UntaggedResponse): void {
    // The writer's buffer is larger than what was written.
    const response = { ttlSeconds, fields: fields.slice() };
    if (ttlSeconds > LONGEST_TTL_SECONDS || sizeOf(response) > this.memory.maxBytes) return;
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
