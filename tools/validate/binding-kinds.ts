import { asString, type JsonObject } from '../../src/lib/json.js';
import { CROSSPLANE_FIELDS } from '../gen/crossplane-fields.js';

/** A kind that people write bindings in. */
export interface BindingKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The kind that a Composition for it names: another one for a claim. */
  readonly composed: string;
  readonly scope: 'Namespaced' | 'Cluster' | 'Claim';
  /** What the spec may have beside a binding's own fields; `undefined` for a platform team's kind, whose fields are its own. */
  readonly further: readonly string[] | undefined;
}

const API_VERSION = 'bindings.digitalocean.crossplane.io/v1alpha1';

/** The kinds of our own XRDs. */
export const BINDING_KINDS: readonly BindingKind[] = [
  {
    apiVersion: API_VERSION,
    kind: 'DatabaseBinding',
    composed: 'DatabaseBinding',
    scope: 'Namespaced',
    further: CROSSPLANE_FIELDS.composite,
  },
  {
    apiVersion: API_VERSION,
    kind: 'XDatabaseBinding',
    composed: 'XDatabaseBinding',
    scope: 'Cluster',
    further: CROSSPLANE_FIELDS.legacyComposite,
  },
  {
    apiVersion: API_VERSION,
    kind: 'DatabaseBindingClaim',
    composed: 'XDatabaseBinding',
    scope: 'Claim',
    further: CROSSPLANE_FIELDS.claim,
  },
];

/** A platform team's kind, which a Composition with a step of this function is for. */
export function composedKind({ apiVersion, kind }: { apiVersion: string; kind: string }): BindingKind {
  return { apiVersion, kind, composed: kind, scope: 'Namespaced', further: undefined };
}

/** The kind of an object among these. One of ours is recognized in a wrong version or group too, or by a misspelt name. */
export function kindOf(object: JsonObject, kinds: readonly BindingKind[]): BindingKind | undefined {
  const named = kinds.filter(({ kind }) => kind === object.kind);
  const exact = named.find(({ apiVersion }) => apiVersion === object.apiVersion);
  return exact ?? (mayBeOurs(asString(object.apiVersion)) ? (named[0] ?? misspelt(object)) : undefined);
}

/** In our own API there is nothing but our kinds. */
function misspelt({ apiVersion, kind }: JsonObject): BindingKind | undefined {
  const [group] = asString(apiVersion)?.split('/') ?? [];
  const isOurs = group === API_VERSION.split('/')[0] && !asString(kind)?.endsWith('List');
  const plain = asString(kind)?.toLowerCase().replace(/s$/, '');
  return isOurs ? (BINDING_KINDS.find((each) => each.kind.toLowerCase() === plain) ?? BINDING_KINDS[0]) : undefined;
}

/** Another project may have a kind of the same name, in a group of its own. */
function mayBeOurs(apiVersion: string | undefined): boolean {
  const [group = ''] = apiVersion?.split('/') ?? [];
  return !group.includes('.') || /digitalocean|^bindings\./.test(group);
}
