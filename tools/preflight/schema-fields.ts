import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';

/** Whether a schema has a field, looked for through lists and maps; one that keeps unknown fields has every field. */
export function hasField(schema: Json | undefined, path: string): boolean {
  let current = valueSchema(schema);
  for (const name of path.split('.')) {
    if (at(current, 'x-kubernetes-preserve-unknown-fields') === true) return true;
    const below = at(current, 'properties', name);
    if (below === undefined) return false;
    current = valueSchema(below);
  }
  return true;
}

/** The fields of a list that a schema lacks, without those below one that it lacks. */
export function lackedFields(schema: Json | undefined, paths: readonly string[]): readonly string[] {
  const lacked = paths.filter((path) => !hasField(schema, path));
  return lacked.filter((path) => !lacked.some((other) => path.startsWith(`${other}.`)));
}

/** The schema of a version that a definition serves. */
export function servedSchema(definition: JsonObject, version: string | undefined): JsonObject | undefined {
  const served = asList(at(definition, 'spec', 'versions'))
    .map(asObject)
    .find((candidate) => candidate.name === version && candidate.served === true);
  return served && asObject(at(served, 'schema', 'openAPIV3Schema'));
}

function valueSchema(schema: Json | undefined): Json | undefined {
  const below = at(schema, 'items') ?? at(schema, 'additionalProperties');
  return below === undefined || typeof below === 'boolean' ? schema : valueSchema(below);
}
