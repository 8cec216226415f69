import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { runFunction } from '../../src/function/run-function.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { DEFAULT_COMPOSITION } from '../../src/simulation/crossplane/default-composition.js';
import { cloudBefore } from '../../src/simulation/elsewhere.js';
import { loadBindings, loadComposition } from '../../src/simulation/load-manifests.js';
import { neighbourhoods } from '../../src/simulation/neighbourhood.js';
import { createWorld, type World } from '../../src/simulation/world.js';

const root = join(import.meta.dirname, '../../examples');

/** What every binding of the examples, and every Composition, is. */
const KINDS = { bindings: 'DatabaseBinding', compositions: 'Composition' } as const;

/** Every binding or every Composition of the examples, with the name of its file. */
export function examples(
  folder: 'bindings' | 'compositions',
): readonly (readonly [file: string, object: JsonObject])[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(root, folder, file), 'utf8')).map(
        (document) => [file, asObject(document.toJS() as Json)] as const,
      ),
    )
    .filter(([, { kind }]) => kind === KINDS[folder]);
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
  const loadedComposition = loadComposition(join(root, 'compositions', composition));
  const policy = loadedComposition.ok ? loadedComposition.value : DEFAULT_COMPOSITION;
  const loaded = loadBindings([join(root, 'bindings', binding)], policy.composes);
  const [all] = loaded.ok ? neighbourhoods(loaded.value) : [];
  if (all === undefined) throw new Error(`cannot load example "${binding}"`);
  const { first, others, objects } = all;
  const cloud = cloudBefore([first, ...others]);
  return createWorld({ binding: first, neighbours: others, objects, composition: policy, call: runFunction, cloud });
}

/** The policy in a Composition: the input of our step of its pipeline. */
export function policyOf(composition: JsonObject): JsonObject {
  const step = asList(at(composition, 'spec', 'pipeline')).find(
    (entry) => asString(at(entry, 'functionRef', 'name')) === 'function-database-binding',
  );
  return asObject(at(step, 'input'));
}
