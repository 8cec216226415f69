import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { cloudBefore } from '../../simulation/elsewhere.js';
import { loadBindings, loadComposition } from '../../simulation/load-manifests.js';
import { neighbourhoods } from '../../simulation/neighbourhood.js';
import { createWorld, type World } from '../../simulation/world.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { callFunction } from './call-function.js';

const noInput = () => '';

const ROOT = join(import.meta.dirname, '../..');

/** Every object in the manifests below a folder, with the name of its file. */
export function manifests(folder: string): readonly (readonly [file: string, object: JsonObject])[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(ROOT, folder, file), 'utf8')).map(
        (document) => [file, asObject(document.toJS() as Json)] as const,
      ),
    );
}

/** The examples of bindings whose cluster is created, which every policy allows. */
export function creatingExamples(): ReturnType<typeof examples> {
  return examples('bindings').filter(
    ([, { spec }]) => at(spec, 'cluster') !== undefined && at(spec, 'cluster', 'adopt') === undefined,
  );
}

// A policy that does not say so allows no references; all other examples are for every policy.
const ALLOWED_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ['adopted.yaml', ['migration.yaml']],
  ['referenced-by-uuid.yaml', ['migration.yaml']],
  ['referenced-by-cluster.yaml', ['development.yaml', 'migration.yaml']],
]);

/** Whether the policy of an example Composition allows an example binding, both by their files. */
export function isAllowed(binding: string, composition: string): boolean {
  return ALLOWED_BY.get(binding)?.includes(composition) ?? true;
}

/** The bindings of one example and what stands beside them, in a world that nothing has happened in. */
export function exampleWorld(binding: string, composition: string): World {
  const loadedComposition = loadComposition(join(ROOT, 'examples/compositions', composition), noInput);
  const policy = loadedComposition.ok ? loadedComposition.value : DEFAULT_COMPOSITION;
  const loaded = loadBindings([join(ROOT, 'examples/bindings', binding)], policy.composes, noInput);
  const [all] = loaded.ok ? neighbourhoods(loaded.value) : [];
  if (all === undefined) throw new Error(`cannot load example "${binding}"`);
  const { first, others, objects } = all;
  const cloud = cloudBefore([first, ...others]);
  return createWorld({ binding: first, neighbours: others, objects, composition: policy, call: callFunction, cloud });
}

/** The examples of bindings, and those Compositions for them that need no other function. */
export function examples(
  folder: 'bindings' | 'compositions',
): readonly (readonly [file: string, object: JsonObject])[] {
  const wanted = {
    bindings: ({ kind }: JsonObject) => kind === 'DatabaseBinding',
    compositions: (object: JsonObject) => isForBindings(object) && isOursAlone(object),
  };
  return manifests(join('examples', folder)).filter(([, object]) => wanted[folder](object));
}

function isForBindings(object: JsonObject): boolean {
  return object.kind === 'Composition' && at(object, 'spec', 'compositeTypeRef', 'kind') === 'DatabaseBinding';
}

function isOursAlone(composition: JsonObject): boolean {
  return asList(at(composition, 'spec', 'pipeline')).every((step) => isOurs(step));
}

function isOurs(step: Json): boolean {
  return asString(at(step, 'functionRef', 'name')) === 'function-database-binding';
}

/** The policy in a Composition: the input of our step of its pipeline. */
export function policyOf(composition: JsonObject): JsonObject {
  return asObject(at(asList(at(composition, 'spec', 'pipeline')).find(isOurs), 'input'));
}
