import type { StateResource } from '../../simulation/crossplane/protocol.js';
import { isManaged } from '../../simulation/provider/provider.js';
import type { Issue } from '../../src/lib/issue.js';
import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';

/** The annotation that carries a composed resource's key. */
export const RESOURCE_KEY = 'crossplane.io/composition-resource-name';

/** Resources that were composed before, by resource key. */
export interface Observed {
  readonly resources: ReadonlyMap<string, StateResource>;
  readonly issues: readonly Issue[];
}

/**
 * Takes manifests for what a composite composed before: by the annotation with their key. A Secret without it is no composed
 * resource, but what a managed resource wrote its connection details to.
 */
export function readObserved(manifests: readonly JsonObject[]): Observed {
  const resources = new Map<string, StateResource>();
  const issues: Issue[] = [];
  for (const resource of manifests) {
    const key = keyOf(resource);
    if (key === undefined && resource.kind === 'Secret') continue;
    const path = titleOf(resource);
    if (key === undefined)
      issues.push({ path, message: `has no annotation ${RESOURCE_KEY}, which says what it was composed as` });
    else if (resources.has(key)) issues.push({ path, message: `another observed resource has the key "${key}" too` });
    else resources.set(key, { resource, connectionDetails: detailsOf(resource, manifests) });
  }
  return { resources, issues };
}

/** What a person calls an object: its kind and its name. */
export function titleOf(object: JsonObject): string {
  return `${asString(object.kind) ?? 'object'} "${asString(at(object, 'metadata', 'name')) ?? ''}"`;
}

function keyOf(resource: JsonObject): string | undefined {
  return asString(at(resource, 'metadata', 'annotations', RESOURCE_KEY));
}

/** What is in the connection secret of a managed resource, if that was given too. */
function detailsOf(resource: JsonObject, others: readonly JsonObject[]): Readonly<Record<string, Uint8Array>> {
  const target = asObject(at(resource, 'spec', 'writeConnectionSecretToRef'));
  const name = asString(target.name);
  if (name === undefined || !isManaged(resource)) return {};
  const namespace = asString(target.namespace) ?? at(resource, 'metadata', 'namespace');
  const secret = others.find(
    ({ kind, metadata }) =>
      kind === 'Secret' && at(metadata, 'name') === name && at(metadata, 'namespace') === namespace,
  );
  return entriesOf(secret);
}

function entriesOf(secret: JsonObject | undefined): Readonly<Record<string, Uint8Array>> {
  const [data, plain] = [asObject(secret?.data), asObject(secret?.stringData)];
  return Object.fromEntries([
    ...Object.entries(data).map(([key, value]) => [key, Buffer.from(asString(value) ?? '', 'base64')] as const),
    ...Object.entries(plain).map(([key, value]) => [key, Buffer.from(asString(value) ?? '')] as const),
  ]);
}
