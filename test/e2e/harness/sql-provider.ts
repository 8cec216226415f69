import type pg from 'pg';
import { isDeleting } from '../../../simulation/api-server/object-store.js';
import type { DigitalOcean } from '../../../simulation/provider/digitalocean.js';
import { may, onlyObserves } from '../../../simulation/provider/policies.js';
import { loginOf } from '../../../simulation/provider-sql/login.js';
import { ProviderSql } from '../../../simulation/provider-sql/provider-sql.js';
import { statementsOf } from '../../../simulation/provider-sql/statements.js';
import { APIS } from '../../../src/kinds/kind.js';
import { asObject, asString, at, type JsonObject } from '../../../src/lib/json.js';
import type { Cluster } from './cluster.js';
import type { Kubernetes } from './kubernetes.js';
import { inSession } from './postgresql.js';
import { type Program, startProgram } from './program.js';
import { installCrds } from './provider-crds.js';
import { StandIn } from './stand-in.js';

/** A provider-sql at work, the real one or a stand-in. */
export interface RunningSqlProvider {
  readonly problems: readonly string[];
  stop(): Promise<void>;
}

/** Where a server is. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}
type Reach = (address: ServerAddress) => ServerAddress;

/** The kinds that have something in a server. */
const SQL_KINDS = ['Role', 'Grant', 'DefaultPrivileges', 'Schema', 'Extension'] as const;
const FAMILIES = Object.values(APIS.postgresql);
/** The kinds it looks after and those that configure it, each with its API. */
export const SQL_WATCHED = [
  ...FAMILIES.flatMap((api) => [...SQL_KINDS, 'ProviderConfig'].map((kind) => [api, kind] as const)),
  [APIS.postgresql.Namespaced, 'ClusterProviderConfig'] as const,
];
/** What the API server refuses in a namespace, and of an object, that is being deleted. */
const TERMINATING = /because it is being terminated$|if the object is being deleted\b/;
/** A role that is there already is taken over. */
const THERE_ALREADY = '42710';
/** How often the real one looks at each object. */
const POLL = '10s';

/**
 * Stands in for provider-sql in a real cluster. Where a server is behind a simulated database cluster, it executes there what
 * the real one was seen to execute, as whom the Secret says.
 */
export class SqlStandIn extends StandIn implements RunningSqlProvider {
  readonly #cloud: DigitalOcean;
  readonly #reach: Reach;
  readonly #provider: ProviderSql;
  /** What became of an object in its latest state: what its server said, or nothing. */
  readonly #outcomes = new Map<string, { readonly state: string; readonly refused: string | undefined }>();

  /** `reach` says where from here a server is that Pods know by another address. */
  constructor(cluster: Cluster, cloud: DigitalOcean, reach: Reach = (address) => address) {
    super(cluster, SQL_WATCHED, TERMINATING);
    this.#cloud = cloud;
    this.#reach = reach;
    // Who only looks is refused nothing: a session that acts as the owner already could not be set once more.
    this.#provider = new ProviderSql(this.mirror, cloud, (object) =>
      onlyObserves(object) ? undefined : this.#outcomes.get(uidOf(object))?.refused,
    );
  }

  protected override async look(now: string): Promise<void> {
    for (const object of this.mirror.list()) await this.#execute(object);
    this.#provider.poll(now);
  }

  /** Executes what is behind an object, once for each state of it that the server takes. */
  async #execute(object: JsonObject): Promise<void> {
    const statements = statementsOf(object);
    if (statements === undefined) return;
    const isLeaving = isDeleting(object);
    // All that it compares with what it finds.
    const { revokePublicOnDb: _, ...compared } = asObject(at(object, 'spec', 'forProvider'));
    const state = isLeaving ? 'leaving' : JSON.stringify(compared);
    const outcome = this.#outcomes.get(uidOf(object));
    const done = outcome?.state === state && outcome.refused === undefined;
    if (done || (isLeaving ? !may(object, 'Delete') : onlyObserves(object))) return;
    const session = this.#sessionOf(object);
    if (session === undefined) return;
    const { database = session.database, create, remove } = statements;
    const refused = await inSession({ ...session, database }, isLeaving ? remove : create).then(
      () => undefined,
      (error: Error & { code?: string }) =>
        error.code === THERE_ALREADY ? undefined : `${error.message} (${error.code ?? ''})`,
    );
    this.#outcomes.set(uidOf(object), { state, refused });
  }

  /** Where to log in, and as whom; nothing where nothing is known of it, or where there is no real server. */
  #sessionOf(object: JsonObject): pg.ClientConfig | undefined {
    const login = loginOf(this.mirror, object);
    if (typeof login === 'string') return undefined;
    const { config, endpoint: host, port, username: user, password } = login;
    if (![...this.#cloud.servers.values()].some((server) => String(server.port) === port)) return undefined;
    const database = String(at(config, 'spec', 'defaultDatabase'));
    const address = this.#reach({ host, port: Number(port) });
    return { ...address, user, password, database, ssl: { rejectUnauthorized: false } };
  }
}

function uidOf(object: JsonObject): string {
  return asString(at(object, 'metadata', 'uid')) ?? '';
}

/** Starts the real provider-sql, and adds it to the programs that run. */
export async function startRealSqlProvider(
  folder: string,
  { cluster, kubeconfig }: Kubernetes,
  command: string,
  programs: Program[],
): Promise<RunningSqlProvider> {
  await installCrds(cluster, otherSqlDefinitions());
  const args = [`--poll=${POLL}`, '--metrics-bind-address=0'];
  const program = startProgram({
    name: 'provider-sql',
    command,
    args,
    folder,
    environment: { KUBECONFIG: kubeconfig },
  });
  programs.push(program);
  return { problems: [], stop: () => program.stop() };
}

/** Kinds that the real one wants to be there before it looks after any, by the beginnings of their groups; nobody makes one. */
const OTHERS = {
  'mysql.sql': ['Database', 'Grant', 'User', 'ProviderConfig', 'ProviderConfigUsage'],
  'mysql.sql.m': ['Database', 'Grant', 'User', 'ProviderConfig', 'ProviderConfigUsage', 'ClusterProviderConfig'],
  'mssql.sql': ['Database', 'Grant', 'User', 'ProviderConfig', 'ProviderConfigUsage'],
  'mssql.sql.m': ['Database', 'Grant', 'User', 'ProviderConfig', 'ProviderConfigUsage', 'ClusterProviderConfig'],
  'postgresql.sql': ['Database'],
  'postgresql.sql.m': ['Database'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

function otherSqlDefinitions(): readonly JsonObject[] {
  return Object.entries(OTHERS).flatMap(([prefix, kinds]) =>
    kinds.map((kind): JsonObject => {
      const group = `${prefix}.crossplane.io`;
      const plural = `${kind.toLowerCase()}s`;
      const isNamespaced = prefix.endsWith('.m') && kind !== 'ClusterProviderConfig';
      const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
      return {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.${group}` },
        spec: {
          group,
          names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
          scope: isNamespaced ? 'Namespaced' : 'Cluster',
          versions: [{ name: 'v1alpha1', served: true, storage: true, schema }],
        },
      };
    }),
  );
}
