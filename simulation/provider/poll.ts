import type { JsonObject } from '../../src/lib/json.js';
import type { Api } from './api.js';
import type { ConnectionDetails, Controller, TerraformState } from './controller.js';

/** What the provider remembers of a managed resource from one poll to the next. */
export interface Memory {
  readonly polls: number;
  /** What Terraform knows of the counterpart. */
  readonly state?: TerraformState | undefined;
  /** A creation or an update that runs, and how many more polls it takes. */
  readonly operation?: { readonly kind: 'create' | 'update'; readonly remaining: number } | undefined;
  /** The last creation that was refused; it is tried again after some polls or when the resource changes. */
  readonly refused?: { readonly attempts: number; readonly retryIn: number; readonly generation: number } | undefined;
}

/** What a poll works with. */
export interface PollContext {
  readonly controller: Controller;
  readonly api: Api;
  readonly now: string;
  /** What DigitalOcean objects to when this resource is created, where a test or a demo asked for that. */
  readonly objection: string | undefined;
}

/** What a poll leaves behind. */
export interface Poll {
  readonly resource: JsonObject;
  readonly memory: Memory;
  readonly details?: ConnectionDetails;
}
