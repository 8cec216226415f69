import type { JsonObject } from '../../src/lib/json.js';
import type { Answer } from '../kubernetes/cluster-reader.js';
import type { SecretFacts } from '../kubernetes/secret-facts.js';

/** What people write: a binding in its namespace, or a claim. */
export const BINDING_KINDS = ['DatabaseBinding', 'DatabaseBindingClaim'] as const;
export type BindingKind = (typeof BINDING_KINDS)[number];
/** Their API version. */
export const BINDINGS_API = 'bindings.digitalocean.crossplane.io/v1alpha1';

/** A binding or claim, with all of the cluster that says how it is. */
export interface BindingFacts {
  readonly binding: JsonObject;
  /** What a claim stands for, if that is there; of a binding it is itself. */
  readonly composite: JsonObject | undefined;
  readonly composed: readonly ComposedFacts[];
  /** The Secrets for applications, also those that are gone. */
  readonly secrets: readonly SecretState[];
  /** Those that the provider writes for itself. */
  readonly connectionSecrets: readonly SecretState[];
  readonly pods: Answer<readonly JsonObject[]>;
  readonly events: Answer<readonly JsonObject[]>;
}

/** What a composite refers to. */
export interface ComposedFacts {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly found: Answer<JsonObject>;
}

/** A Secret for applications; of one that is not there, its name. */
export interface SecretState {
  readonly name: string;
  readonly found: Answer<SecretFacts>;
}
