import { asList, asObject, asString, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { BINDING_API } from '../names.js';
import type { Note } from '../plan.js';
import { settableFields } from './fields.js';
import { type Findings, type Found, type FoundKind, isFoundKind } from './found.js';

/** A resource of the provider. */
export interface ProviderFound extends Found {
  readonly name: string;
  /** Its own namespace; none in the cluster-scoped group. */
  readonly place: string | undefined;
  /** What kubectl takes for its kind. */
  readonly resource: string;
  /** The composite that would undo a change of it. */
  readonly composite: { readonly title: string; readonly name: string } | undefined;
  readonly connectionSecret: string | undefined;
}

const GROUPS = ['database.digitalocean.m.crossplane.io', 'database.digitalocean.crossplane.io'];
/** The provider's two APIs of databases: of namespaces, and cluster-scoped. */
export const PROVIDER_APIS: readonly string[] = GROUPS.map((group) => `${group}/v1alpha1`);

const EXTERNAL_NAME = 'crossplane.io/external-name';

/** What there is of the provider's resources. A cluster-scoped one gets its binding in `namespace`. */
export function readProvider(manifests: readonly JsonObject[], namespace: string): Findings<ProviderFound> {
  const all = manifests.filter(({ apiVersion }) => GROUPS.includes(groupOf(apiVersion)));
  const own = all.filter((object) => !isOfBinding(object));
  const clusters = new Map(
    own
      .filter(({ kind }) => kind === 'Cluster')
      .map((object) => [`${placeOf(object) ?? ''}/${nameOf(object)}`, object]),
  );
  const owners = new Set(all.filter(isOfBinding).map(ownerTitleOf));
  const notes: Note[] = [...owners].map((source) => ({ source, message: 'is a binding already: it stays as it is' }));
  const found = own.flatMap((object) => {
    const kind = asString(object.kind);
    if (isFoundKind(kind)) return [readResource(object, kind, namespace, clusters, notes)];
    notes.push({ source: titleOf(object), message: 'no binding has anything of this kind: it stays as it is' });
    return [];
  });
  return { found, notes };
}

function readResource(
  object: JsonObject,
  kind: FoundKind,
  namespace: string,
  clusters: ReadonlyMap<string, JsonObject>,
  notes: Note[],
): ProviderFound {
  const { spec, metadata } = object;
  const atProvider = asObject(at(object, 'status', 'atProvider'));
  // What only looks has nothing in its spec; what it saw is in its status.
  const written = { ...asObject(at(spec, 'initProvider')), ...asObject(at(spec, 'forProvider')) };
  const isObserving = asList(at(spec, 'managementPolicies')).join() === 'Observe';
  const external = asString(at(metadata, 'annotations', EXTERNAL_NAME));
  const { fields, unknown } = settableFields(kind, isObserving ? { ...atProvider, ...written } : written);
  const source = titleOf(object);
  for (const field of unknown)
    notes.push({ source, field: `spec.forProvider.${field}`, message: 'no binding has it: it stays as it is' });
  const place = placeOf(object);
  const clusterId =
    kind === 'Cluster' ? clusterIdOf(object) : (asString(written.clusterId) ?? asString(atProvider.clusterId));
  const named = asString(at(written, 'clusterIdRef', 'name'));
  const referred = named === undefined ? undefined : clusters.get(`${place ?? ''}/${named}`);
  return {
    kind,
    title: source,
    id: kind === 'Cluster' ? clusterId : (asString(atProvider.uuid) ?? asString(atProvider.id)),
    clusterId: clusterId ?? (referred && clusterIdOf(referred)),
    fields: kind === 'User' ? { ...fields, name: userName(external, object) } : fields,
    namespace: place ?? namespace,
    owned: !isObserving,
    name: nameOf(object),
    place,
    resource: `${kind.toLowerCase()}.${asString(object.apiVersion)?.split('/')[0] ?? ''}`,
    composite: compositeOf(object),
    connectionSecret: asString(at(spec, 'writeConnectionSecretToRef', 'name')),
  };
}

function clusterIdOf(cluster: JsonObject): string | undefined {
  return (
    asString(at(cluster, 'status', 'atProvider', 'id')) ??
    asString(at(cluster, 'metadata', 'annotations', EXTERNAL_NAME))
  );
}

/** A user's name is in its external name alone, in one of three forms. */
function userName(external: string | undefined, object: JsonObject): string {
  return external?.replace(/^[0-9a-f-]{36}(?:,|\/user\/)/, '') ?? nameOf(object);
}

/** Its binding would get another spec by the one that is written. */
function isOfBinding(object: JsonObject): boolean {
  return groupOf(at(controllerOf(object), 'apiVersion')) === groupOf(BINDING_API.apiVersion);
}

function ownerTitleOf(object: JsonObject): string {
  const { kind, name } = asObject(controllerOf(object));
  return titleOf({ kind: kind ?? '', metadata: { name: name ?? '', namespace: placeOf(object) ?? null } });
}

function controllerOf({ metadata }: JsonObject): Json | undefined {
  return asList(at(metadata, 'ownerReferences')).find((each) => at(each, 'controller') === true);
}

function groupOf(apiVersion: Json | undefined): string {
  return asString(apiVersion)?.split('/')[0] ?? '';
}

function compositeOf(object: JsonObject): ProviderFound['composite'] {
  const { metadata } = object;
  const owner = controllerOf(object);
  const label = asString(at(metadata, 'labels', 'crossplane.io/composite'));
  const name = asString(at(owner, 'name')) ?? label;
  return name === undefined ? undefined : { title: `${asString(at(owner, 'kind')) ?? 'composite'} "${name}"`, name };
}

function titleOf(object: JsonObject): string {
  const place = placeOf(object);
  return `${asString(object.kind) ?? ''} "${place === undefined ? '' : `${place}/`}${nameOf(object)}"`;
}

function nameOf({ metadata }: JsonObject): string {
  return asString(at(metadata, 'name')) ?? '';
}

function placeOf({ metadata }: JsonObject): string | undefined {
  return asString(at(metadata, 'namespace'));
}
