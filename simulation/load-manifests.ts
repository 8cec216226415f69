import { accepted, type Issue, type Result, refused } from '../src/lib/issue.js';
import { asObject, asString, at, type JsonObject } from '../src/lib/json.js';
import { parseManifests } from '../tools/manifests/parse-manifests.js';
import { readSources } from '../tools/manifests/read-sources.js';
import { admit } from './api-server/admission.js';
import { refOf } from './api-server/object-store.js';
import { type Composition, readComposition } from './crossplane/composition.js';
import { isEnvironmentConfig, withEnvironment } from './crossplane/environment.js';
import { isManaged } from './provider/provider.js';

/** What of the files given is simulated. */
export interface Manifests {
  readonly bindings: readonly JsonObject[];
  /** What stands beside them: resources of the provider, ConfigMaps and Secrets. */
  readonly objects: readonly JsonObject[];
}

/** Every composite of the kind a Composition is for, and what stands beside them, from files and folders. */
export function loadBindings(
  paths: readonly string[],
  composes: Composition['composes'],
  readIn: () => string,
): Result<Manifests> {
  const loaded = paths.map((path) => bindingsAt(path, composes, readIn));
  const issues = loaded.flatMap((result) => (result.ok ? [] : result.issues));
  if (issues.length > 0) return refused(issues);
  const manifests = loaded.flatMap((result) => (result.ok ? [result.value] : []));
  const bindings = manifests.flatMap((each) => each.bindings);
  const objects = manifests.flatMap((each) => each.objects);
  return bindings.length === 0
    ? nothingToSimulate(paths.join(' '), composes, objects)
    : accepted({ bindings, objects });
}

/** The one Composition in a file, with what EnvironmentConfigs there and in other files add to its policy. */
export function loadComposition(
  path: string,
  readIn: () => string,
  beside: readonly string[] = [],
): Result<Composition> {
  const manifests = manifestsAt([path], readIn);
  if (!manifests.ok) return manifests;
  const found = manifests.value.filter(({ kind }) => kind === 'Composition');
  const [manifest] = found;
  if (manifest === undefined) return wrong(path, `no Composition in it${butOf(manifests.value)}`);
  if (found.length > 1) return wrong(path, `${found.length} Compositions in it, want one`);
  const composition = readComposition(manifest);
  if (typeof composition === 'string') return wrong(path, composition);
  const around = manifestsAt([path, ...beside], readIn);
  // Of bindings that cannot be read, those who read them tell.
  const configs = (around.ok ? around : manifests).value.filter(isEnvironmentConfig);
  const whole = withEnvironment(composition, configs);
  return whole.ok ? whole : refused(whole.issues.map((issue) => ({ ...issue, path })));
}

function bindingsAt(path: string, composes: Composition['composes'], readIn: () => string): Result<Manifests> {
  const loaded = manifestsAt([path], readIn);
  if (!loaded.ok) return loaded;
  const manifests = loaded.value;
  const bindings = manifests.filter(
    ({ apiVersion, kind }) => apiVersion === composes.apiVersion && kind === composes.kind,
  );
  const objects = manifests.filter(standsBeside).map(withNamespace);
  const isUsed = bindings.length > 0 || objects.length > 0 || manifests.some(isEnvironmentConfig);
  if (!isUsed) return nothingToSimulate(path, composes, manifests);
  const nameless = bindings.some((binding) => refOf(binding).name === '');
  if (nameless) return wrong(path, `a ${composes.kind} without metadata.name`);
  const problems = objects
    .map((object) => admit(object, undefined))
    .flatMap((each) => ('problem' in each ? each.problem : []));
  if (problems.length > 0) return wrong(path, problems.join('; '));
  return accepted({ bindings: bindings.map(withNamespace), objects });
}

function standsBeside(object: JsonObject): boolean {
  return isManaged(object) || (object.apiVersion === 'v1' && /^(?:ConfigMap|Secret)$/.test(String(object.kind)));
}

function manifestsAt(paths: readonly string[], readIn: () => string): Result<readonly JsonObject[]> {
  const sources = readSources(paths, readIn);
  if (!sources.ok) return sources;
  const { manifests, unparsed } = parseManifests(sources.value);
  if (unparsed.length > 0) return refused(unparsed.map(({ file, message }) => ({ path: file, message })));
  return accepted(manifests.map(({ object }) => object));
}

function nothingToSimulate(
  path: string,
  { apiVersion, kind }: Composition['composes'],
  manifests: readonly JsonObject[],
) {
  return wrong(path, `no ${kind} of ${apiVersion} in it${butOf(manifests)}`);
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

function wrong(path: string, message: string): Result<never> {
  const issue: Issue = { path, message };
  return refused([issue]);
}
