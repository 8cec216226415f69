import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { conditionOf } from '../../../simulation/api-server/conditions.js';
import { APIS } from '../../../src/kinds/kind.js';
import { asList, asObject, at, type JsonObject } from '../../../src/lib/json.js';
import { HAS_POSTGRESQL } from '../../clients/postgresql-server.js';
import {
  BINDINGS_API,
  bindingOf,
  Composite,
  createNamespace,
  settledVersionsOf,
  versionsOf,
} from '../harness/bindings.js';
import { clusterNamed } from '../harness/cloud.js';
import { manifest } from '../harness/control-plane.js';
import { SYSTEM_NAMESPACE } from '../harness/crossplane.js';
import { eventually } from '../harness/eventually.js';
import { REAL_SQL } from '../harness/mode.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'shop';
const GUESTS = 'guests-of-shop';
const ISOLATED = 'databasebinding-isolated';
const SHARED = 'databasebinding-shared';
const CLUSTER_CONFIG = 'shop-billing';

/** The README's; its Composition is the default one. */
const FIRST: JsonObject = {
  apiVersion: BINDINGS_API,
  kind: 'DatabaseBinding',
  metadata: { namespace: NAMESPACE, name: 'orders' },
  spec: { cluster: { engine: 'pg' } },
};
const BILLING: JsonObject = {
  cluster: { engine: 'pg' },
  databases: [{ name: 'billing', extensions: ['pgcrypto'], schemas: [{ name: 'audit' }] }],
  users: [{ name: 'billing' }, { name: 'reports', access: 'ReadOnly' }, { name: 'worker' }],
  sharing: { namespaces: [GUESTS] },
};
const GUEST: JsonObject = { clusterRef: { binding: { name: 'billing', namespace: NAMESPACE } } };

const MIGRATION = [
  'create table items (id serial primary key, name text)',
  'alter table items add column price numeric',
  'create index on items (name)',
  'create table passing (id int)',
  'drop table passing',
];
/** The time in which the real provider looks at everything twice. */
const TWO_LOOKS_MS = 25_000;

const whereServed = HAS_POSTGRESQL ? test : test.skip;
const run = promisify(execFile);

/** What applications can do in their databases, with the Secrets of their bindings. */
export const databaseRights: Scenario = {
  title: 'an application with rights in its database',
  tests(world) {
    const { cluster, report, servers, cloud } = world;
    const first = new Composite(cluster, FIRST);
    const billing = new Composite(cluster, billingOf(BILLING));
    const guest = new Composite(cluster, bindingOf(GUESTS, 'invoices', GUEST, SHARED));
    const uriOf = async (composite: Composite, secret: string): Promise<string> =>
      (await composite.secret(`${secret}-credentials`))?.uri ?? '';

    beforeAll(async () => {
      for (const namespace of [NAMESPACE, GUESTS]) await createNamespace(cluster, namespace);
      for (const name of ['orders', 'billing']) await servers.serve(`${NAMESPACE}-${name}`);
      await cluster.apply(compositionWith(ISOLATED, { isolate: true }));
      await cluster.apply(FIRST);
      await cluster.apply(billingOf(BILLING));
    });

    test('gets its Secret once its rights are in effect', async () => {
      await report.note('rights given', async () => {
        await first.until('Ready', 'True');
        await billing.until('Ready', 'True');
        const ours = [...(await billing.composed()).keys()].filter((key) => key.startsWith('sql-'));
        return `Ready; for three users ${ours.length} objects`;
      });
    });

    whereServed('migrates by the first binding alone', async () => {
      await as(await uriOf(first, 'orders'), ...MIGRATION);
    });

    whereServed('has its tables read and written by others as they may, made after their rights', async () => {
      const [owner, reports, worker] = await Promise.all(
        ['billing', 'billing-reports', 'billing-worker'].map((secret) => uriOf(billing, secret)),
      );
      const digest = "insert into items (name) values (encode(digest('x', 'sha256'), 'hex'))";
      await as(owner, ...MIGRATION, 'create table audit.log (at timestamptz)', digest);
      expect(await as(reports, 'select count(*) from audit.log', 'select count(*) from items')).toBe('0\n1');
      expect(await as(worker, "insert into items (name) values ('a') returning id")).toBe('2');
      await as(worker, "update items set price = 1 where name = 'a'", "delete from items where name = 'a'");
      await expect(as(reports, "insert into items (name) values ('b')")).rejects.toThrow(/permission denied for table/);
      await expect(as(worker, 'drop table items')).rejects.toThrow(/must be owner of table/);
      await expect(as(worker, 'create table mine (id int)')).rejects.toThrow(/permission denied for schema/);
    });

    whereServed('is not reached by a stranger, from when its databases are isolated', async () => {
      const strangers = [await strangerOf(first, 'orders'), await strangerOf(billing, 'billing')];
      await eventually('strangers at both', async () => {
        expect(await as(strangers[0], 'select 1')).toBe('1');
        await expect(as(strangers[1], 'select 1')).rejects.toThrow(/permission denied for database/);
        return true;
      });
      await report.note('isolated later', async () => {
        await cluster.merge({ ...FIRST, spec: { crossplane: { compositionRef: { name: ISOLATED } } } });
        await eventually('the stranger refused', () => isRefused(strangers[0], /permission denied for database/));
        await first.until('Ready', 'True');
        return 'a stranger who could connect cannot any more';
      });
    });

    whereServed('changes what a user may do: the new right first, then the old one goes', async () => {
      const worker = await uriOf(billing, 'billing-worker');
      const change = async (access: string, insert: 'works' | 'is refused'): Promise<string> => {
        const [owner, reports] = asList(BILLING.users);
        const users = [owner ?? {}, reports ?? {}, { name: 'worker', access }];
        await cluster.apply(billingOf({ ...BILLING, users }));
        await eventually(`an insert that ${insert}`, async () => {
          expect(await as(worker, 'select count(*) from items')).toBe('1');
          const refused = await isRefused(
            worker,
            /permission denied for table/,
            'insert into items (price) values (1)',
          );
          if (!refused) await as(await uriOf(billing, 'billing'), 'delete from items where price = 1');
          return refused === (insert === 'is refused');
        });
        await billing.until('Ready', 'True');
        return `an insert ${insert}`;
      };
      await report.note('ReadWrite to ReadOnly', () => change('ReadOnly', 'is refused'));
      await report.note('and back', () => change('ReadWrite', 'works'));
    });

    whereServed('is told which extension cannot be had, and goes on without', async () => {
      const wanted = (extensions: readonly string[]): JsonObject =>
        billingOf({ ...BILLING, databases: [{ name: 'billing', extensions, schemas: [{ name: 'audit' }] }] });
      await cluster.apply(wanted(['pgcrypto', 'dblink']));
      await report.note('extension refused', async () => {
        const { message } = await eventually('the refusal', async () => {
          const condition = await billing.condition('UsersReady');
          return condition?.reason === 'ProviderError' && condition;
        });
        expect(message).toMatch(/extension "dblink" in database "billing": .*permission denied to create extension/);
        return String(message);
      });
      await as(await uriOf(billing, 'billing'), 'select count(*) from items');
      await cluster.apply(wanted(['pgcrypto']));
      await billing.until('Ready', 'True');
    });

    test('shares its cluster with a guest, who has rights in its own database alone', async () => {
      const { id, facts, users } = clusterNamed(cloud, `${NAMESPACE}-billing`);
      const { password = '' } = users.get('doadmin') ?? {};
      const host = facts.host(`${NAMESPACE}-billing`, id);
      for (const object of clusterConfig({ endpoint: host, port: String(facts.port), username: 'doadmin', password }))
        await cluster.apply(object);
      const clusters = [{ uuid: id, clusterProviderConfig: CLUSTER_CONFIG }];
      await cluster.apply(compositionWith(SHARED, { isolate: true, clusters }));
      await cluster.apply(bindingOf(GUESTS, 'invoices', GUEST, SHARED));
      await report.note('guest with rights', async () => {
        await guest.until('Ready', 'True');
        const secrets = [...(await guest.composed()).keys()].filter((key) => key.startsWith('sql-secret-'));
        expect(secrets).not.toContain('sql-secret-.administrator');
        return `Ready; Secrets to give rights with: ${secrets.join(' ')}`;
      });
    });

    whereServed('is not reached by its guest, nor the guest by it', async () => {
      const [owner, invoices] = [await uriOf(billing, 'billing'), await uriOf(guest, 'invoices')];
      await as(invoices, ...MIGRATION);
      await expect(as(elsewhere(invoices, owner), 'select 1')).rejects.toThrow(/permission denied for database/);
      await expect(as(elsewhere(owner, invoices), 'select 1')).rejects.toThrow(/permission denied for database/);
    });

    test('nothing moves any more, however often Crossplane reconciles', async () => {
      const composites = [first, billing, guest];
      const before = await Promise.all(composites.map(settledVersionsOf));
      const { ok } = await world.fn.calls();
      for (const composite of composites) await composite.touch('quiet');
      if (REAL_SQL !== undefined) await sleep(TWO_LOOKS_MS);
      await eventually('a call for each', async () => (await world.fn.calls()).ok >= ok + composites.length);
      expect(await Promise.all(composites.map(versionsOf))).toEqual(before);
    });

    test('leaves nothing behind: guest, binding, and a namespace whose server is gone', async () => {
      await report.note('guest deleted', async () => {
        await cluster.delete(guest.ref);
        await eventually('nothing of the guest', async () => (await sqlObjectsIn(world, GUESTS)).length === 0);
        return 'nothing left';
      });
      await report.note('binding deleted', async () => {
        await cluster.delete(first.ref);
        await eventually('the binding gone', async () => (await cluster.get(first.ref)) === undefined);
        return 'gone';
      });
      await servers.halt(`${NAMESPACE}-billing`);
      await report.note('namespace deleted, server gone', async () => {
        await cluster.delete({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: NAMESPACE });
        await eventually('the namespace gone', async () => {
          const there = await cluster.get({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: NAMESPACE });
          if (there === undefined) return true;
          throw new Error(JSON.stringify(conditionOf(there, 'NamespaceFinalizersRemaining')));
        });
        return 'gone';
      });
    });

    /** The URI with which a user connects who is in the cluster without any binding. */
    async function strangerOf(composite: Composite, name: string): Promise<string> {
      const { password } = cloud.addUser(clusterNamed(cloud, `${NAMESPACE}-${name}`).id, 'stranger');
      const uri = new URL(await uriOf(composite, name));
      return Object.assign(uri, { username: 'stranger', password }).href;
    }
  },
};

function billingOf(spec: JsonObject): JsonObject {
  return bindingOf(NAMESPACE, 'billing', spec, ISOLATED);
}

/** The default Composition, with more in the policy's `sql`. */
function compositionWith(name: string, sql: JsonObject): JsonObject {
  const composition = manifest('configuration/compositions/databasebinding.yaml');
  const [step] = asList(at(composition, 'spec', 'pipeline'));
  const input = asObject(at(step, 'input'));
  const policy = { ...input, sql: { ...asObject(input.sql), ...sql } };
  const pipeline = [{ ...asObject(step), input: policy }];
  return { ...composition, metadata: { name }, spec: { ...asObject(composition.spec), pipeline } };
}

/** What a platform team makes of the credentials of an administrator. */
function clusterConfig(credentials: Readonly<Record<string, string>>): readonly JsonObject[] {
  const data = Object.entries(credentials).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const connectionSecretRef = { name: CLUSTER_CONFIG, namespace: SYSTEM_NAMESPACE };
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: connectionSecretRef,
      type: 'connection.crossplane.io/v1alpha1',
      data: Object.fromEntries(data),
    },
    {
      apiVersion: APIS.postgresql.Namespaced,
      kind: 'ClusterProviderConfig',
      metadata: { name: CLUSTER_CONFIG },
      spec: {
        defaultDatabase: 'defaultdb',
        sslMode: 'require',
        credentials: { source: 'PostgreSQLConnectionSecret', connectionSecretRef },
      },
    },
  ];
}

/** A user's URI, with the database of another one. */
function elsewhere(uri: string, other: string): string {
  return Object.assign(new URL(uri), { pathname: new URL(other).pathname }).href;
}

/** Runs statements in one session, by the URI of a Secret just as it is; gives what they print. */
async function as(uri = '', ...statements: readonly string[]): Promise<string> {
  const commands = statements.flatMap((statement) => ['-c', statement]);
  const { stdout } = await run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', uri, ...commands]);
  return stdout.trim();
}

async function isRefused(uri = '', why: RegExp = /./, statement = 'select 1'): Promise<boolean> {
  return as(uri, statement).then(
    () => false,
    (error: Error) => why.test(error.message),
  );
}

async function sqlObjectsIn({ cluster }: World, namespace: string): Promise<readonly JsonObject[]> {
  const kinds = ['Role', 'Grant', 'DefaultPrivileges', 'ProviderConfig'];
  return (await Promise.all(kinds.map((kind) => cluster.list(APIS.postgresql.Namespaced, kind, namespace)))).flat();
}
