// Stands in for provider-upjet-digitalocean, provider-sql and DigitalOcean in the cluster that kubectl talks to. Nobody needs an
// account, and nothing costs anything. Whatever it knows is gone when it ends.
import type { RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { KubeConfig } from '@kubernetes/client-node';
import type { ClientConfig } from 'pg';
import { CONTROLLED_KINDS } from '../../../simulation/provider/provider.js';
import { messageOf } from '../../../src/lib/message-of.js';
import { parseAddress } from '../../../src/server/address.js';
import { clustersNamed } from '../harness/cloud.js';
import { Cluster } from '../harness/cluster.js';
import { follow, inSession } from '../harness/postgresql.js';
import { MANAGED_APIS } from '../harness/provider-crds.js';
import { ProviderStandIn } from '../harness/provider-stand-in.js';
import { type ServerAddress, SqlStandIn } from '../harness/sql-provider.js';
import { installKinds } from './install.js';

const USAGE = `Usage: npm run stand-in -- [options]

Stands in for DigitalOcean and its provider in the cluster that kubectl talks to, until you end it.

  --postgresql URL      a PostgreSQL with TLS, and its superuser, as it is reached from here
  --pods-reach HOST:PORT
                        the same server as Pods reach it (default: as from here)
  --cluster NAME        the database cluster that is this server (default shop-orders, README's first binding)
`;
const PAUSE_MS = 500;

/** A real server behind one database cluster. */
interface Behind {
  readonly cluster: string;
  readonly superuser: ClientConfig;
  readonly here: ServerAddress;
  readonly there: ServerAddress;
}

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  try {
    const behind = readOptions(args);
    if (behind !== undefined) await inSession(behind.superuser, ['select 1']);
    const cluster = await connect();
    tell(`installed ${await installKinds(cluster)} kinds; end it with Ctrl-C, which loses what it made`);
    await stand(cluster, behind);
  } catch (thrown) {
    process.stderr.write(`cannot stand in: ${messageOf(thrown)}\n`);
    process.exitCode = 1;
  }
}

function readOptions(args: readonly string[]): Behind | undefined {
  const text = { type: 'string' } as const;
  const options = { postgresql: text, 'pods-reach': text, cluster: text, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  if (values.postgresql === undefined) return undefined;
  const { hostname: host, port, username, password, pathname } = new URL(values.postgresql);
  const here = { host, port: Number(port || 5432) };
  const there = values['pods-reach'] === undefined ? here : parseAddress(values['pods-reach']);
  if (there === undefined) throw new Error(`--pods-reach: "${values['pods-reach']}" is not host:port`);
  const login = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  const database = decodeURIComponent(pathname.slice(1)) || 'postgres';
  const superuser = { ...here, ...login, database, ssl: { rejectUnauthorized: false } };
  return { cluster: values.cluster ?? 'shop-orders', superuser, here, there };
}

/** The cluster of the current context, with the certificates that the kubeconfig has for it. */
async function connect(): Promise<Cluster> {
  const config = new KubeConfig();
  config.loadFromDefault();
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, rejectUnauthorized = true } = options;
  return new Cluster(config, {
    rejectUnauthorized,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  });
}

async function stand(cluster: Cluster, behind: Behind | undefined): Promise<void> {
  const watched = Object.values(MANAGED_APIS).flatMap((api) => CONTROLLED_KINDS.map((kind) => [api, kind] as const));
  const provider = new ProviderStandIn(cluster, watched);
  if (behind !== undefined) provider.cloud.servers.set(behind.cluster, behind.there);
  const sql = new SqlStandIn(cluster, provider.cloud, (address) =>
    behind !== undefined && address.host === behind.there.host ? behind.here : address,
  );
  const served = behind && {
    superuser: behind.superuser,
    users: new Map<string, string>(),
    databases: new Set<string>(),
  };
  const told = new Set<string>();
  provider.start();
  sql.start();
  for (;;) {
    for (const { fields } of provider.cloud.clusters.values()) once(told, `created database cluster ${fields.name}`);
    const [own] = behind === undefined ? [] : clustersNamed(provider.cloud, behind.cluster);
    if (own !== undefined && served !== undefined)
      await follow(own, served).catch((thrown: unknown) => once(told, `PostgreSQL: ${messageOf(thrown)}`));
    for (const problem of [...provider.problems.splice(0), ...sql.problems.splice(0)]) once(told, problem);
    await sleep(PAUSE_MS);
  }
}

function once(told: Set<string>, line: string): void {
  if (told.has(line)) return;
  told.add(line);
  tell(line);
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
