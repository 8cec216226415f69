import { beforeAll, describe, expect, test } from '@jest/globals';
import { asList, asString, at, isObject, type Json, type JsonObject } from '../../../src/lib/json.js';
import { BINDINGS_API, createNamespace } from '../harness/bindings.js';
import { refusalOf } from '../harness/cluster.js';
import { manifest } from '../harness/control-plane.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'rules';
interface Case {
  /** The message of the rule, which the API server answers with. */
  readonly rule: string;
  readonly refused: JsonObject;
  readonly accepted: JsonObject;
  /** What the binding was before, for rules about changes. */
  readonly before?: JsonObject;
}

const PG = { engine: 'pg' };
const KAFKA = { engine: 'kafka' };
const SCHEMAS = [{ subject: 'orders-value', type: 'avro', schema: '"string"' }];
const POOLS = [{ name: 'web', mode: 'transaction', size: 10 }];
const UUID = '11111111-2222-4333-8444-555555555555';

/** Every rule of both XRDs, with a spec that breaks it and one that is just about fine. */
const CASES: readonly Case[] = [
  {
    rule: 'exactly one of cluster and clusterRef is needed',
    refused: { cluster: PG, clusterRef: { uuid: UUID } },
    accepted: { clusterRef: { uuid: UUID } },
  },
  {
    rule: 'exactly one of uuid, binding and cluster is needed',
    refused: { clusterRef: { uuid: UUID, cluster: { name: 'orders' } } },
    accepted: { clusterRef: { cluster: { name: 'orders' } } },
  },
  {
    rule: 'only a binding that controls its cluster can protect it',
    refused: { clusterRef: { uuid: UUID }, deletionProtection: true },
    accepted: { clusterRef: { uuid: UUID }, deletionProtection: false },
  },
  {
    rule: 'adoptConfirmed needs adopt',
    refused: { cluster: { ...PG, adoptConfirmed: true } },
    accepted: { cluster: { ...PG, adopt: UUID, adoptConfirmed: true } },
  },
  {
    rule: 'allowAll needs an empty list of trustedSources',
    refused: { cluster: { ...PG, allowAll: true, trustedSources: [{ type: 'tag', value: 'web' }] } },
    accepted: { cluster: { ...PG, allowAll: true, trustedSources: [] } },
  },
  {
    rule: 'databases exist only in pg, mysql and mongodb',
    refused: { cluster: { engine: 'kafka' }, databases: [{ name: 'orders' }] },
    accepted: { cluster: { engine: 'mongodb' }, databases: [{ name: 'orders' }] },
  },
  {
    rule: 'valkey has no users but its default one',
    refused: { cluster: { engine: 'valkey' }, users: [{ name: 'orders' }] },
    accepted: { cluster: { engine: 'valkey' } },
  },
  {
    rule: 'a mongodb user cannot be observed, its password is shown only when it is created',
    refused: { cluster: { engine: 'mongodb' }, users: [{ name: 'a' }, { name: 'b', mode: 'Observe' }] },
    accepted: { cluster: { engine: 'mongodb' }, users: [{ name: 'a' }, { name: 'b', mode: 'Manage' }] },
  },
  {
    rule: 'the format CloudNativePG exists only for pg',
    refused: { cluster: { engine: 'mysql' }, connection: { secret: { format: 'CloudNativePG' } } },
    accepted: { cluster: PG, connection: { secret: { format: 'CloudNativePG' } } },
  },
  {
    rule: "valkey's Secret is the default user's already",
    refused: { cluster: { engine: 'valkey' }, connection: { defaultUser: true } },
    accepted: { cluster: PG, connection: { defaultUser: true } },
  },
  {
    rule: 'topics exist only in kafka',
    refused: { cluster: PG, topics: [{ name: 'events' }] },
    accepted: { cluster: KAFKA, topics: [{ name: 'events' }] },
  },
  {
    rule: 'schemas exist only in a kafka cluster that the binding controls',
    refused: { clusterRef: { uuid: UUID }, schemas: SCHEMAS },
    accepted: { cluster: KAFKA, schemas: SCHEMAS },
  },
  {
    rule: 'connectionPools exist only in a pg cluster that the binding controls',
    refused: { cluster: { engine: 'mysql' }, connectionPools: POOLS },
    accepted: { cluster: PG, connectionPools: POOLS },
  },
  {
    rule: 'replicas exist only in pg and mysql',
    refused: { cluster: { ...KAFKA, replicas: [{ name: 'ro' }] } },
    accepted: { cluster: { ...PG, replicas: [{ name: 'ro' }] } },
  },
  {
    rule: 'exactly one of opensearch and rsyslog is needed',
    refused: { cluster: { ...PG, logSinks: [{ name: 'logs' }] } },
    accepted: { cluster: { ...PG, logSinks: [{ name: 'logs', rsyslog: { server: 'logs.example.org', port: 514 } }] } },
  },
  {
    rule: 'class and size cannot both be set',
    refused: { cluster: { ...PG, class: 'small', size: 'db-s-1vcpu-1gb' } },
    accepted: { cluster: { ...PG, class: 'small' } },
  },
  {
    rule: 'evictionPolicy exists only in valkey',
    refused: { cluster: { ...PG, evictionPolicy: 'noeviction' } },
    accepted: { cluster: { engine: 'valkey', evictionPolicy: 'noeviction' } },
  },
  {
    rule: 'sqlMode exists only in mysql',
    refused: { cluster: { ...PG, sqlMode: 'ANSI' } },
    accepted: { cluster: { engine: 'mysql', sqlMode: 'ANSI' } },
  },
  {
    rule: 'nodeCount of pg, mysql and valkey is 1 to 3',
    refused: { cluster: { engine: 'valkey', nodeCount: 4 } },
    accepted: { cluster: { engine: 'valkey', nodeCount: 3 } },
  },
  {
    rule: 'nodeCount of mongodb is 1 or 3',
    refused: { cluster: { engine: 'mongodb', nodeCount: 2 } },
    accepted: { cluster: { engine: 'mongodb', nodeCount: 1 } },
  },
  {
    rule: 'nodeCount of kafka is 3, 6, 9 or 15',
    refused: { cluster: { engine: 'kafka', nodeCount: 12 } },
    accepted: { cluster: { engine: 'kafka', nodeCount: 15 } },
  },
  {
    rule: 'engine cannot be changed',
    before: { cluster: PG },
    refused: { cluster: { engine: 'mysql' } },
    accepted: { cluster: { ...PG, version: '17' } },
  },
];

const SHARING = {
  rule: 'only a binding that controls its cluster can share it',
  refused: { clusterRef: { uuid: UUID }, sharing: { namespaces: ['billing'] } },
};
const SHARED = { cluster: PG, sharing: { namespaces: ['billing'] } };
const sharedBy = (engine: string, more: JsonObject): JsonObject => ({
  cluster: { engine },
  sharing: { namespaces: ['billing'], ...more },
});
const ACL = { acl: [{ topic: 'orders.*', permission: 'consume' }] };
const BOUNDS = {
  rule: 'sharing.acl exists only in kafka and opensearch',
  refused: sharedBy('pg', ACL),
};
const ALL_DATA = {
  rule: 'sharing.allData exists only in mysql, mongodb and valkey, which cannot keep users apart',
  refused: sharedBy('pg', { allData: true }),
};

/** Each kind that people write, with the rules that it has beside those of both. */
const KINDS: readonly { readonly kind: string; readonly xrd: string; readonly cases: readonly Case[] }[] = [
  {
    kind: 'DatabaseBinding',
    xrd: 'configuration/xrds/databasebinding.yaml',
    cases: [
      ...CASES,
      { ...SHARING, accepted: SHARED },
      { ...BOUNDS, accepted: sharedBy('kafka', ACL) },
      { ...ALL_DATA, accepted: sharedBy('mysql', { allData: true }) },
    ],
  },
  {
    kind: 'DatabaseBindingClaim',
    xrd: 'configuration/xrds/xdatabasebinding.yaml',
    cases: [
      ...CASES,
      { ...SHARING, accepted: { clusterRef: { uuid: UUID } } },
      { ...BOUNDS, accepted: { cluster: PG } },
      { ...ALL_DATA, accepted: { cluster: PG } },
      {
        rule: 'only a namespaced binding can share its cluster',
        refused: SHARED,
        accepted: { cluster: PG },
      },
      {
        rule: 'only a namespaced binding can refer to another binding',
        refused: { clusterRef: { binding: { name: 'orders' } } },
        accepted: { clusterRef: { cluster: { name: 'orders' } } },
      },
    ],
  },
];

const LONG = 'n'.repeat(60);
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `${LONG}${100 + index}` }));
const LARGEST = { cluster: { engine: 'mongodb' }, users: many(100), databases: many(50) };

/** The rules of the XRDs as the API server enforces them: nothing here is stored but what a change needs. */
export const xrdRules: Scenario = {
  title: 'the rules of the XRDs',
  tests(world) {
    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
    });

    describe.each(KINDS)('$kind', ({ kind, xrd, cases }) => {
      beforeAll(async () => {
        for (const [index, { before }] of cases.entries())
          if (before) await world.cluster.apply(inert(kind, index, before));
      });

      test('each has a case', () => {
        expect(cases.map(({ rule }) => rule).sort()).toEqual(rulesIn(manifest(xrd)).sort());
      });

      test.each(cases.map((each, index) => ({ ...each, index })))(
        '$rule',
        async ({ index, rule, refused, accepted }) => {
          const { cluster } = world;
          expect(await refusalOf(cluster.apply(inert(kind, index, refused), { dryRun: true }))).toContain(rule);
          expect(await refusalOf(cluster.apply(inert(kind, index, accepted), { dryRun: true }))).toBe('');
        },
      );

      test('the largest one is within the cost limit of the rules', async () => {
        const { cluster, report } = world;
        await report.note(`rules of ${kind}`, async () => {
          expect(await refusalOf(cluster.apply(inert(kind, cases.length, LARGEST), { dryRun: true }))).toBe('');
          return `${cases.length} refuse and accept what they should; 100 users and 50 databases are within their cost`;
        });
      });
    });
  },
};

/** One that Crossplane does not touch. */
function inert(kind: string, index: number, spec: JsonObject): JsonObject {
  const annotations = { 'crossplane.io/paused': 'true' };
  return {
    apiVersion: BINDINGS_API,
    kind,
    metadata: { namespace: NAMESPACE, name: `rule-${index}`, annotations },
    spec,
  };
}

function rulesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => rulesIn(item));
  if (!isObject(value)) return [];
  const own = asList(value['x-kubernetes-validations']).map((rule) => asString(at(rule, 'message')) ?? '');
  return [...own, ...Object.values(value).flatMap(rulesIn)];
}
