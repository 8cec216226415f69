import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';

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

/** The examples of bindings, and those Compositions for them that need no other function. */
export function examples(
  folder: 'bindings' | 'compositions',
): readonly (readonly [file: string, object: JsonObject])[] {
  const found = manifests(join('examples', folder));
  return folder === 'bindings' ? found : found.filter(([, object]) => isForBindings(object) && isOursAlone(object));
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
