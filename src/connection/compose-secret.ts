import type { EngineBinding } from '../api/binding.js';
import { profileOf } from '../engines/engines.js';
import type { JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { orLastKnown } from './connection-facts.js';
import { secretType } from './formats.js';
import { type FactSources, type NamedFacts, namedFacts } from './named-facts.js';
import type { PlacedSecret } from './place-secrets.js';
import { formatEntries, isWhole, missingFacts, recoverableFacts, type SecretEntries } from './secret-entries.js';
import { decodeEntries, encodeEntries, layoutOf, secretManifest } from './secret-manifest.js';
import type { UserConnection } from './user-connection.js';

/** One Secret for applications, and how far it is. */
export interface UserSecret extends PlacedSecret {
  readonly user: string;
  readonly state: SecretState;
  /** The manifest; absent while the Secret has to wait. */
  readonly object: JsonObject | undefined;
}

export type SecretState =
  | { readonly state: 'complete' }
  /** Complete, but some facts are no longer told: their last known values stay. */
  | { readonly state: 'kept'; readonly missing: readonly string[] }
  | { readonly state: 'waiting'; readonly missing: readonly string[] }
  /** The type it was made with, which is for ever, takes keys that it would no longer have. */
  | { readonly state: 'unfit'; readonly type: string }
  /** Something else has the name. */
  | { readonly state: 'taken'; readonly by: string };

/** Composes a Secret: complete, or absent until it can be, or as it is where nothing better is known. */
export function composeSecret(binding: EngineBinding, connection: UserConnection, placed: PlacedSecret): UserSecret {
  const { intent, observed } = placed;
  const { credential, elsewhere, open } = connection;
  const profile = profileOf(binding.engine);
  const sources = factSources(binding, connection, observed);
  const told = namedFacts(sources);
  const facts = bestFacts(binding, connection, observed, told);
  const entries = formatEntries(profile, intent, facts);
  const missing = missingFacts({ ...sources, caNeeded: connection.ca.state === 'missing' });
  const secret = (state: SecretState, object: JsonObject | undefined): UserSecret => ({
    ...placed,
    user: credential.user,
    state,
    object,
  });

  if (entries === undefined || elsewhere) {
    if (!observed) return secret({ state: 'waiting', missing }, undefined);
    // Whatever the Secret holds, leaving it out would delete it and writing less would empty it.
    const kept = !elsewhere && isWhole(profile, intent, facts, decodeEntries(observed));
    return secret({ state: kept ? 'kept' : 'waiting', missing }, asObserved(binding, placed, observed));
  }
  if (observed?.type !== undefined && !admits(observed.type, entries))
    return secret({ state: 'unfit', type: observed.type }, asObserved(binding, placed, observed));
  if (!observed && !open) return secret({ state: 'waiting', missing: [] }, undefined);
  const complete = missing.length === 0 && (facts === told || formatEntries(profile, intent, told) !== undefined);
  return secret(
    complete ? { state: 'complete' } : { state: 'kept', missing },
    secretManifest({
      ...intent,
      name: placed.name,
      namespace: binding.namespace,
      type: observed?.type ?? secretType(profile, intent),
      layout: intent,
      data: encodeEntries(entries),
    }),
  );
}

/** What is told now where that is all: then nothing has to be read from a Secret. */
function bestFacts(
  binding: EngineBinding,
  connection: UserConnection,
  observed: ObservedResource | undefined,
  told: NamedFacts,
): NamedFacts {
  const none = connection.ca.state === 'none' ? 'ca.crt' : undefined;
  const all = recoverableFacts(profileOf(binding.engine)).every(
    (name) => name === none || told.get(name)?.text !== undefined,
  );
  return all ? told : knownFacts(binding, connection, observed);
}

/** Whether the API server takes entries for a type; of the types there are here it looks into one only. */
function admits(type: string, entries: SecretEntries): boolean {
  return type !== 'kubernetes.io/basic-auth' || ['username', 'password'].some((key) => Object.hasOwn(entries, key));
}

/** A Secret as it is, with the layout it has, and with the labels and annotations that are wanted. */
function asObserved(binding: EngineBinding, { name, intent }: PlacedSecret, observed: ObservedResource): JsonObject {
  const layout = layoutOf(observed);
  const type = observed.type ?? secretType(profileOf(binding.engine), layout);
  return secretManifest({ ...intent, name, namespace: binding.namespace, type, layout, data: observed.data });
}

/** The named facts as they are known now, or else as they were last known. */
export function knownFacts(
  binding: EngineBinding,
  connection: UserConnection,
  observed: ObservedResource | undefined,
): NamedFacts {
  const { now, last } = connection;
  return namedFacts({ ...factSources(binding, connection, observed), facts: orLastKnown(now, last()) });
}

/** A new Secret waits for a CA certificate that is meant to be in it; an old one only where its URIs ask for it. */
function factSources(
  { engine, connection }: EngineBinding,
  { credential, now, ca }: UserConnection,
  observed: ObservedResource | undefined,
): FactSources {
  return {
    profile: profileOf(engine),
    endpoint: connection.endpoint,
    tls: connection.tls,
    caNeeded: ca.state === 'missing' && (connection.tls === 'VerifyFull' || observed === undefined),
    administrator: credential.administrator,
    facts: now,
  };
}
