import { accepted, type Issue, type Result, refused } from '../../src/lib/issue.js';
import { asList, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { parseManifests } from './parse-manifests.js';
import { readSources, type Source } from './read-sources.js';

/** Every object in files and folders, `-` for standard input; or what of them is none. */
export function readObjects(paths: readonly string[], readIn: () => string): Result<readonly JsonObject[]> {
  const sources = readSources(paths, readIn);
  if (!sources.ok) return sources;
  const read = sources.value.map(objectsIn);
  const issues = read.flatMap((result) => (result.ok ? [] : result.issues));
  return issues.length > 0 ? refused(issues) : accepted(read.flatMap((result) => (result.ok ? result.value : [])));
}

function objectsIn(source: Source): Result<readonly JsonObject[]> {
  const whole = jsonIn(source.text);
  if (isObject(whole)) return accepted(whole.kind === 'List' ? asList(whole.items).filter(isObject) : [whole]);
  const { manifests, unparsed } = parseManifests([source]);
  const issues = unparsed.map(
    ({ file, position, message }): Issue => ({ path: `${file}:${position.line}:${position.column}`, message }),
  );
  return issues.length > 0 ? refused(issues) : accepted(manifests.map(({ object }) => object));
}

/** JSON is YAML too, but a state of Terraform has megabytes, and nobody asks where in it something stands. */
function jsonIn(text: string): Json | undefined {
  try {
    return /^\s*\{/.test(text) ? (JSON.parse(text) as Json) : undefined;
  } catch {
    return undefined;
  }
}
