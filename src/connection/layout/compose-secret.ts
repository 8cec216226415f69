import type { EngineBinding } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { Base64Texts } from '../../wire/base64-texts.js';
import type { Manifest } from '../../wire/write-struct.js';
import { orLastKnown, type ReplicaAddress } from '../facts/connection-facts.js';
import { type FactSources, isOfReplica } from '../facts/fact-table.js';
import { isAllTold } from '../facts/last-known.js';
import { type NamedFacts, namedFacts } from '../facts/named-facts.js';
import type { PoolRoute } from '../route/pool-route.js';
import type { UserConnection } from '../route/user-connection.js';
import { secretType } from './formats.js';
import type { PlacedSecret } from './place-secrets.js';
import { formatEntries, isWhole, missingFacts } from './secret-entries.js';
import { decodeEntries, layoutOf, leadsOf, secretManifest } from './secret-manifest.js';
import { templateFacts } from './template.js';

/** A wanted Secret, and the way it goes. */
export interface RoutedSecret extends PlacedSecret {
  readonly route: PoolRoute;
}

/** One Secret for applications, and how far it is. */
export interface UserSecret extends RoutedSecret {
  readonly user: string;
  readonly state: SecretState;
  /** The manifest; absent while the Secret has to wait. */
  readonly object: Manifest | undefined;
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

/** How far a Secret is. */
export type Outcome = Pick<UserSecret, 'state' | 'object'>;

/** Composes a Secret: complete, or absent until it can be, or as it is where nothing better is known. */
export function composeSecret(binding: EngineBinding, connection: UserConnection, placed: RoutedSecret): Outcome {
  const { intent, observed, route } = placed;
  const profile = profileOf(binding.engine);
  const sources = factSources(binding, connection, placed);
  const told = namedFacts(sources);
  const allTold = isTold(binding, connection, sources);
  const facts = allTold ? told : lastFacts(connection, sources);
  const entries = route.via === 'nothing' ? undefined : formatEntries(profile, intent, facts);
  const missing = allTold && route.awaited === undefined ? NOTHING : missingOf(binding, connection, placed, sources);
  if (entries === undefined || connection.elsewhere) return asItIs(binding, connection, placed, { facts, missing });
  const type = observed?.type;
  if (observed && type !== undefined && !admits(type, entries))
    return { state: { state: 'unfit', type }, object: asObserved(binding, placed, observed) };
  if (!observed && !connection.mayBeWritten(placed.name))
    return { state: { state: 'waiting', missing: NOTHING }, object: undefined };
  const complete = missing.length === 0 && (allTold || formatEntries(profile, intent, told) !== undefined);
  return {
    state: complete ? COMPLETE : { state: 'kept', missing },
    object: secretManifest({
      name: placed.name,
      namespace: binding.namespace,
      type: type ?? secretType(profile, intent),
      layout: intent,
      leads: {
        pool: sources.pool?.name,
        replica: leadToReplica(binding, connection, observed),
        cluster: leadToCluster(connection, observed),
      },
      intent,
      data: entries,
    }),
  };
}

const NOTHING: readonly string[] = [];
const COMPLETE: SecretState = { state: 'complete' };

/** Whatever a Secret holds, leaving it out would delete it and writing less would empty it. */
function asItIs(
  binding: EngineBinding,
  { elsewhere, loss }: UserConnection,
  placed: RoutedSecret,
  { facts, missing }: { readonly facts: NamedFacts; readonly missing: readonly string[] },
): Outcome {
  const { intent, observed } = placed;
  if (!observed) return { state: { state: 'waiting', missing }, object: undefined };
  const isOfLost = elsewhere || (loss !== undefined && leadsOf(observed).cluster !== loss.now);
  const kept = !isOfLost && isWhole(profileOf(binding.engine), intent, facts, decodeEntries(observed));
  return { state: { state: kept ? 'kept' : 'waiting', missing }, object: asObserved(binding, placed, observed) };
}

/** Whether what is told now is all there is to know: then nothing has to be read from a Secret. */
function isTold({ connection }: EngineBinding, { ca, now }: UserConnection, { profile, facts }: FactSources): boolean {
  return (
    (connection.readFrom === undefined || now.replica !== undefined) && isAllTold(profile, facts, ca.state !== 'none')
  );
}

/** What a Secret should tell, and does not, or not by what is told now. */
function missingOf(
  binding: EngineBinding,
  connection: UserConnection,
  placed: RoutedSecret,
  sources: FactSources,
): readonly string[] {
  const { awaited } = placed.route;
  const { readFrom } = binding.connection;
  return [
    ...missingFacts({ ...sources, caNeeded: connection.ca.state === 'missing' }),
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
  { connection: { readFrom } }: EngineBinding,
  { now, last }: UserConnection,
  observed: ObservedResource | undefined,
): string | undefined {
  if (readFrom === undefined) return undefined;
  const known: ReplicaAddress | undefined = now.replica ?? last().replica;
  if (known) return known.name;
  return observed && leadsOf(observed).replica === readFrom ? readFrom : undefined;
}

/** Written once a cluster was lost, so that Secrets of the lost one are told apart. */
function leadToCluster({ loss }: UserConnection, observed: ObservedResource | undefined): string | undefined {
  return loss?.now ?? (observed && leadsOf(observed).cluster);
}

/** Whether the API server takes entries for a type; of the types there are here it looks into one only. */
function admits(type: string, entries: Base64Texts): boolean {
  return type !== 'kubernetes.io/basic-auth' || entries.has('username') || entries.has('password');
}

/** A Secret as it is, with the layout it has, and with the labels and annotations that are wanted. */
function asObserved(binding: EngineBinding, { name, intent }: PlacedSecret, observed: ObservedResource): Manifest {
  const layout = layoutOf(observed);
  const type = observed.type ?? secretType(profileOf(binding.engine), layout);
  const leads = leadsOf(observed);
  return secretManifest({ name, namespace: binding.namespace, type, layout, leads, intent, data: observed.data });
}

/** The named facts as they are known now, or else as they were last known. */
export function knownFacts(binding: EngineBinding, connection: UserConnection, placed: RoutedSecret): NamedFacts {
  return lastFacts(connection, factSources(binding, connection, placed));
}

function lastFacts({ last }: UserConnection, sources: FactSources): NamedFacts {
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
