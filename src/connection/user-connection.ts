import type { EngineBinding } from '../api/binding.js';
import type { CredentialIntent } from '../api/connection.js';
import { isElsewhere } from '../compose/compose-user.js';
import { databaseKey, secretUserOf, userKey } from '../compose/resource-keys.js';
import { profileOf } from '../engines/engines.js';
import type { Access } from '../observe/access.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { poolNamed } from '../observe/pool-facts.js';
import type { CaCertificate } from './ca-certificate.js';
import { type ConnectionFacts, connectionFacts } from './connection-facts.js';
import { isListed, replicaAddress } from './replica-address.js';
import { lastKnownFacts, lastKnownReplica } from './secret-entries.js';
import { decodeEntries, layoutOf, leadsOf } from './secret-manifest.js';

/** Whether the binding may use its cluster, and what is known of it by that. */
export interface ClusterUse {
  readonly access: Access | undefined;
  /** Nothing new is made before. */
  readonly open: boolean;
}

/** A user's connection as it is known now, and as the user's Secrets have kept it. */
export interface UserConnection {
  readonly credential: CredentialIntent;
  readonly now: ConnectionFacts;
  /** Read from the Secrets when it is asked for: mostly nothing is missing. */
  readonly last: () => Partial<ConnectionFacts>;
  readonly ca: CaCertificate;
  /** Whether the user lives in another cluster than the binding's: the password of one opens nothing at the other's address. */
  readonly elsewhere: boolean;
  /** Whether a Secret that does not exist yet may be written, once it can be complete. */
  readonly open: boolean;
}

/** Gathers all that is known of a user's connection. */
export function userConnection(
  binding: EngineBinding,
  facts: Facts,
  { access, open, databasesReady }: ClusterUse & { readonly databasesReady: boolean },
  credential: CredentialIntent,
  existing: readonly ExistingSecret[],
  ca: CaCertificate,
): UserConnection {
  const { cluster, resources } = facts;
  const { administrator } = credential;
  const created = cluster.state === 'created' ? cluster : undefined;
  const user = administrator ? undefined : resources.get(userKey(credential.user));
  let recollected: Partial<ConnectionFacts> | undefined;
  const last = (): Partial<ConnectionFacts> => {
    recollected ??= recollect(binding, facts, existing, ca);
    return recollected;
  };
  const now = connectionFacts(profileOf(binding.engine), created, {
    username: credential.user,
    database: databaseOf(binding, facts, last),
    source: administrator ? created?.resource : user,
    caCertificate: ca.state === 'known' ? ca.pem : undefined,
    replica: replicaAddress(
      binding,
      facts,
      existing.map(([, secret]) => secret),
    ),
  });
  const sharedPort = access?.state === 'granted' ? access.privatePort : undefined;
  return {
    credential,
    now: { ...now, privatePort: now.privatePort ?? sharedPort },
    last,
    ca,
    elsewhere: user !== undefined && isElsewhere(user, cluster),
    // The administrator is there from the start, whether the binding may use the cluster or not.
    open: (open || !administrator) && databasesReady,
  };
}

/** Whether every database can be used: the same for each user, however many there are. */
export function areDatabasesReady({ databases }: EngineBinding, facts: Facts): boolean {
  return databases.every((database) => isReady(facts, database));
}

/** A Secret that exists, under whatever key. */
export type ExistingSecret = readonly [key: string, secret: ObservedResource];

/** The Secrets that exist, by their user. */
export function existingSecrets({ resources }: Facts): ReadonlyMap<string, readonly ExistingSecret[]> {
  const byUser = new Map<string, ExistingSecret[]>();
  for (const [key, resource] of resources) {
    const user = secretUserOf(key);
    if (user === undefined || resource.kind !== 'Secret') continue;
    const own = byUser.get(user);
    if (own) own.push([key, resource]);
    else byUser.set(user, [[key, resource]]);
  }
  return byUser;
}

/** All that a user's Secrets still know, whatever layout each is in. */
function recollect(
  binding: EngineBinding,
  facts: Facts,
  existing: readonly ExistingSecret[],
  ca: CaCertificate,
): Partial<ConnectionFacts> {
  const known = existing.map(([, secret]) => recollectOne(binding, facts, secret));
  const { caCertificate, ...rest }: Partial<ConnectionFacts> = Object.assign({}, ...known.toReversed());
  // A certificate that nobody asks for any more is not missing, it goes.
  return ca.state === 'none' || caCertificate === undefined ? rest : { ...rest, caCertificate };
}

function recollectOne(
  binding: EngineBinding,
  { resources }: Facts,
  secret: ObservedResource,
): Partial<ConnectionFacts> {
  const [profile, layout, entries] = [profileOf(binding.engine), layoutOf(secret), decodeEntries(secret)];
  const { pool, replica: name } = leadsOf(secret);
  const { database: named, ...known } = lastKnownFacts(profile, layout, entries);
  // In a Secret that goes through a pool the pool's name stands for the database.
  const database = pool === undefined ? named : poolNamed(resources, pool)?.database;
  const replica =
    name !== undefined && isListed(binding, name) ? lastKnownReplica(profile, layout, entries, name) : undefined;
  return { ...known, ...(database === undefined ? {} : { database }), ...(replica && { replica }) };
}

/** A Secret that names a database which is not there yet would be of no use: as long as it is not, the last one stays. */
function databaseOf({ databases, engine }: EngineBinding, facts: Facts, last: UserConnection['last']): string {
  const [first] = databases;
  if (first === undefined) return profileOf(engine).defaultDatabase;
  return isReady(facts, first) ? first : (last().database ?? first);
}

function isReady({ resources }: Facts, database: string): boolean {
  const observed = resources.get(databaseKey(database));
  return observed !== undefined && healthOf(observed).state === 'ready';
}
