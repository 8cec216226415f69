import type { EngineBinding } from '../../api/binding.js';
import type { CredentialIntent } from '../../api/connection.js';
import { profileOf } from '../../engines/engines.js';
import { type Facts, secretsOf } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { clusterOfSecret } from '../../observe/secret-mark.js';
import { decodeEntries, layoutOf, leadsOf } from '../layout/secret-manifest.js';
import type { CaCertificate } from './ca-certificate.js';
import type { ConnectionFacts } from './connection-facts.js';
import { lastKnownFacts, lastKnownReplica } from './last-known.js';

/** Reads all that a user's Secrets still know, whatever layout each has. */
export function recollect(
  binding: EngineBinding,
  facts: Facts,
  credential: CredentialIntent,
  ca: CaCertificate,
): Partial<ConnectionFacts> {
  const current = secretsOf(facts, credential.user).filter(([, secret]) => isOfCluster(secret, facts));
  const known = current.map(([, secret]) => ofLogin(recollectOne(binding, facts, secret), credential));
  const { caCertificate, ...rest }: Partial<ConnectionFacts> = Object.assign({}, ...known.toReversed());
  // Without a source for it, the certificate leaves the Secrets.
  return ca.state === 'none' || caCertificate === undefined ? rest : { ...rest, caCertificate };
}

/** What the Secrets of a lost cluster know does not open the one that replaced it. */
export function isOfCluster(secret: ObservedResource, { cluster }: Facts): boolean {
  return cluster.state !== 'created' || clusterOfSecret(secret, cluster) === cluster.id;
}

/** A Secret written for another login has the wrong password and certificate. */
function ofLogin(known: Partial<ConnectionFacts>, { login }: CredentialIntent): Partial<ConnectionFacts> {
  if (known.username === undefined || known.username === login) return known;
  const { username: _, password: __, accessCert: ___, accessKey: ____, ...rest } = known;
  return rest;
}

function recollectOne(
  { engine, target }: EngineBinding,
  { pools }: Facts,
  secret: ObservedResource,
): Partial<ConnectionFacts> {
  const [profile, layout, entries] = [profileOf(engine), layoutOf(secret), decodeEntries(secret)];
  const { pool, replica } = leadsOf(secret);
  const { database: named, ...known } = lastKnownFacts(profile, layout, entries);
  // In a Secret that goes through a pool, the pool's name replaces the database's.
  const database = pool === undefined ? named : pools.find(({ name }) => name === pool)?.database;
  if (database !== undefined) Object.assign(known, { database });
  const replicas = target.architecture === 'Controlled' ? target.cluster.replicas : [];
  const address =
    replica !== undefined && replicas.some(({ name }) => name === replica)
      ? lastKnownReplica(profile, layout, entries, replica)
      : undefined;
  return address ? { ...known, replica: address } : known;
}
