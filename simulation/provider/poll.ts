import type { JsonObject } from '../../src/lib/json.js';
import type { Client } from '../terraform/client.js';
import type { ConnectionDetails, Controller, SecretOf, TerraformState } from './controller.js';

/** What takes the provider its time. */
export type Operation = 'create' | 'update';

/** What the provider remembers of a managed resource from one poll to the next. */
export interface Memory {
  readonly polls: number;
  /** What Terraform knows of the counterpart. */
  readonly state?: TerraformState | undefined;
  /** A creation or an update that runs, and how many more polls it takes. */
  readonly operation?: { readonly kind: Operation; readonly remaining: number } | undefined;
  /** How often in a row the provider failed to create or to change it. */
  readonly failures?: number;
  /** Until when it leaves alone what it has just tried to create or to change: for some polls, or until the resource changes. */
  readonly pause?: { readonly operation: Operation; readonly polls: number; readonly generation: number } | undefined;
}

/** What a poll works with. */
export interface PollContext {
  readonly controller: Controller;
  readonly client: Client;
  readonly secretOf: SecretOf;
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
