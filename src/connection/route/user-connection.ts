import type { EngineBinding } from '../../api/binding.js';
import type { CredentialIntent } from '../../api/connection.js';
import type { Composition } from '../../compose/compose.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { nameInExternalName } from '../../observe/external-name.js';
import { type Facts, isReady, secretsOf } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { CaCertificate } from '../facts/ca-certificate.js';
import {
  type ClusterAddress,
  type ConnectionFacts,
  clusterAddress,
  connectionFacts,
} from '../facts/connection-facts.js';
import { recollect } from '../facts/recollect.js';
import { type ReadableReplica, readableReplica, replicaFor } from '../facts/replica-address.js';

/** What was decided of the cluster and its contents, and connections depend on. */
export type ClusterUse = Pick<Composition, 'open' | 'foreign' | 'pools' | 'loss'>;

/** A user's connection as it is known now, and as the user's Secrets have kept it. */
export interface UserConnection {
  readonly credential: CredentialIntent;
  readonly now: ConnectionFacts;
  /** Read from the Secrets when it is asked for: mostly nothing is missing. */
  readonly last: () => Partial<ConnectionFacts>;
  readonly ca: CaCertificate;
  /** Whether the user lives in another cluster than the binding's: the password of one opens nothing at the other's address. */
  readonly elsewhere: boolean;
  /** The cluster that is gone, if it is. */
  readonly loss: Composition['loss'];
  /**
   * Whether a Secret of this name that does not exist may be written, once it can be complete. A new one waits for all
   * databases; one that was written before is missed, whatever the databases do.
   */
  readonly mayBeWritten: (name: string) => boolean;
}

/** What the connections of all users start from: worked out once, however many there are. */
export interface CommonGround {
  readonly binding: EngineBinding;
  readonly facts: Facts;
  readonly ca: CaCertificate;
  readonly address: ClusterAddress;
  readonly replica: ReadableReplica | undefined;
  /** The database that Secrets name, and whether it can be used: until then the one that was named last stays. */
  readonly database: { readonly name: string; readonly ready: boolean };
  readonly databasesReady: boolean;
  readonly use: ClusterUse;
}

/** Gathers what all users' connections have in common. */
export function commonGround(binding: EngineBinding, facts: Facts, use: ClusterUse, ca: CaCertificate): CommonGround {
  const { access } = binding.target;
  const { cluster } = facts;
  const profile = profileOf(binding.engine);
  const sharedPort = access?.state === 'granted' ? access.privatePort : undefined;
  const [first] = binding.databases;
  return {
    binding,
    facts,
    ca,
    address: clusterAddress(profile, cluster.state === 'created' ? cluster : undefined, sharedPort),
    replica: readableReplica(binding, facts),
    database:
      first === undefined
        ? { name: profile.defaultDatabase, ready: true }
        : { name: first, ready: isReady(facts, keyOf('database', first)) },
    databasesReady: binding.databases.every((database) => isReady(facts, keyOf('database', database))),
    use,
  };
}

/** Gathers all that is known of a user's connection. */
export function userConnection(ground: CommonGround, credential: CredentialIntent): UserConnection {
  const { binding, facts, ca, database, use } = ground;
  const { cluster, resources } = facts;
  const { administrator } = credential;
  const key = keyOf('user', credential.user);
  const user = administrator ? undefined : resources.get(key);
  const main = cluster.state === 'created' ? cluster.resource : undefined;
  let recollected: Partial<ConnectionFacts> | undefined;
  const last = (): Partial<ConnectionFacts> => {
    recollected ??= recollect(binding, facts, credential, ca);
    return recollected;
  };
  const now = connectionFacts(ground.address, {
    username: credential.login,
    database: database.ready ? database.name : (last().database ?? database.name),
    source: administrator ? main : use.foreign.has(credential.user) || !isOf(user, credential) ? undefined : user,
    caCertificate: ca.state === 'known' ? ca.pem : undefined,
    replica: ground.replica && replicaFor(ground.replica, secretsOf(facts, credential.user)),
  });
  return {
    credential,
    now,
    last,
    ca,
    elsewhere: use.loss?.isFollowed === false || (user !== undefined && facts.stranded.has(key)),
    loss: use.loss,
    // The administrator is there from the start, whether the binding may use the cluster or not.
    mayBeWritten: (name) =>
      (use.open || !administrator) && (ground.databasesReady || wasWritten(facts, credential.user, name)),
  };
}

/** Whether a user's Secret of this name was written before, and has been wanted ever since. */
export function wasWritten({ composite }: Facts, user: string, name: string): boolean {
  return composite.lastSecrets.get(user)?.includes(name) ?? false;
}

/** Whether a resource is that of the user that applications log in as: it may still point at another one. */
function isOf(user: ObservedResource | undefined, { login }: CredentialIntent): boolean {
  return nameInExternalName(user?.externalName) === login;
}
