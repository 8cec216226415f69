import type { EngineBinding } from '../api/binding.js';
import { profileOf } from '../engines/engines.js';
import type { JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { orLastKnown, type ReplicaAddress } from './connection-facts.js';
import { secretType } from './formats.js';
import { type FactSources, isOfReplica, type NamedFacts, namedFacts } from './named-facts.js';
import type { PlacedSecret } from './place-secrets.js';
import type { PoolRoute } from './pool-route.js';
import { formatEntries, isWhole, missingFacts, recoverableFacts, type SecretEntries } from './secret-entries.js';
import { decodeEntries, encodeEntries, layoutOf, leadsOf, secretManifest } from './secret-manifest.js';
import { templateFacts } from './template.js';
import type { UserConnection } from './user-connection.js';

/** A wanted Secret, and the way it goes. */
export interface RoutedSecret extends PlacedSecret {
  readonly route: PoolRoute;
}

/** One Secret for applications, and how far it is. */
export interface UserSecret extends RoutedSecret {
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
export function composeSecret(binding: EngineBinding, connection: UserConnection, placed: RoutedSecret): UserSecret {
  return { ...placed, user: connection.credential.user, ...outcome(binding, connection, placed) };
}

type Outcome = Pick<UserSecret, 'state' | 'object'>;

function outcome(binding: EngineBinding, connection: UserConnection, placed: RoutedSecret): Outcome {
  const { intent, observed, route } = placed;
  const profile = profileOf(binding.engine);
  const sources = factSources(binding, connection, placed);
  const told = namedFacts(sources);
  const facts = bestFacts(binding, connection, placed, told);
  const entries = route.via === 'nothing' ? undefined : formatEntries(profile, intent, facts);
  const missing = [
    ...missingFacts({ ...sources, caNeeded: connection.ca.state === 'missing' }),
    ...missingLeads(binding, connection, placed),
  ];
  if (entries === undefined || connection.elsewhere) return asItIs(binding, connection, placed, { facts, missing });
  if (observed?.type !== undefined && !admits(observed.type, entries))
    return { state: { state: 'unfit', type: observed.type }, object: asObserved(binding, placed, observed) };
  if (!observed && !connection.open) return { state: { state: 'waiting', missing: [] }, object: undefined };
  const complete = missing.length === 0 && (facts === told || formatEntries(profile, intent, told) !== undefined);
  return {
    state: complete ? { state: 'complete' } : { state: 'kept', missing },
    object: secretManifest({
      ...intent,
      name: placed.name,
      namespace: binding.namespace,
      type: observed?.type ?? secretType(profile, intent),
      layout: intent,
      leads: { pool: sources.pool?.name, replica: leadToReplica(binding, connection, observed) },
      data: encodeEntries(entries),
    }),
  };
}

/** Whatever a Secret holds, leaving it out would delete it and writing less would empty it. */
function asItIs(
  binding: EngineBinding,
  { elsewhere }: UserConnection,
  placed: RoutedSecret,
  { facts, missing }: { readonly facts: NamedFacts; readonly missing: readonly string[] },
): Outcome {
  const { intent, observed } = placed;
  if (!observed) return { state: { state: 'waiting', missing }, object: undefined };
  const kept = !elsewhere && isWhole(profileOf(binding.engine), intent, facts, decodeEntries(observed));
  return { state: { state: kept ? 'kept' : 'waiting', missing }, object: asObserved(binding, placed, observed) };
}

/** What is told now where that is all: then nothing has to be read from a Secret. */
function bestFacts(
  binding: EngineBinding,
  connection: UserConnection,
  placed: RoutedSecret,
  told: NamedFacts,
): NamedFacts {
  const none = connection.ca.state === 'none' ? 'ca.crt' : undefined;
  const all = recoverableFacts(profileOf(binding.engine)).every(
    (name) => name === none || told.get(name)?.text !== undefined,
  );
  const read = binding.connection.readFrom === undefined || connection.now.replica !== undefined;
  return all && read ? told : knownFacts(binding, connection, placed);
}

/** Pools and replicas that the Secret should lead to, and does not, or not by what is told now. */
function missingLeads(binding: EngineBinding, connection: UserConnection, placed: RoutedSecret): readonly string[] {
  const { awaited } = placed.route;
  const { readFrom } = binding.connection;
  return [
    ...(awaited === undefined ? [] : [`address of pool "${awaited}"`]),
    ...(readFrom !== undefined && lacksReplica(connection, placed) ? [`address of replica "${readFrom}"`] : []),
  ];
}

/** A Secret without a template for it does not wait for a replica; but what it once had should be told. */
function lacksReplica({ now, last }: UserConnection, { intent }: RoutedSecret): boolean {
  if (now.replica) return false;
  return last().replica !== undefined || intent.keys.some(([, template]) => templateFacts(template).some(isOfReplica));
}

/** A format without keys for a replica cannot tell where it is, and still was written with it. */
function leadToReplica(
  binding: EngineBinding,
  connection: UserConnection,
  observed: ObservedResource | undefined,
): string | undefined {
  const before = observed && leadsOf(observed).replica;
  const known = connection.now.replica ?? lastReplica(binding, connection);
  return known?.name ?? (before === binding.connection.readFrom ? before : undefined);
}

/** Read from the Secrets only where there is a replica to read of. */
function lastReplica(
  { connection: { readFrom } }: EngineBinding,
  { last }: UserConnection,
): ReplicaAddress | undefined {
  return readFrom === undefined ? undefined : last().replica;
}

/** Whether the API server takes entries for a type; of the types there are here it looks into one only. */
function admits(type: string, entries: SecretEntries): boolean {
  return type !== 'kubernetes.io/basic-auth' || ['username', 'password'].some((key) => Object.hasOwn(entries, key));
}

/** A Secret as it is, with the layout it has, and with the labels and annotations that are wanted. */
function asObserved(binding: EngineBinding, { name, intent }: PlacedSecret, observed: ObservedResource): JsonObject {
  const layout = layoutOf(observed);
  const type = observed.type ?? secretType(profileOf(binding.engine), layout);
  const leads = leadsOf(observed);
  return secretManifest({ ...intent, name, namespace: binding.namespace, type, layout, leads, data: observed.data });
}

/** The named facts as they are known now, or else as they were last known. */
export function knownFacts(binding: EngineBinding, connection: UserConnection, placed: RoutedSecret): NamedFacts {
  const { last } = connection;
  const sources = factSources(binding, connection, placed);
  return namedFacts({ ...sources, facts: orLastKnown(sources.facts, last()) });
}

/** A new Secret waits for a CA certificate that is meant to be in it; an old one only where its URIs ask for it. */
function factSources(
  { engine, connection }: EngineBinding,
  { credential, now, ca }: UserConnection,
  { observed, route }: RoutedSecret,
): FactSources {
  const pool = route.via === 'pool' ? route.pool : undefined;
  return {
    profile: profileOf(engine),
    endpoint: connection.endpoint,
    tls: connection.tls,
    caNeeded: ca.state === 'missing' && (connection.tls === 'VerifyFull' || observed === undefined),
    administrator: credential.administrator,
    facts: pool?.database === undefined ? now : { ...now, database: pool.database },
    pool,
  };
}
