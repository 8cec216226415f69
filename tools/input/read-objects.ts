import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { accepted, type Issue, type Result, refused } from '../../src/lib/issue.js';
import { asList, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { messageOf } from '../../src/lib/message-of.js';

/** The name of standard input on a command line. */
export const STANDARD_INPUT = '-';

/** Reads all of standard input. */
export type ReadIn = () => string;

/** Every object in files and folders, `-` for standard input; what a List holds, not the List. */
export function readObjects(paths: readonly string[], readIn: ReadIn): Result<readonly JsonObject[]> {
  const issues: Issue[] = [];
  const objects: JsonObject[] = [];
  for (const path of paths) {
    const read = objectsAt(path, readIn);
    if (read.ok) objects.push(...read.value);
    else issues.push(...read.issues);
  }
  return issues.length > 0 ? refused(issues) : accepted(objects);
}

/** The one value in a file, JSON or YAML. */
export function readValue(path: string, readIn: ReadIn): Result<Json> {
  const read = valuesIn(path, readIn);
  if (!read.ok) return read;
  const [value, ...more] = read.value;
  if (value === undefined) return wrong(path, 'is empty');
  return more.length > 0 ? wrong(path, `has ${read.value.length} documents, want one`) : accepted(value);
}

function objectsAt(path: string, readIn: ReadIn): Result<readonly JsonObject[]> {
  const files = filesAt(path);
  if (!files.ok) return files;
  const read = files.value.map((file) => objectsIn(file, readIn));
  const issues = read.flatMap((result) => (result.ok ? [] : result.issues));
  return issues.length > 0 ? refused(issues) : accepted(read.flatMap((result) => (result.ok ? result.value : [])));
}

function objectsIn(file: string, readIn: ReadIn): Result<readonly JsonObject[]> {
  const read = valuesIn(file, readIn);
  if (!read.ok) return read;
  const objects = read.value.flatMap(unlisted);
  return objects.every(isObject) ? accepted(objects) : wrong(file, 'not a Kubernetes object: want a mapping');
}

/** What `kubectl get` prints of several objects is one List. */
function unlisted(value: Json): readonly Json[] {
  const isList = isObject(value) && typeof value.kind === 'string' && value.kind.endsWith('List');
  return isList && Array.isArray(value.items) ? asList(value.items) : [value];
}

function filesAt(path: string): Result<readonly string[]> {
  if (path === STANDARD_INPUT) return accepted([path]);
  try {
    if (!statSync(path).isDirectory()) return accepted([path]);
    const names = readdirSync(path).filter((name) => /\.(?:ya?ml|json)$/.test(name));
    return accepted(names.sort().map((name) => join(path, name)));
  } catch (thrown) {
    return wrong(path, causeOf(thrown));
  }
}

function valuesIn(path: string, readIn: ReadIn): Result<readonly Json[]> {
  try {
    const text = path === STANDARD_INPUT ? readIn() : readFileSync(path, 'utf8');
    return parse(path, text);
  } catch (thrown) {
    return wrong(path, causeOf(thrown));
  }
}

// JSON is YAML too, but a state of Terraform has megabytes.
function parse(path: string, text: string): Result<readonly Json[]> {
  if (/^\s*\{/.test(text)) {
    const whole = asJson(text);
    if (whole !== undefined) return accepted([whole]);
  }
  const documents = [...parseAllDocuments(text)];
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken !== undefined) return wrong(path, `not YAML: ${firstLine(broken.message)}`);
  const values: readonly unknown[] = documents.map((document) => document.toJS()).filter((value) => value !== null);
  return values.every(isPlain) ? accepted(values) : wrong(path, 'has values that JSON does not know');
}

function asJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

// YAML knows values that JSON does not: infinite numbers, and lists that contain themselves.
function isPlain(value: unknown): value is Json {
  try {
    return (
      JSON.stringify(value, (_, part: unknown) => {
        if (typeof part === 'number' && !Number.isFinite(part)) throw new RangeError('not a number of JSON');
        return part;
      }) !== undefined
    );
  } catch {
    return false;
  }
}

const CAUSES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
]);

function causeOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  return CAUSES.get(code) ?? firstLine(messageOf(thrown));
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.replace(/:$/, '') ?? text;
}

function wrong(path: string, message: string): Result<never> {
  return refused([{ path, message }]);
}
