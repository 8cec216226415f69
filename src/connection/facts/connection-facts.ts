import type { EngineProfile } from '../../engines/engine-profile.js';
import { asNumber, asString, field } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';

/** What a connection is made of. A fact that is not known is `undefined`, never empty. */
export interface ConnectionFacts {
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly privateHost: string | undefined;
  readonly privatePort: number | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly clusterName: string | undefined;
  /** PEM, of a user that authenticates with a client certificate. */
  readonly accessCert: string | undefined;
  /** PEM. */
  readonly accessKey: string | undefined;
  readonly dashboardsHost: string | undefined;
  readonly dashboardsPort: number | undefined;
  /** PEM, what the cluster's own certificate is checked against. */
  readonly caCertificate: string | undefined;
  /** What may be read from instead of the cluster. */
  readonly replica: ReplicaAddress | undefined;
}

/** Where a replica is. */
export interface ReplicaAddress {
  /** The name in the spec. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly privateHost: string | undefined;
  readonly privatePort: number;
}

/** Whom a Secret is for, and where its password comes from: the User resource, or, for the administrator, the Cluster. */
export interface Credential {
  readonly username: string;
  readonly database: string;
  readonly source: ObservedResource | undefined;
  readonly caCertificate: string | undefined;
  readonly replica: ReplicaAddress | undefined;
}

/** The private address of a cluster, as far as it is known. */
export function privateEndpoint(
  { privatePort, privatePortInDetails }: EngineProfile,
  cluster: CreatedCluster,
): { readonly host: string | undefined; readonly port: number | undefined } {
  return {
    host: cluster.privateHost,
    port: privatePort(
      privatePortInDetails ? detail(cluster.resource, 'attribute.private_uri') : undefined,
      cluster.port,
    ),
  };
}

/** What the connections of all users of a cluster have in common. */
export type ClusterAddress = Pick<
  ConnectionFacts,
  'host' | 'port' | 'privateHost' | 'privatePort' | 'clusterName' | 'dashboardsHost' | 'dashboardsPort'
>;

/** The address of a cluster, as far as it is told; `sharedPort` is the private one where only somebody else knows it. */
export function clusterAddress(
  profile: EngineProfile,
  cluster: CreatedCluster | undefined,
  sharedPort: number | undefined,
): ClusterAddress {
  const inside = cluster && privateEndpoint(profile, cluster);
  return {
    host: cluster?.host,
    port: cluster?.port,
    privateHost: inside?.host,
    privatePort: inside?.port ?? sharedPort,
    clusterName: cluster?.name,
    dashboardsHost: cluster && asString(field(cluster.resource.atProvider, 'uiHost')),
    dashboardsPort: cluster && asNumber(field(cluster.resource.atProvider, 'uiPort')),
  };
}

/** The facts of a user's connection as the provider tells them now. */
export function connectionFacts(
  address: ClusterAddress,
  { username, database, source, caCertificate, replica }: Credential,
): ConnectionFacts {
  return {
    host: address.host,
    port: address.port,
    privateHost: address.privateHost,
    privatePort: address.privatePort,
    username,
    password: source && detail(source, 'attribute.password'),
    database,
    clusterName: address.clusterName,
    accessCert: source && detail(source, 'attribute.access_cert'),
    accessKey: source && detail(source, 'attribute.access_key'),
    dashboardsHost: address.dashboardsHost,
    dashboardsPort: address.dashboardsPort,
    caCertificate,
    replica,
  };
}

/** Those of the facts that must not be told. */
export function secretFacts({ password, accessKey }: Partial<ConnectionFacts>): readonly string[] {
  return [password, accessKey].filter((secret) => secret !== undefined);
}

/** Each fact as it is known now, or else as it was last known. */
export function orLastKnown(now: ConnectionFacts, last: Partial<ConnectionFacts>): ConnectionFacts {
  return {
    host: now.host ?? last.host,
    port: now.port ?? last.port,
    privateHost: now.privateHost ?? last.privateHost,
    privatePort: now.privatePort ?? last.privatePort,
    username: now.username ?? last.username,
    password: now.password ?? last.password,
    database: now.database ?? last.database,
    clusterName: now.clusterName ?? last.clusterName,
    accessCert: now.accessCert ?? last.accessCert,
    accessKey: now.accessKey ?? last.accessKey,
    dashboardsHost: now.dashboardsHost ?? last.dashboardsHost,
    dashboardsPort: now.dashboardsPort ?? last.dashboardsPort,
    caCertificate: now.caCertificate ?? last.caCertificate,
    replica: now.replica ?? last.replica,
  };
}

const utf8 = new TextDecoder();

function detail({ connectionDetails }: ObservedResource, key: string): string | undefined {
  const value = connectionDetails.get(key);
  return value && value.length > 0 ? utf8.decode(value) : undefined;
}
