import { beforeAll, expect, test } from '@jest/globals';
import { asList, asObject, at, isObject, type Json, type JsonObject } from '../../../src/lib/json.js';
import { policyOf } from '../../support/examples.js';
import { bindingOf, Composite, createNamespace, settledVersionsOf, versionsOf } from '../harness/bindings.js';
import { refusalOf } from '../harness/cluster.js';
import { installXrd, manifest } from '../harness/control-plane.js';
import { eventually } from '../harness/eventually.js';
import { FUNCTION } from '../harness/function.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'invalid';
const VALID = { cluster: { engine: 'pg' }, users: [{ name: 'app' }, { name: 'reports' }] };
const INVALID = { ...VALID, cluster: { engine: 'pg', nodeCount: 99, evictionPolicy: 'noeviction' } };
const GROUP = 'teams.example.org';
const NAMES = { kind: 'TeamDatabase', listKind: 'TeamDatabaseList', plural: 'teamdatabases', singular: 'teamdatabase' };

/** Mistakes after everything was fine: said, and nothing is lost. */
export const invalidSpec: Scenario = {
  title: 'an invalid spec after a valid one',
  tests(world) {
    const binding = () => new Composite(world.cluster, bindingOf(NAMESPACE, 'orders', VALID));
    const team = () => new Composite(world.cluster, teamDatabase(VALID));

    beforeAll(async () => {
      const { cluster } = world;
      await createNamespace(cluster, NAMESPACE);
      await installXrd(cluster, teamXrd());
      await cluster.apply(teamComposition());
      await cluster.apply(bindingOf(NAMESPACE, 'orders', VALID));
      await cluster.apply(teamDatabase(VALID));
      await binding().until('Ready', 'True');
      await team().until('Ready', 'True');
    });

    test('the API server refuses it where the XRD has the rules', async () => {
      const refusal = await refusalOf(world.cluster.apply(bindingOf(NAMESPACE, 'orders', INVALID)));
      expect(refusal).toContain('nodeCount of pg, mysql and valkey is 1 to 3');
      expect(refusal).toContain('evictionPolicy exists only in valkey');
      expect(await binding().condition('Ready')).toMatchObject({ status: 'True' });
    });

    test('the function refuses it where a platform team has an XRD of its own without rules', async () => {
      const { cluster, report } = world;
      const before = await settledVersionsOf(team());
      await report.note('invalid spec', async () => {
        await cluster.apply(teamDatabase(INVALID));
        await team().until('Synced', 'False');
        const synced = await eventually('every problem', async () => {
          const condition = await team().condition('Synced');
          return condition?.message?.includes('nodeCount') ? condition : undefined;
        });
        expect(synced.message).toContain('spec.cluster.nodeCount');
        expect(synced.message).toContain('spec.cluster.evictionPolicy');
        expect(await versionsOf(team())).toEqual(before);
        return `every problem said, ${Object.keys(before).length} composed resources untouched`;
      });
    });

    test('corrected, it goes on as if nothing had been', async () => {
      await world.cluster.apply(teamDatabase(VALID));
      await team().until('Synced', 'True');
      await team().until('Ready', 'True');
    });
  },
};

function teamDatabase(spec: JsonObject): JsonObject {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: NAMES.kind,
    metadata: { namespace: NAMESPACE, name: 'team' },
    spec,
  };
}

// With our fields, also those of the status, where Crossplane writes what we answer; and with none of our rules.
function teamXrd(): JsonObject {
  const ours = manifest('configuration/xrds/databasebinding.yaml');
  const [version] = asList(at(ours, 'spec', 'versions')).map(asObject);
  return {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: `${NAMES.plural}.${GROUP}` },
    spec: {
      scope: 'Namespaced',
      group: GROUP,
      names: NAMES,
      versions: [{ name: 'v1', served: true, referenceable: true, schema: withoutRules(version?.schema ?? {}) }],
    },
  };
}

const RULES = ['x-kubernetes-validations', 'enum', 'minimum', 'maximum', 'pattern', 'maxLength', 'maxItems'];

function withoutRules(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutRules);
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !RULES.includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutRules(value)]));
}

function teamComposition(): JsonObject {
  const input = policyOf(manifest('examples/compositions/development.yaml'));
  const step = { step: 'database', functionRef: { name: FUNCTION }, input: asObject(input) };
  return {
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: { name: 'team-databases' },
    spec: {
      compositeTypeRef: { apiVersion: `${GROUP}/v1`, kind: NAMES.kind },
      mode: 'Pipeline',
      pipeline: [step],
    },
  };
}
