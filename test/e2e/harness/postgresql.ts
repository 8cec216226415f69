import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { CloudCluster, DigitalOcean } from '../../../simulation/provider/digitalocean.js';
import { messageOf } from '../../../src/lib/message-of.js';
import { HAS_POSTGRESQL, startPostgreSql } from '../../clients/postgresql-server.js';
import type { RunningServer } from '../../clients/server.js';
import { clustersNamed } from './cloud.js';

const ADMINISTRATOR = 'doadmin';
const PAUSE_MS = 100;
/** Who may log in over the network is asked for a password, and for TLS. */
const ACCESS = ['hostssl all all 127.0.0.1/32 scram-sha-256', 'hostssl all all ::1/128 scram-sha-256'];

/** A server, and what of a cluster it has. */
export interface Followed {
  readonly superuser: pg.ClientConfig;
  readonly users: Map<string, string>;
  readonly databases: Set<string>;
}

interface Served extends Followed {
  readonly server: RunningServer;
}

/**
 * PostgreSQL servers behind clusters of the simulated DigitalOcean. It does with them what DigitalOcean was seen to do: the
 * administrator is no superuser and owns the databases; databases and users are made by somebody who is, and users may do
 * nothing.
 */
export class PostgreSqlServers {
  /** What went wrong, which no test may leave behind. */
  readonly problems: string[] = [];
  readonly #cloud: DigitalOcean;
  readonly #served = new Map<string, Served>();
  #stopped = false;
  #loop: Promise<void> | undefined;

  constructor(cloud: DigitalOcean) {
    this.#cloud = cloud;
  }

  /** Makes the cluster of a name, which is not there yet, one that can be worked with, where a PostgreSQL is installed. */
  async serve(name: string): Promise<void> {
    if (!HAS_POSTGRESQL) return;
    const server = await startPostgreSql(ACCESS, 'localhost');
    const superuser = { host: server.folder, port: server.port, user: 'postgres', database: 'postgres' };
    this.#served.set(name, { server, superuser, users: new Map(), databases: new Set() });
    this.#cloud.servers.set(name, { host: 'localhost', port: server.port });
    this.#loop ??= this.#run();
  }

  /** Takes a server away, as if nobody could reach it any more. */
  async halt(name: string): Promise<void> {
    const served = this.#served.get(name);
    this.#served.delete(name);
    await served?.server.stop();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
    for (const { server } of this.#served.values()) await server.stop();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      for (const [name, served] of this.#served) {
        try {
          const [cluster] = clustersNamed(this.#cloud, name);
          if (cluster !== undefined) await follow(cluster, served);
        } catch (thrown) {
          this.problems.push(messageOf(thrown));
        }
      }
      await sleep(PAUSE_MS);
    }
  }
}

/** Makes the server look like the cluster. */
export async function follow({ users, databases: wanted }: CloudCluster, served: Followed): Promise<void> {
  const { superuser, users: made, databases } = served;
  const run = (statement: string): Promise<unknown> => inSession(superuser, [statement]);
  for (const [user, { password }] of users) {
    if (made.get(user) === password) continue;
    const verb = made.has(user) ? 'alter' : 'create';
    const rights = user === ADMINISTRATOR ? 'login createdb createrole' : 'login';
    await run(`${verb} role ${quoted(user)} ${rights} password '${password}'`);
    made.set(user, password);
  }
  for (const database of [...wanted].filter((each) => !databases.has(each))) {
    await run(`create database ${quoted(database)} owner ${ADMINISTRATOR}`);
    databases.add(database);
  }
  for (const user of [...made.keys()].filter((each) => !users.has(each))) {
    await run(`drop role ${quoted(user)}`);
    made.delete(user);
  }
  for (const database of [...databases].filter((each) => !wanted.has(each))) {
    await run(`drop database ${quoted(database)} with (force)`);
    databases.delete(database);
  }
}

/** Runs statements in one session, each on its own, and gives the rows of the last one. */
export async function inSession(config: pg.ClientConfig, statements: readonly string[]): Promise<readonly unknown[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
