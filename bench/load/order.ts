import type { Template } from '../requests/changing.js';
import type { Load } from './drive.js';
import type { Target } from './target.js';

/** What the load process can be told to do. */
export type Order =
  | { readonly kind: 'first'; readonly target: Target; readonly request: Uint8Array; readonly timeoutMs: number }
  | {
      readonly kind: 'same';
      readonly target: Target;
      readonly request: Uint8Array;
      readonly workers: number;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'changing';
      readonly target: Target;
      readonly templates: readonly Template[];
      /** The number of the first binding; each call has one of its own. */
      readonly from: number;
      readonly calls: number;
      readonly workers: number;
    }
  | {
      readonly kind: 'paced';
      /** Each call goes to all of them, one after the other. */
      readonly servers: readonly {
        readonly target: Target;
        /** Requests of bindings that call in turn. */
        readonly requests: readonly Uint8Array[];
      }[];
      /** The number of the first call. */
      readonly from: number;
      readonly calls: number;
      readonly perSecond: number;
    };

/** What it answers: the response for `first`, otherwise what the load came to. */
export type Outcome =
  | { readonly kind: 'answered'; readonly response: Uint8Array }
  | { readonly kind: 'loaded'; readonly load: Load }
  | { readonly kind: 'failed'; readonly cause: string };
