import type { EngineProfile, Endpoint as UriParts } from '../../engines/engine-profile.js';
import type { Endpoint, TlsMode } from '../../gen/binding.js';
import type { ConnectionFacts, NamedAddress } from './connection-facts.js';

/** What the addresses of one connection come from. */
export interface AddressSources {
  readonly profile: EngineProfile;
  readonly endpoint: Endpoint;
  readonly tls: TlsMode;
  readonly facts: ConnectionFacts;
  /** The pool that the main address goes through; `undefined` for the cluster itself. */
  readonly pool: NamedAddress | undefined;
}

/** One address of a connection. */
export class Address {
  private text: string | undefined;

  constructor(
    private readonly profile: EngineProfile,
    readonly parts: UriParts,
  ) {}

  /** Built when it is asked for, and kept: several facts share one, and most formats need only some. */
  get uri(): string {
    this.text ??= this.profile.uri(this.parts);
    return this.text;
  }
}

/** The addresses of a target: at the endpoint that the binding asks for, and at both. `undefined` while not known. */
export interface Places {
  readonly asked: Address | undefined;
  readonly public: Address | undefined;
  readonly private: Address | undefined;
}

/** All addresses of a connection. */
export interface Addresses {
  /** What applications use: the pool if there is one, else the cluster. */
  readonly main: Places;
  /** The cluster. */
  readonly direct: Places;
  /** The replica. */
  readonly read: Places;
}

const NOWHERE: Places = { asked: undefined, public: undefined, private: undefined };

/** Works out all addresses of a connection. */
export function addressesOf(sources: AddressSources): Addresses {
  const { facts, pool } = sources;
  const { database, replica } = facts;
  const direct = placesOf(sources, facts, database);
  return {
    // A pool's name replaces the database's.
    main: pool ? placesOf(sources, pool, pool.name) : direct,
    direct,
    read: replica ? placesOf(sources, replica, database) : NOWHERE,
  };
}

type Hosts = Pick<ConnectionFacts, 'host' | 'port' | 'privateHost' | 'privatePort'>;

function placesOf(sources: AddressSources, hosts: Hosts, database: string | undefined): Places {
  const open = addressOf(sources, hosts.host, hosts.port, database);
  const inside = addressOf(sources, hosts.privateHost, hosts.privatePort, database);
  return { asked: sources.endpoint === 'Private' ? inside : open, public: open, private: inside };
}

function addressOf(
  { profile, tls, facts }: AddressSources,
  host: string | undefined,
  port: number | undefined,
  database = '',
): Address | undefined {
  const { username, password, clusterName, dashboardsHost, dashboardsPort } = facts;
  if (!host || !port || !username || !password || !clusterName) return undefined;
  if (profile.defaultDatabase !== '' && !database) return undefined;
  const dashboards = dashboardsHost && dashboardsPort ? { host: dashboardsHost, port: dashboardsPort } : undefined;
  return new Address(profile, { host, port, username, password, database, clusterName, tls, dashboards });
}
