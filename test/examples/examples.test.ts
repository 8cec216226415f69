import { describe, expect, test } from '@jest/globals';
import { mergePolicies } from '../../src/api/resolve/merge-policies.js';
import { validatePolicy } from '../../src/api/schema/validate.js';
import { createProgram } from '../../src/commands/program.js';
import { ENGINES } from '../../src/gen/binding.js';
import { APIS } from '../../src/kinds/kind.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { creatingExamples, manifests, policyOf } from '../support/examples.js';
import { run } from '../support/run.js';
import { binding } from '../support/states.js';

// What is in examples/ and configuration/ works, as far as no other program is needed.

const ALL = [...manifests('examples'), ...manifests('configuration')];
const COMPOSITIONS = ALL.filter(([, { kind }]) => kind === 'Composition');
const OURS = COMPOSITIONS.filter(([, composition]) => Object.keys(policyOf(composition)).length > 0);

function inFile(name: string, kind: string): JsonObject {
  return ALL.find(([file, object]) => file.endsWith(name) && object.kind === kind)?.[1] ?? {};
}

function nameOf(object: JsonObject): string {
  return asString(at(object, 'metadata', 'name')) ?? '';
}

describe('every manifest', () => {
  test.each(ALL)('in %s says what it is', (_file, object) => {
    expect([asString(object.apiVersion), asString(object.kind), nameOf(object)]).not.toContain(undefined);
    expect(nameOf(object)).not.toBe('');
  });

  test('is there once: a file can be applied without changing what another one made', () => {
    const seen = ALL.filter(([, { kind }]) => kind !== 'Function').map(
      ([, object]) => `${object.apiVersion} ${object.kind} ${at(object, 'metadata', 'namespace')} ${nameOf(object)}`,
    );
    expect(seen.filter((each, i) => seen.indexOf(each) !== i)).toEqual([]);
  });

  test.each(OURS)('in %s with a policy has one that is accepted', (_file, composition) => {
    expect(validatePolicy(policyOf(composition))).toMatchObject({ ok: true });
  });
});

describe('a Composition for bindings', () => {
  // What is asked of an environment stands below.
  const whole = OURS.filter(
    ([, composition]) =>
      /^X?DatabaseBinding$/.test(String(at(composition, 'spec', 'compositeTypeRef', 'kind'))) &&
      policyOf(composition).fromContext === undefined,
  );

  test.each(whole)('in %s creates every engine for a binding that says nothing else', (_file, composition) => {
    const refused = ENGINES.map((engine) => {
      const composite = binding({ cluster: { engine } });
      return run({ composite, policy: policyOf(composition) }).fatal;
    });
    expect(refused.filter((fatal) => fatal !== undefined)).toEqual([]);
  });
});

describe('the configuration', () => {
  test.each(['databasebinding', 'xdatabasebinding'])('has the Composition that %s falls back to', (name) => {
    const definition = inFile(`xrds/${name}.yaml`, 'CompositeResourceDefinition');
    const composition = inFile(`compositions/${name}.yaml`, 'Composition');
    expect(at(definition, 'spec', 'defaultCompositionRef', 'name')).toBe(nameOf(composition));
    expect(at(composition, 'spec', 'compositeTypeRef', 'kind')).toBe(at(definition, 'spec', 'names', 'kind'));
  });

  test('offers a claim the defaults that a binding has', () => {
    const [own, claim] = ['databasebinding', 'xdatabasebinding'].map((name) =>
      policyOf(inFile(`compositions/${name}.yaml`, 'Composition')),
    );
    expect(claim?.defaults).toEqual(own?.defaults);
  });

  test('has Crossplane write what a claim may ask for in its writeConnectionSecretToRef', () => {
    const composition = inFile('compositions/xdatabasebinding.yaml', 'Composition');
    const home = at(composition, 'spec', 'writeConnectionSecretsToNamespace');
    expect(home).toBe(policyOf(composition).connectionSecretNamespace);
  });

  test.each(creatingExamples())('composes %s without any Composition but its own', (_file, composite) => {
    const policy = policyOf(inFile('compositions/databasebinding.yaml', 'Composition'));
    expect(run({ composite, policy }).fatal).toBeUndefined();
  });

  test('activates every kind that the function composes', () => {
    const activated = asList(at(inFile('activation.yaml', 'ManagedResourceActivationPolicy'), 'spec', 'activate'));
    const groups = [APIS.provider, APIS.postgresql].flatMap((families) => Object.values(families));
    expect(activated).toEqual(groups.map((api) => `*.${api.split('/')[0]}`));
  });
});

describe('environments', () => {
  const policy = policyOf(inFile('environments.yaml', 'Composition'));
  const configs = ALL.filter(([, { kind }]) => kind === 'EnvironmentConfig').map(([, object]) => object);
  const [common = {}] = configs;
  const environments = configs.slice(1).map((config) => {
    const label = asString(at(config, 'metadata', 'labels', 'environment'));
    // The later one of two EnvironmentConfigs counts.
    return [label ?? '', mergePolicies(asObject(config.data), asObject(common.data))] as const;
  });

  test.each(environments)('%s has a whole policy, for every example', (_name, environment) => {
    for (const [, composite] of creatingExamples()) {
      const spec = asObject(composite.spec);
      const sized = { ...composite, spec: { ...spec, cluster: withoutSize(asObject(spec.cluster)) } };
      const context = { 'apiextensions.crossplane.io/environment': environment };
      expect(run({ composite: sized, policy, context }).fatal).toBeUndefined();
    }
  });

  test('are told apart by a label', () => {
    expect(environments.map(([name]) => name)).toEqual(['staging', 'production']);
  });

  function withoutSize({ size: _, class: __, ...cluster }: JsonObject): JsonObject {
    return cluster;
  }
});

describe('kinds of a platform team', () => {
  test('are composed where they have our fields', () => {
    const composite = inFile('own-kind.yaml', 'PostgresDatabase');
    const { fatal, composed } = run({ composite, policy: policyOf(inFile('own-kind.yaml', 'Composition')) });
    expect(fatal).toBeUndefined();
    expect(at(composed.cluster?.resource, 'spec', 'forProvider')).toMatchObject({
      engine: 'pg',
      size: 'db-s-4vcpu-8gb',
    });
  });

  test('offer the classes that their policy has', () => {
    const composition = inFile('own-kind.yaml', 'Composition');
    const [version] = asList(at(inFile('own-kind.yaml', 'CompositeResourceDefinition'), 'spec', 'versions'));
    const spec = at(version, 'schema', 'openAPIV3Schema', 'properties', 'spec', 'properties', 'cluster', 'properties');
    expect(at(spec, 'class', 'enum')).toEqual(Object.keys(asObject(policyOf(composition).classes)));
  });

  test('become a binding that the Composition it names accepts', () => {
    const [step] = asList(at(inFile('application.yaml', 'Composition'), 'spec', 'pipeline'));
    const [database] = asList(at(step, 'input', 'resources'));
    const [patch] = asList(at(database, 'patches'));
    const [transform] = asList(at(patch, 'transforms'));
    const base = asObject(at(database, 'base'));
    const production = inFile('production.yaml', 'Composition');
    expect(at(base, 'spec', 'crossplane', 'compositionRef', 'name')).toBe(nameOf(production));
    for (const className of Object.values(asObject(at(transform, 'map'))) as Json[]) {
      const spec = { cluster: { ...asObject(at(base, 'spec', 'cluster')), class: className } };
      const composite = { ...base, metadata: { name: 'orders', namespace: 'shop' }, spec };
      expect(run({ composite, policy: policyOf(production) }).fatal).toBeUndefined();
    }
  });
});

describe('the runtime', () => {
  const program = createProgram({ serve: async () => undefined, runTool: async () => undefined });
  const flags = program.commands.flatMap(({ options }) => options.flatMap(({ long }) => long ?? []));
  const containers = ALL.flatMap(([file, object]) =>
    [at(object, 'spec', 'deploymentTemplate', 'spec', 'template'), at(object, 'spec', 'template')].flatMap((template) =>
      asList(at(template, 'spec', 'containers'))
        .filter((container) => at(container, 'name') === 'package-runtime')
        .map((container) => [file, asObject(container)] as const),
    ),
  );

  test.each(containers)('in %s has flags that exist, and cannot write to its root', (_file, container) => {
    const used = asList(container.args).map((arg) => String(arg).split('=')[0] ?? '');
    expect(used.filter((flag) => !flags.includes(flag))).toEqual([]);
    expect(at(container, 'securityContext', 'readOnlyRootFilesystem')).toBe(true);
  });

  test('is what the other manifests select', () => {
    const label = { 'pkg.crossplane.io/function': 'function-database-binding' };
    expect(at(inFile('availability.yaml', 'PodDisruptionBudget'), 'spec', 'selector', 'matchLabels')).toEqual(label);
    expect(at(inFile('availability.yaml', 'NetworkPolicy'), 'spec', 'podSelector', 'matchLabels')).toEqual(label);
    const burst = inFile('burst.yaml', 'Deployment');
    expect(at(burst, 'spec', 'template', 'metadata', 'labels')).toMatchObject(label);
    expect(at(inFile('burst.yaml', 'HorizontalPodAutoscaler'), 'spec', 'scaleTargetRef', 'name')).toBe(nameOf(burst));
  });
});
