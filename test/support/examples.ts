import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';

const root = join(import.meta.dirname, '../../examples');

/** Every object in a folder of the examples, with the name of its file. */
export function examples(
  folder: 'bindings' | 'compositions',
): readonly (readonly [file: string, object: JsonObject])[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(root, folder, file), 'utf8')).map(
        (document) => [file, asObject(document.toJS() as Json)] as const,
      ),
    );
}

/** The policy in a Composition: the input of our step of its pipeline. */
export function policyOf(composition: JsonObject): JsonObject {
  const step = asList(at(composition, 'spec', 'pipeline')).find(
    (entry) => asString(at(entry, 'functionRef', 'name')) === 'function-database-binding',
  );
  return asObject(at(step, 'input'));
}
