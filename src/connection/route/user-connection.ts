import type { EngineBinding } from '../../api/binding.js';
import type { CredentialIntent } from '../../api/connection.js';
import type { Composition } from '../../compose/compose.js';
import { hasRights } from '../../compose/rights/compose-rights.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { type Facts, isReady, secretsOf } from '../../observe/facts.js';
import { detail } from '../../observe/observed-resource.js';
import { loginIn } from '../../observe/user-stage.js';
import type { CaCertificate } from '../facts/ca-certificate.js';
import { type ClusterAddress, type ConnectionFacts, clusterAddress } from '../facts/connection-facts.js';
import { recollect } from '../facts/recollect.js';
import { type ReadableReplica, readableReplica, replicaFor } from '../facts/replica-address.js';

/** What connections depend on of how the cluster and its contents are composed. */
export type ClusterUse = Pick<Composition, 'open' | 'foreign' | 'pools' | 'loss' | 'rights'>;

/** What the connections of all users have in common: gathered once, however many there are. */
export interface CommonGround {
  readonly binding: EngineBinding;
  readonly facts: Facts;
  readonly use: ClusterUse;
  readonly ca: CaCertificate;
  readonly profile: EngineProfile;
  readonly address: ClusterAddress;
  readonly replica: ReadableReplica | undefined;
  /** The database that Secrets name; until it is ready, the one they named last stays. */
  readonly database: { readonly name: string; readonly ready: boolean };
  readonly databasesReady: boolean;
}

/** A user's connection as it is known now, and as the user's Secrets have kept it. */
export interface UserConnection {
  readonly ground: CommonGround;
  readonly credential: CredentialIntent;
  readonly now: ConnectionFacts;
  /** Read from the Secrets when it is asked for: usually nothing is missing. */
  readonly last: () => Partial<ConnectionFacts>;
  /** Whether the user belongs to another cluster than the binding's, which its password does not open. */
  readonly elsewhere: boolean;
}

/** Gathers what the connections of all users have in common. */
export function commonGround(binding: EngineBinding, facts: Facts, use: ClusterUse, ca: CaCertificate): CommonGround {
  const { target, databases } = binding;
  const { cluster } = facts;
  const profile = profileOf(binding.engine);
  const sharedPort = target.access?.state === 'granted' ? target.access.privatePort : undefined;
  const [first] = databases;
  return {
    binding,
    facts,
    use,
    ca,
    profile,
    address: clusterAddress(profile, cluster.state === 'created' ? cluster : undefined, sharedPort),
    replica: readableReplica(binding, facts),
    database:
      first === undefined
        ? { name: profile.defaultDatabase, ready: true }
        : { name: first.called, ready: isReady(facts, keyOf('database', first.name)) },
    databasesReady: databases.every(({ name }) => isReady(facts, keyOf('database', name))),
  };
}

/** Gathers all that is known of a user's connection. */
export function userConnection(ground: CommonGround, credential: CredentialIntent): UserConnection {
  const { binding, facts, use, ca, address, database } = ground;
  const { cluster, resources } = facts;
  const { administrator, login } = credential;
  const key = keyOf('user', credential.user);
  const user = administrator ? undefined : resources.get(key);
  // The resource may still be for another login.
  const own = user && !use.foreign.has(credential.user) && loginIn(user) === login ? user : undefined;
  const source = administrator && cluster.state === 'created' ? cluster.resource : own;
  let recollected: Partial<ConnectionFacts> | undefined;
  const last = (): Partial<ConnectionFacts> => {
    recollected ??= recollect(binding, facts, credential, ca);
    return recollected;
  };
  return {
    ground,
    credential,
    now: {
      host: address.host,
      port: address.port,
      privateHost: address.privateHost,
      privatePort: address.privatePort,
      username: login,
      password: source && detail(source, 'attribute.password'),
      accessCert: source && detail(source, 'attribute.access_cert'),
      accessKey: source && detail(source, 'attribute.access_key'),
      database: database.ready ? database.name : (last().database ?? database.name),
      clusterName: address.clusterName,
      dashboardsHost: address.dashboardsHost,
      dashboardsPort: address.dashboardsPort,
      caCertificate: ca.state === 'known' ? ca.pem : undefined,
      replica: ground.replica && replicaFor(ground.replica, secretsOf(facts, credential.user)),
    },
    last,
    elsewhere: use.loss?.isFollowed === false || (user !== undefined && facts.stranded.has(key)),
  };
}

/**
 * Whether a Secret that does not exist may be written, once it can be complete. A new one waits for all databases and for
 * the rights of its user; one
 * that was written before is missing, whatever the databases do. The administrator exists from the start, whether the
 * binding may use the cluster or not.
 */
export function mayBeWritten({ ground, credential }: UserConnection, name: string): boolean {
  const { use, facts, databasesReady } = ground;
  const isUsable = databasesReady && (credential.administrator || hasRights(use.rights, credential.user));
  return (use.open || !credential.administrator) && (isUsable || wasWritten(facts, credential.user, name));
}

/** Whether a user's Secret of this name was written before, and is still wanted. */
export function wasWritten({ composite }: Facts, user: string, name: string): boolean {
  return composite.lastSecrets.get(user)?.includes(name) ?? false;
}
