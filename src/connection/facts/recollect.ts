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
import { isListed } from './replica-address.js';

/** What a Secret tells of another user than it is for now is of no use: the password of one opens nothing for the other. */
function ofLogin(known: Partial<ConnectionFacts>, { login }: CredentialIntent): Partial<ConnectionFacts> {
  if (known.username === undefined || known.username === login) return known;
  const { username: _, password: __, accessCert: ___, accessKey: ____, ...rest } = known;
  return rest;
}

/** All that a user's Secrets still know, whatever layout each is in. */
export function recollect(
  binding: EngineBinding,
  facts: Facts,
  credential: CredentialIntent,
  ca: CaCertificate,
): Partial<ConnectionFacts> {
  const { cluster } = facts;
  // What a lost cluster's Secrets know is of no use at another's address.
  const current = secretsOf(facts, credential.user).filter(
    ([, secret]) => cluster.state !== 'created' || clusterOfSecret(secret, cluster) === cluster.id,
  );
  const known = current.map(([, secret]) => ofLogin(recollectOne(binding, facts, secret), credential));
  const { caCertificate, ...rest }: Partial<ConnectionFacts> = Object.assign({}, ...known.toReversed());
  // A certificate that nobody asks for any more is not missing, it goes.
  return ca.state === 'none' || caCertificate === undefined ? rest : { ...rest, caCertificate };
}

function recollectOne(binding: EngineBinding, { pools }: Facts, secret: ObservedResource): Partial<ConnectionFacts> {
  const [profile, layout, entries] = [profileOf(binding.engine), layoutOf(secret), decodeEntries(secret)];
  const { pool, replica: name } = leadsOf(secret);
  const { database: named, ...known } = lastKnownFacts(profile, layout, entries);
  // In a Secret that goes through a pool the pool's name stands for the database.
  const database = pool === undefined ? named : pools.find((it) => it.name === pool)?.database;
  const replica =
    name !== undefined && isListed(binding, name) ? lastKnownReplica(profile, layout, entries, name) : undefined;
  return { ...known, ...(database === undefined ? {} : { database }), ...(replica && { replica }) };
}
