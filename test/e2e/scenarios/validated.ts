import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asList, asObject, at, isObject, type Json, type JsonObject } from '../../../src/lib/json.js';
import { messageOf } from '../../../src/lib/message-of.js';
import { BINDINGS_API, createNamespace } from '../harness/bindings.js';
import { runCommand } from '../harness/command-line.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'validated';
const UUID = '11111111-2222-4333-8444-555555555555';
const PG: JsonObject = { engine: 'pg' };

/** What a binding is for the API server: stored as it was sent, stored without some of its fields, or not stored. */
type Verdict = 'stored' | 'pruned' | 'refused';

interface Case {
  readonly reason: string;
  readonly spec: JsonObject;
  readonly name?: string;
  readonly server: Verdict;
  /** The fields that validate finds something wrong with. */
  readonly wrong: readonly string[];
}

/** In this order: both are content, both are not, and what only validate knows. */
const CASES: readonly Case[] = [
  { reason: 'the first binding', spec: { cluster: PG }, server: 'stored', wrong: [] },
  {
    reason: 'one that says much',
    spec: {
      cluster: {
        ...PG,
        version: '17',
        size: 'db-s-1vcpu-2gb',
        region: 'nyc3',
        trustedSources: [{ type: 'ip_addr', value: '203.0.113.7' }],
        maintenanceWindow: { day: 'sunday', hour: '02:00' },
        configuration: { workMem: 4 },
      },
      databases: [{ name: 'orders' }],
      users: [{ name: 'web' }],
      connectionPools: [{ name: 'web', database: 'orders', user: 'web', mode: 'transaction', size: 10 }],
      connection: { secret: { keys: { DB_URL: `\${uri}` } } },
    },
    server: 'stored',
    wrong: [],
  },
  { reason: 'a cluster made elsewhere', spec: { clusterRef: { uuid: UUID } }, server: 'stored', wrong: [] },
  {
    reason: 'an engine by another name',
    spec: { cluster: { engine: 'postgres' } },
    server: 'refused',
    wrong: ['spec.cluster.engine'],
  },
  {
    reason: 'a number for a version',
    spec: { cluster: { ...PG, version: 17 } },
    server: 'refused',
    wrong: ['spec.cluster.version'],
  },
  {
    reason: 'a boolean for a name: no, without quotes',
    spec: { cluster: PG, users: [{ name: false }] },
    server: 'refused',
    wrong: ['spec.users[0].name'],
  },
  {
    reason: 'two users of one name',
    spec: { cluster: PG, users: [{ name: 'web' }, { name: 'web' }] },
    server: 'refused',
    wrong: ['spec.users[1].name'],
  },
  { reason: 'no cluster at all', spec: { users: [{ name: 'web' }] }, server: 'refused', wrong: ['spec'] },
  {
    reason: 'a rule between fields',
    spec: { cluster: { ...PG, class: 'small', size: 'db-s-1vcpu-1gb' } },
    server: 'refused',
    wrong: ['spec.cluster.size'],
  },
  { reason: 'a name in capitals', name: 'Orders', spec: { cluster: PG }, server: 'refused', wrong: ['metadata.name'] },
  {
    reason: 'a field at the wrong level',
    spec: { cluster: PG, region: 'fra1' },
    server: 'pruned',
    wrong: ['spec.region'],
  },
  {
    reason: 'a misspelt field in a list',
    spec: { cluster: PG, users: [{ name: 'web', secrets: { name: 'web' } }] },
    server: 'pruned',
    wrong: ['spec.users[0].secrets'],
  },
  {
    reason: 'an address inside a network, which the function refuses',
    spec: { cluster: { ...PG, trustedSources: [{ type: 'ip_addr', value: '10.0.0.5/8' }] } },
    server: 'stored',
    wrong: ['spec.cluster.trustedSources[0].value'],
  },
  {
    reason: 'a fact that there is not, which the function refuses',
    spec: { cluster: PG, connection: { secret: { keys: { DB_URL: `\${url}` } } } },
    server: 'stored',
    wrong: ['spec.connection.secret.keys["DB_URL"]'],
  },
  {
    reason: 'a setting of another engine, which the function refuses',
    spec: { cluster: { ...PG, configuration: { max_connections: 100 } } },
    server: 'stored',
    wrong: ['spec.cluster.configuration.max_connections'],
  },
];

/** What `validate` says of a file, and what a real API server says of the same object. */
export const validated: Scenario = {
  title: 'what validate says, beside the API server',
  tests(world) {
    const folder = mkdtempSync(join(tmpdir(), 'validated-'));

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
    });

    afterAll(() => rmSync(folder, { recursive: true }));

    test('validate refuses whatever the API server refuses or drops', () => {
      expect(CASES.filter(({ server, wrong }) => server !== 'stored' && wrong.length === 0)).toEqual([]);
      expect(new Set(CASES.map(({ server, wrong }) => `${server} ${wrong.length}`)).size).toBe(4);
    });

    test.each(CASES)(
      '$reason: $server, and validate finds $wrong',
      async ({ name = 'orders', spec, server, wrong }) => {
        const binding = {
          apiVersion: BINDINGS_API,
          kind: 'DatabaseBinding',
          metadata: { name, namespace: NAMESPACE },
          spec,
        };
        const file = join(folder, 'binding.yaml');
        writeFileSync(file, JSON.stringify(binding));
        const { code, out, err } = await runCommand(world.kubeconfig, ['validate', '--output', 'json', file]);
        const found = asList(JSON.parse(out) as Json).map((problem) => at(problem, 'path'));
        expect({ server: await verdictOn(world, binding), code, found, err }).toEqual({
          server,
          code: wrong.length === 0 ? 0 : 1,
          found: wrong,
          err: '',
        });
      },
    );
  },
};

/** Nothing is stored. The API server drops fields as a client that does not ask for more is answered. */
async function verdictOn({ cluster }: World, binding: JsonObject): Promise<Verdict | string> {
  try {
    const answer = await cluster.create(binding, { dryRun: true });
    return has(asObject(answer.spec), asObject(binding.spec)) ? 'stored' : 'pruned';
  } catch (thrown) {
    const message = messageOf(thrown);
    return /\bis invalid: /.test(message) ? 'refused' : message;
  }
}

/** Whether a value has all that another one has. */
function has(whole: Json, part: Json): boolean {
  if (Array.isArray(part)) return part.every((each: Json, i) => has(asList(whole)[i] ?? null, each));
  if (isObject(part)) return Object.entries(part).every(([key, each]) => has(at(whole, key) ?? null, each));
  return whole === part;
}
