import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { accepted, type Issue, type Result, refused } from '../src/lib/issue.js';
import { asObject, asString, at, isObject, type Json, type JsonObject } from '../src/lib/json.js';
import { messageOf } from '../src/lib/message-of.js';
import { admit } from './api-server/admission.js';
import { refOf } from './api-server/object-store.js';
import { type Composition, readComposition } from './crossplane/composition.js';
import { isManaged } from './provider/provider.js';

const MAX_DEPTH = 200;

/** What of the files given is simulated. */
export interface Manifests {
  readonly bindings: readonly JsonObject[];
  /** Resources of the provider that stand beside them. */
  readonly objects: readonly JsonObject[];
}

/** Every composite of the kind a Composition is for, and every resource of the provider, from files and folders. */
export function loadBindings(paths: readonly string[], composes: Composition['composes']): Result<Manifests> {
  const loaded = paths.map((path) => bindingsAt(path, composes));
  const issues = loaded.flatMap((result) => (result.ok ? [] : result.issues));
  if (issues.length > 0) return refused(issues);
  const manifests = loaded.flatMap((result) => (result.ok ? [result.value] : []));
  const bindings = manifests.flatMap((each) => each.bindings);
  const objects = manifests.flatMap((each) => each.objects);
  return bindings.length === 0
    ? nothingToSimulate(paths.join(' '), composes, objects)
    : accepted({ bindings, objects });
}

/** The one Composition in a file. */
export function loadComposition(path: string): Result<Composition> {
  const manifests = manifestsIn(path);
  if (!manifests.ok) return manifests;
  const found = manifests.value.filter(({ kind }) => kind === 'Composition');
  const [manifest] = found;
  if (manifest === undefined) return wrong(path, `no Composition in it${butOf(manifests.value)}`);
  if (found.length > 1) return wrong(path, `${found.length} Compositions in it, want one`);
  const composition = readComposition(manifest);
  return typeof composition === 'string' ? wrong(path, composition) : accepted(composition);
}

function bindingsAt(path: string, composes: Composition['composes']): Result<Manifests> {
  const files = filesAt(path);
  if (!files.ok) return files;
  const loaded = files.value.map(manifestsIn);
  const issues = loaded.flatMap((result) => (result.ok ? [] : result.issues));
  if (issues.length > 0) return refused(issues);
  const manifests = loaded.flatMap((result) => (result.ok ? result.value : []));
  const bindings = manifests.filter(
    ({ apiVersion, kind }) => apiVersion === composes.apiVersion && kind === composes.kind,
  );
  const objects = manifests.filter(isManaged).map(withNamespace);
  if (bindings.length === 0 && objects.length === 0) return nothingToSimulate(path, composes, manifests);
  const nameless = bindings.some((binding) => refOf(binding).name === '');
  if (nameless) return wrong(path, `a ${composes.kind} without metadata.name`);
  const problems = objects
    .map((object) => admit(object, undefined))
    .flatMap((each) => ('problem' in each ? each.problem : []));
  if (problems.length > 0) return wrong(path, problems.join('; '));
  return accepted({ bindings: bindings.map(withNamespace), objects });
}

function nothingToSimulate(
  path: string,
  { apiVersion, kind }: Composition['composes'],
  manifests: readonly JsonObject[],
) {
  return wrong(path, `no ${kind} of ${apiVersion} in it${butOf(manifests)}`);
}

function filesAt(path: string): Result<readonly string[]> {
  try {
    if (!statSync(path).isDirectory()) return accepted([path]);
    const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
    return accepted(names.sort().map((name) => join(path, name)));
  } catch (thrown) {
    return wrong(path, causeOf(thrown));
  }
}

function manifestsIn(path: string): Result<readonly JsonObject[]> {
  try {
    const documents = [...parseAllDocuments(readFileSync(path, 'utf8'))];
    const broken = documents.flatMap(({ errors }) => errors)[0];
    if (broken !== undefined) return wrong(path, `not YAML: ${firstLine(broken.message)}`);
    const values: readonly unknown[] = documents.map((document) => document.toJS()).filter((value) => value !== null);
    if (!values.every(isManifest)) return wrong(path, 'not a Kubernetes object: want a mapping of plain values');
    return accepted(values);
  } catch (thrown) {
    return wrong(path, causeOf(thrown));
  }
}

function isManifest(value: unknown): value is JsonObject {
  return isJson(value, 0) && isObject(value);
}

// YAML knows values that JSON does not: infinite numbers, and lists that contain themselves.
function isJson(value: unknown, depth: number): value is Json {
  if (depth > MAX_DEPTH) return false;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && Object.values(value).every((child) => isJson(child, depth + 1));
}

// What kubectl does without --namespace.
function withNamespace(binding: JsonObject): JsonObject {
  const metadata = asObject(binding.metadata);
  return { ...binding, metadata: { ...metadata, namespace: asString(metadata.namespace) ?? 'default' } };
}

function butOf(manifests: readonly JsonObject[]): string {
  const kinds = [...new Set(manifests.map((manifest) => asString(at(manifest, 'kind')) ?? 'something without a kind'))];
  return kinds.length === 0 ? '' : `, but ${kinds.join(', ')}`;
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
  const issue: Issue = { path, message };
  return refused([issue]);
}
