import { setTimeout as sleep } from 'node:timers/promises';
import { isDeleting } from '../../../simulation/api-server/object-store.js';
import type { DigitalOcean } from '../../../simulation/provider/digitalocean.js';
import { may, onlyObserves } from '../../../simulation/provider/policies.js';
import { ProviderSql } from '../../../simulation/provider-sql/provider-sql.js';
import { statementsOf } from '../../../simulation/provider-sql/statements.js';
import { APIS } from '../../../src/kinds/kind.js';
import { asObject, asString, at, type JsonObject } from '../../../src/lib/json.js';
import { messageOf } from '../../../src/lib/message-of.js';
import type { Cluster } from './cluster.js';
import { decoded } from './crossplane.js';
import type { Kubernetes } from './kubernetes.js';
import { Mirror } from './mirror.js';
import { inSession } from './postgresql.js';
import { type Program, startProgram } from './program.js';
import { installCrds } from './provider-crds.js';

/** A provider-sql at work, the real one or a stand-in. */
export interface RunningSqlProvider {
  readonly problems: readonly string[];
  stop(): Promise<void>;
}

/** The kinds that have something in a server. */
const SQL_KINDS = ['Role', 'Grant', 'DefaultPrivileges', 'Schema', 'Extension'] as const;
const FAMILIES = Object.values(APIS.postgresql);
/** The kinds it looks after and those that configure it, each with its API. */
export const SQL_WATCHED = [
  ...FAMILIES.flatMap((api) => [...SQL_KINDS, 'ProviderConfig'].map((kind) => [api, kind] as const)),
  [APIS.postgresql.Namespaced, 'ClusterProviderConfig'] as const,
];
const CONNECTION_SECRETS = 'type=connection.crossplane.io/v1alpha1';
const TERMINATING = /because it is being terminated$|if the object is being deleted\b/;
const PAUSE_MS = 500;
const IDLE = 2;
/** A role that is there already is taken over. */
const THERE_ALREADY = '42710';
/** How often the real one looks at each object. */
const POLL = '10s';

/**
 * Stands in for provider-sql in a real cluster. Where a server is behind a simulated database cluster, it executes there what
 * the real one was seen to execute, as whom the Secret says.
 */
export class SqlStandIn implements RunningSqlProvider {
  readonly problems: string[] = [];
  readonly #cluster: Cluster;
  readonly #cloud: DigitalOcean;
  readonly #mirror = new Mirror();
  readonly #provider: ProviderSql;
  /** What became of an object in its latest state: what its server said, or nothing. */
  readonly #outcomes = new Map<string, { readonly state: string; readonly refused: string | undefined }>();
  #stopped = false;
  #loop: Promise<void> | undefined;

  constructor(cluster: Cluster, cloud: DigitalOcean) {
    this.#cluster = cluster;
    this.#cloud = cloud;
    this.#provider = new ProviderSql(this.#mirror, cloud, (object) => this.#outcomes.get(uidOf(object))?.refused);
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const start = performance.now();
      try {
        await this.#look();
      } catch (thrown) {
        const message = messageOf(thrown);
        if (!TERMINATING.test(message)) this.problems.push(message);
      }
      await sleep(Math.max(PAUSE_MS, IDLE * (performance.now() - start)));
    }
  }

  async #look(): Promise<void> {
    const objects = await Promise.all(SQL_WATCHED.map(([api, kind]) => this.#cluster.list(api, kind)));
    const secrets = await this.#cluster.list('v1', 'Secret', undefined, CONNECTION_SECRETS);
    this.#mirror.load([...objects.flat().filter((object) => !isPaused(object)), ...secrets]);
    for (const object of this.#mirror.list()) await this.#execute(object);
    this.#provider.poll(new Date().toISOString().replace(/\.\d+Z$/, 'Z'));
    await this.#mirror.flush(this.#cluster);
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
    const login = this.#loginOf(object);
    if (login === undefined) return;
    const { database = login.defaultDatabase, create, remove } = statements;
    const refused = await inSession({ ...login, database }, isLeaving ? remove : create).then(
      () => undefined,
      (error: Error & { code?: string }) =>
        error.code === THERE_ALREADY ? undefined : `${error.message} (${error.code ?? ''})`,
    );
    this.#outcomes.set(uidOf(object), { state, refused });
  }

  /** Where to log in, and as whom; nothing where nothing is known of it, or where there is no real server. */
  #loginOf(object: JsonObject): Login | undefined {
    const { kind = 'ProviderConfig', name } = asObject(at(object, 'spec', 'providerConfigRef'));
    const apiVersion = String(object.apiVersion);
    const home = asString(at(object, 'metadata', 'namespace')) ?? '';
    const namespace = kind === 'ProviderConfig' ? home : '';
    const config = this.#mirror.get({ apiVersion, kind: String(kind), namespace, name: String(name) });
    const reference = asObject(at(config, 'spec', 'credentials', 'connectionSecretRef'));
    const secret = this.#mirror.get({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: asString(reference.namespace) ?? home,
      name: String(reference.name),
    });
    const { endpoint, port, username: user, password } = decoded(secret ?? {});
    const isReal = [...this.#cloud.servers.values()].some((server) => String(server.port) === port);
    if (endpoint === undefined || !isReal) return undefined;
    const defaultDatabase = String(at(config, 'spec', 'defaultDatabase'));
    return { host: endpoint, port: Number(port), user, password, ssl: { rejectUnauthorized: false }, defaultDatabase };
  }
}

interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly ssl: { readonly rejectUnauthorized: false };
  readonly defaultDatabase: string;
}

function uidOf(object: JsonObject): string {
  return asString(at(object, 'metadata', 'uid')) ?? '';
}

function isPaused(object: JsonObject): boolean {
  return at(object, 'metadata', 'annotations', 'crossplane.io/paused') === 'true';
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
