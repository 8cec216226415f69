import { beforeAll, expect, test } from '@jest/globals';
import { asList, asObject, at, type JsonObject } from '../../../src/lib/json.js';
import { policyOf } from '../../support/examples.js';
import { bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import { manifest } from '../harness/control-plane.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'bad-input';
const DEVELOPMENT = manifest('examples/compositions/development.yaml');
const POLICY = policyOf(DEVELOPMENT);

/** What a platform team gets wrong, and the words that help. */
const CASES = [
  { name: 'no-input', input: undefined, words: ['spec.cluster.size', 'spec.cluster.region'] },
  { name: 'unknown-field', input: { ...POLICY, defaultz: {} }, words: ['policy.defaultz', 'did you mean "defaults"'] },
  {
    name: 'other-version',
    input: { ...POLICY, apiVersion: 'databasebinding.fn.crossplane.io/v1alpha1' },
    words: ['policy.apiVersion', 'databasebinding.fn.crossplane.io/v1beta1'],
  },
] as const;

/** Compositions that cannot work. */
export const badInput: Scenario = {
  title: 'a Composition with a bad input',
  tests(world) {
    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
    });

    test.each(CASES)('$name is said on the binding', async ({ name, input, words }) => {
      const { cluster, report } = world;
      await cluster.apply(compositionWith(`bad-${name}`, input));
      const manifest = bindingOf(NAMESPACE, name, { cluster: { engine: 'pg' } }, `bad-${name}`);
      await report.note(`input: ${name}`, async () => {
        await cluster.apply(manifest);
        const composite = new Composite(cluster, manifest);
        const synced = await eventually('a refusal', async () => {
          const condition = await composite.condition('Synced');
          return condition?.status === 'False' && condition.message?.includes('cannot') ? condition : undefined;
        });
        for (const word of words) expect(synced.message).toContain(word);
        expect((await composite.composed()).size).toBe(0);
        // Crossplane would call again and again for as long as it is there.
        await cluster.delete(composite.ref);
        return synced.message?.replace(/.*returned a fatal result: /, '').slice(0, 120) ?? '';
      });
    });
  },
};

function compositionWith(name: string, input: JsonObject | undefined): JsonObject {
  const [given] = asList(at(DEVELOPMENT, 'spec', 'pipeline')).map(asObject);
  const { input: _, ...step } = given ?? {};
  const pipeline = [input === undefined ? step : { ...step, input }];
  return { ...DEVELOPMENT, metadata: { name }, spec: { ...asObject(DEVELOPMENT.spec), pipeline } };
}
