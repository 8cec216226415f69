import type { ObservedResource } from '../../observe/observed-resource.js';
import type { Manifest } from '../../wire/write-struct.js';
import { orLastKnown } from '../facts/connection-facts.js';
import { type FactSources, isOfReplica } from '../facts/fact-table.js';
import { isAllKnown } from '../facts/last-known.js';
import { NamedFacts } from '../facts/named-facts.js';
import type { PoolRoute } from '../route/pool-route.js';
import { mayBeWritten, type UserConnection } from '../route/user-connection.js';
import { admits, secretType } from './formats.js';
import type { PlacedSecret } from './place-secrets.js';
import { NOTHING_REMEMBERED, rememberedBy } from './remembered.js';
import { formatEntries, isWhole, keptFacts, missingFacts } from './secret-entries.js';
import { decodeEntries, type Leads, layoutOf, leadsOf, secretManifest } from './secret-manifest.js';
import { templateFacts } from './template.js';

/** A wanted Secret, and its route. */
export interface RoutedSecret extends PlacedSecret {
  readonly route: PoolRoute;
}

/** A Secret for applications, and its state. */
export interface UserSecret extends RoutedSecret {
  readonly user: string;
  readonly state: SecretState;
  /** The manifest; absent while the Secret has to wait. */
  readonly object: Manifest | undefined;
}

export type SecretState =
  | { readonly state: 'complete' }
  /** Complete, but some facts are no longer known: their last known values stay. */
  | { readonly state: 'kept'; readonly missing: readonly string[] }
  | { readonly state: 'waiting'; readonly missing: readonly string[] }
  /** Its type, which cannot be changed, requires keys that it would no longer have. */
  | { readonly state: 'unfit'; readonly type: string }
  /** Another object has the name. */
  | { readonly state: 'taken'; readonly by: string };

/** What becomes of a Secret. */
export type Outcome = Pick<UserSecret, 'state' | 'object'>;

const NOTHING: readonly string[] = [];
const COMPLETE: SecretState = { state: 'complete' };

/** Composes a Secret: complete, or absent until it can be, or as it is while nothing better is known. */
export function composeSecret(connection: UserConnection, placed: RoutedSecret): Outcome {
  const { binding, profile } = connection.ground;
  const { intent, name, observed, route } = placed;
  const sources = factSources(connection, placed);
  const current = new NamedFacts(sources);
  const allKnown = isKnown(connection, sources);
  const facts = allKnown ? current : lastFacts(connection, sources);
  const leads = newLeads(connection, placed);
  const remembered = allKnown || !observed ? NOTHING_REMEMBERED : rememberedBy(observed, connection, leads);
  const entries = route.via === 'nothing' ? undefined : formatEntries(profile, intent, facts, remembered);
  const missing = allKnown && route.awaited === undefined ? NOTHING : missingOf(connection, placed, sources);
  if (entries === undefined || connection.elsewhere) return asItIs(connection, placed, facts, missing);
  const type = observed?.type;
  if (observed && type !== undefined && !admits(type, entries))
    return { state: { state: 'unfit', type }, object: asObserved(connection, placed, observed) };
  if (!observed && !mayBeWritten(connection, name))
    return { state: { state: 'waiting', missing: NOTHING }, object: undefined };
  const kept = allKnown
    ? missing
    : [...missing, ...keptFacts(profile, intent, withoutOptional(connection, sources), entries)];
  return {
    state: kept.length > 0 ? { state: 'kept', missing: kept } : COMPLETE,
    object: secretManifest({
      name,
      namespace: binding.namespace,
      type: type ?? secretType(profile, intent),
      layout: intent,
      leads,
      intent,
      data: entries,
    }),
  };
}

/** An existing Secret always stays: leaving it out would delete it, and writing less would empty it. */
function asItIs(
  connection: UserConnection,
  placed: RoutedSecret,
  facts: NamedFacts,
  missing: readonly string[],
): Outcome {
  const { intent, observed } = placed;
  if (!observed) return { state: { state: 'waiting', missing }, object: undefined };
  const { profile, use } = connection.ground;
  const isOfLost = connection.elsewhere || (use.loss !== undefined && leadsOf(observed).cluster !== use.loss.now);
  const kept = !isOfLost && isWhole(profile, intent, facts, decodeEntries(observed));
  return { state: { state: kept ? 'kept' : 'waiting', missing }, object: asObserved(connection, placed, observed) };
}

/** Whether all there is to know is known now, so that nothing has to be read back from a Secret. */
function isKnown({ ground, now }: UserConnection, { facts, pool }: FactSources): boolean {
  const { binding, profile, ca } = ground;
  const { readFrom } = binding.connection;
  return (
    (readFrom === undefined || now.replica?.privateHost !== undefined) &&
    (pool === undefined || pool.privateHost !== undefined) &&
    isAllKnown(profile, facts, ca.state !== 'none')
  );
}

/** What a Secret should hold and does not, or holds only as it was last known. */
function missingOf(connection: UserConnection, placed: RoutedSecret, sources: FactSources): readonly string[] {
  const { binding, ca } = connection.ground;
  const { readFrom } = binding.connection;
  const { awaited } = placed.route;
  const missing = missingFacts({ ...sources, caNeeded: ca.state === 'missing' && !ca.optional });
  if (awaited !== undefined) missing.push(`address of pool "${awaited}"`);
  if (readFrom !== undefined && lacksReplica(connection, placed)) missing.push(`address of replica "${readFrom}"`);
  return missing;
}

/** A Secret waits for a replica only if a template names one, or if it had the address before. */
function lacksReplica({ now, last }: UserConnection, { intent }: RoutedSecret): boolean {
  if (now.replica) return false;
  return last().replica !== undefined || intent.keys.some(([, template]) => templateFacts(template).some(isOfReplica));
}

function newLeads({ ground, now, last }: UserConnection, { observed, route }: RoutedSecret): Leads {
  const { loss } = ground.use;
  const { readFrom } = ground.binding.connection;
  const before = observed && leadsOf(observed);
  // A format without keys for a replica cannot say which one it was written with.
  const kept = before?.replica === readFrom ? readFrom : undefined;
  return {
    pool: route.via === 'pool' ? route.pool.name : undefined,
    replica: readFrom === undefined ? undefined : ((now.replica ?? last().replica)?.name ?? kept),
    // From the first loss of a cluster on, so that the Secrets of the lost one can be told apart.
    cluster: loss?.now ?? before?.cluster,
  };
}

/** A Secret as it is, with its own layout and the labels and annotations that are wanted now. */
function asObserved({ ground }: UserConnection, { name, intent }: PlacedSecret, observed: ObservedResource): Manifest {
  const layout = layoutOf(observed);
  return secretManifest({
    name,
    namespace: ground.binding.namespace,
    type: observed.type ?? secretType(ground.profile, layout),
    layout,
    leads: leadsOf(observed),
    intent,
    data: observed.data,
  });
}

/** What a Secret needs as it is known or was last known, and what it can do without only as it is known now. */
function withoutOptional({ ground, last }: UserConnection, sources: FactSources): NamedFacts {
  const now = sources.facts;
  const { dashboardsHost, dashboardsPort, privateHost, privatePort } = now;
  const needed = orLastKnown(now, last());
  const optional = { dashboardsHost, dashboardsPort, replica: now.replica ?? needed.replica };
  const ca = ground.ca.state === 'missing' && ground.ca.optional ? { caCertificate: undefined } : {};
  const inside = ground.binding.connection.endpoint === 'Private' ? {} : { privateHost, privatePort };
  return new NamedFacts({ ...sources, facts: { ...needed, ...optional, ...inside, ...ca } });
}

/** The facts for a Secret as they are known now, or else as they were last known. */
export function knownFacts(connection: UserConnection, placed: RoutedSecret): NamedFacts {
  return lastFacts(connection, factSources(connection, placed));
}

function lastFacts({ last }: UserConnection, sources: FactSources): NamedFacts {
  return new NamedFacts({ ...sources, facts: orLastKnown(sources.facts, last()) });
}

function factSources({ ground, credential, now }: UserConnection, { observed, route }: RoutedSecret): FactSources {
  const { endpoint, tls } = ground.binding.connection;
  const pool = route.via === 'pool' ? route.pool : undefined;
  return {
    profile: ground.profile,
    endpoint,
    tls,
    // A new Secret waits for a CA certificate that it should have; an existing one only if its URIs require it.
    caNeeded: ground.ca.state === 'missing' && !ground.ca.optional && (tls === 'VerifyFull' || observed === undefined),
    administrator: credential.administrator,
    facts: pool?.database === undefined ? now : { ...now, database: pool.database },
    pool,
  };
}
