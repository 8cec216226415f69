import { beforeAll, expect, test } from '@jest/globals';
import { asList, asString, at, isObject, type Json, type JsonObject } from '../../../src/lib/json.js';
import { bindingOf, createNamespace } from '../harness/bindings.js';
import { refusalOf } from '../harness/cluster.js';
import { manifest } from '../harness/control-plane.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'rules';
const XRD = 'configuration/xrds/databasebinding.yaml';

interface Case {
  /** The message of the rule, which the API server answers with. */
  readonly rule: string;
  readonly refused: JsonObject;
  readonly accepted: JsonObject;
  /** What the binding was before, for rules about changes. */
  readonly before?: JsonObject;
}

const PG = { engine: 'pg' };

/** Every rule of the XRD, with a spec that breaks it and one that is just about fine. */
const CASES: readonly Case[] = [
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

const LONG = 'n'.repeat(60);
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `${LONG}${100 + index}` }));

/** The rules of the XRD as the API server enforces them: nothing here is stored but what a change needs. */
export const xrdRules: Scenario = {
  title: 'the rules of the XRD',
  tests(world) {
    beforeAll(async () => {
      const { cluster } = world;
      await createNamespace(cluster, NAMESPACE);
      for (const [index, { before }] of CASES.entries()) if (before) await cluster.apply(inert(index, before));
    });

    test('each has a case', () => {
      expect(CASES.map(({ rule }) => rule).sort()).toEqual(rulesIn(manifest(XRD)).sort());
    });

    test.each(CASES.map((each, index) => ({ ...each, index })))('$rule', async ({ index, rule, refused, accepted }) => {
      const { cluster } = world;
      expect(await refusalOf(cluster.apply(inert(index, refused), { dryRun: true }))).toContain(rule);
      expect(await refusalOf(cluster.apply(inert(index, accepted), { dryRun: true }))).toBe('');
    });

    test('the largest binding is within the cost limit of the rules', async () => {
      const { cluster, report } = world;
      const spec = { cluster: { engine: 'mongodb' }, users: many(100), databases: many(50) };
      await report.note('XRD rules', async () => {
        expect(await refusalOf(cluster.apply(inert(CASES.length, spec), { dryRun: true }))).toBe('');
        return `${CASES.length} rules refuse and accept what they should; 100 users and 50 databases are within their cost`;
      });
    });
  },
};

/** A binding that Crossplane does not touch. */
function inert(index: number, spec: JsonObject): JsonObject {
  const binding = bindingOf(NAMESPACE, `rule-${index}`, spec);
  const annotations = { 'crossplane.io/paused': 'true' };
  return { ...binding, metadata: { namespace: NAMESPACE, name: `rule-${index}`, annotations } };
}

function rulesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => rulesIn(item));
  if (!isObject(value)) return [];
  const own = asList(value['x-kubernetes-validations']).map((rule) => asString(at(rule, 'message')) ?? '');
  return [...own, ...Object.values(value).flatMap(rulesIn)];
}
