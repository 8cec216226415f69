import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadBindings, loadComposition } from '../../simulation/load-manifests.js';
import { COMPOSITION } from './fake-function.js';

const folder = mkdtempSync(join(tmpdir(), 'simulation-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'apiVersion: bindings.digitalocean.crossplane.io/v1alpha1\nkind: DatabaseBinding\n';
const COMPOSITION_HEADER = 'apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: c}\n';
const OURS = '{step: a, functionRef: {name: function-database-binding}}';
const OTHERS = '{step: b, functionRef: {name: function-auto-ready}}';

const noInput = () => '';

function fileWith(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function problem(result: { readonly ok: boolean } & { readonly issues?: readonly { message: string }[] }): string {
  return result.ok ? '' : (result.issues ?? []).map(({ message }) => message).join('; ');
}

const BAD_BINDINGS = [
  { name: 'broken', text: 'a: [', want: /^not YAML: / },
  { name: 'empty', text: '', want: /^no DatabaseBinding of .* in it$/ },
  { name: 'other-kind', text: 'apiVersion: v1\nkind: Secret\n', want: /^no DatabaseBinding of .* in it, but Secret$/ },
  { name: 'other-version', text: HEADER.replace('v1alpha1', 'v9'), want: /^no DatabaseBinding of .*v1alpha1 in it/ },
  { name: 'list', text: '- 1', want: /^not a Kubernetes object/ },
  { name: 'nameless', text: HEADER, want: /^a DatabaseBinding without metadata\.name$/ },
  { name: 'infinite', text: `${HEADER}metadata: {name: a}\nspec: {a: .inf}`, want: /^not a Kubernetes object/ },
  {
    name: 'cluster-only',
    text: 'apiVersion: database.digitalocean.m.crossplane.io/v1alpha1\nkind: Cluster\nmetadata: {name: a}\nspec: {managementPolicies: [Observe]}',
    want: /^no DatabaseBinding of .* in it, but Cluster$/,
  },
  {
    name: 'cluster-incomplete',
    text: `${HEADER}metadata: {name: a}\n---\napiVersion: database.digitalocean.m.crossplane.io/v1alpha1\nkind: Cluster\nmetadata: {name: a}\n`,
    want: /^Cluster\.database.* "a" is invalid: spec\.forProvider\.engine is a required parameter/,
  },
  { name: 'in-itself', text: `${HEADER}metadata: {name: a}\nspec: &a {a: *a}`, want: /./ },
];

describe('loadBindings', () => {
  test.each(BAD_BINDINGS)('refuses $name', ({ name, text, want }) => {
    expect(problem(loadBindings([fileWith(`${name}.yaml`, text)], COMPOSITION.composes, noInput))).toMatch(want);
  });

  test('says that a file is missing', () => {
    expect(problem(loadBindings([join(folder, 'nowhere')], COMPOSITION.composes, noInput))).toBe(
      'no such file or folder',
    );
  });

  test('takes every binding of a file and leaves the rest of it alone', () => {
    const binding = (name: string) => `${HEADER}metadata: {name: ${name}}\n`;
    const path = fileWith('several.yaml', `${binding('a')}---\nkind: Secret\n---\n${binding('b')}---\n`);
    const loaded = loadBindings([path], COMPOSITION.composes, noInput);
    const names = loaded.ok ? loaded.value.bindings.map(({ metadata }) => metadata) : [];
    expect(names).toEqual([
      { name: 'a', namespace: 'default' },
      { name: 'b', namespace: 'default' },
    ]);
  });
});

const BAD_COMPOSITIONS = [
  { name: 'no-composition', text: 'kind: Secret', want: /^no Composition in it, but Secret$/ },
  { name: 'two', text: `${COMPOSITION_HEADER}---\n${COMPOSITION_HEADER}`, want: /^2 Compositions in it, want one$/ },
  { name: 'mode', text: `${COMPOSITION_HEADER}spec: {mode: Resources}`, want: /mode is not Pipeline/ },
  {
    name: 'no-step',
    text: `${COMPOSITION_HEADER}spec: {pipeline: [${OTHERS}]}`,
    want: /no step of its pipeline calls/,
  },
];

test('loadBindings takes the resources of the provider along', () => {
  const cluster =
    'apiVersion: database.digitalocean.m.crossplane.io/v1alpha1\nkind: Cluster\nmetadata: {name: c}\nspec: {managementPolicies: [Observe]}\n';
  const paths = [fileWith('binding.yaml', `${HEADER}metadata: {name: a}\n`), fileWith('cluster.yaml', cluster)];
  const loaded = loadBindings(paths, COMPOSITION.composes, noInput);
  const names = loaded.ok ? loaded.value.objects.map(({ metadata }) => metadata) : [];
  expect(names).toEqual([{ name: 'c', namespace: 'default' }]);
});

describe('loadComposition', () => {
  test.each(BAD_COMPOSITIONS)('refuses $name', ({ name, text, want }) => {
    expect(problem(loadComposition(fileWith(`composition-${name}.yaml`, text), noInput))).toMatch(want);
  });

  test('skips the steps of other functions', () => {
    const path = fileWith('mixed.yaml', `${COMPOSITION_HEADER}spec: {mode: Pipeline, pipeline: [${OTHERS}, ${OURS}]}`);
    const loaded = loadComposition(path, noInput);
    const names = (steps: readonly { name: string }[]) => steps.map(({ name }) => name);
    expect(loaded.ok && [names(loaded.value.steps), names(loaded.value.skipped)]).toEqual([['a'], ['b']]);
  });
});
