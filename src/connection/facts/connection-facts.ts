import type { EngineProfile } from '../../engines/engine-profile.js';
import type { Endpoint } from '../../gen/binding.js';
import { asNumber, asString, field } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import { detail } from '../../observe/observed-resource.js';

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
  /** PEM; verifies the cluster's own certificate. */
  readonly caCertificate: string | undefined;
  /** The replica to read from. */
  readonly replica: NamedAddress | undefined;
}

/** The address of a replica or pool. */
export interface NamedAddress {
  /** A replica's name in the spec, a pool's name at DigitalOcean. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly privateHost: string | undefined;
  readonly privatePort: number;
}

/** The address of a replica or pool, once the provider reports it for the endpoint. */
export function namedAddress(
  name: string,
  { host, port, privateHost }: Pick<ConnectionFacts, 'host' | 'port' | 'privateHost'>,
  endpoint: Endpoint,
): NamedAddress | undefined {
  if (!host || !port || (endpoint === 'Private' && !privateHost)) return undefined;
  return { name, host, port, privateHost, privatePort: port };
}

/** The private address of a cluster, as far as it is known. */
export function privateEndpoint(
  { readPrivatePort }: EngineProfile,
  { resource, privateHost: host, port }: CreatedCluster,
): { readonly host: string | undefined; readonly port: number | undefined } {
  return { host, port: readPrivatePort ? readPrivatePort(detail(resource, 'attribute.private_uri') ?? '') : port };
}

/** What the connections of all users of a cluster have in common. */
export type ClusterAddress = Pick<
  ConnectionFacts,
  'host' | 'port' | 'privateHost' | 'privatePort' | 'clusterName' | 'dashboardsHost' | 'dashboardsPort'
>;

/** The address of a cluster, as far as it is known; `sharedPort` is the private one if only another binding knows it. */
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

/** The facts that must not be shown. */
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
    replica: addressOrLastKnown(now.replica, last.replica),
  };
}

function addressOrLastKnown(now: NamedAddress | undefined, last: NamedAddress | undefined): NamedAddress | undefined {
  if (now === undefined || now.privateHost !== undefined || last?.name !== now.name) return now ?? last;
  return { ...now, privateHost: last.privateHost };
}
