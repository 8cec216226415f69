import type { Binding } from '../api/binding.js';
import { APIS } from './kind.js';
import { KINDS, type KindName, MANAGED, MANAGED_NAMES, type ManagedName } from './kinds.js';

/** Kinds by the first word of their keys, so that one lookup finds the few to compare with. */
const BY_HEAD = new Map<string, KindName[]>();
for (const kind of Object.keys(KINDS) as KindName[]) {
  const head = headOf(KINDS[kind].key);
  BY_HEAD.set(head, [...(BY_HEAD.get(head) ?? []), kind]);
}

function headOf(key: string): string {
  return key.slice(0, key.indexOf('-') + 1) || key;
}

/** The resource key of one of a kind. */
export function keyOf(kind: KindName, name = ''): string {
  return KINDS[kind].key + name;
}

/** The name in a resource key of this kind, or `undefined` for a key of another kind. */
export function nameOf(kind: KindName, key: string): string | undefined {
  const { key: prefix } = KINDS[kind];
  return (prefix.endsWith('-') ? key.startsWith(prefix) : key === prefix) ? key.slice(prefix.length) : undefined;
}

/** The kind of a resource key, or `undefined` for a key that is not ours. */
export function kindOf(key: string): KindName | undefined {
  for (const kind of BY_HEAD.get(headOf(key)) ?? []) if (nameOf(kind, key) !== undefined) return kind;
  return undefined;
}

/** Whether the function composes such objects under keys of this kind, in any version of their API. */
export function isOfKind(kind: KindName, apiVersion: string, kubernetesKind: string): boolean {
  const { api = 'provider', kinds } = KINDS[kind];
  const { Namespaced, ClusterScoped } = APIS[api];
  return kinds.includes(kubernetesKind) && (isOfGroup(apiVersion, Namespaced) || isOfGroup(apiVersion, ClusterScoped));
}

/** The managed kind of a resource key, or `undefined` for any other key. */
export function managedOf(key: string): ManagedName | undefined {
  const kind = kindOf(key);
  return isManaged(kind) ? kind : undefined;
}

/** The resource keys of the managed resources that a binding asks for, whether they can be composed yet or not. */
export function askedKeys(binding: Binding, kinds: readonly ManagedName[] = MANAGED_NAMES): readonly string[] {
  return kinds.flatMap((kind) => MANAGED[kind].names(binding).map((name) => keyOf(kind, name)));
}

/** What messages call one of a kind. */
export function label(kind: ManagedName, name: string): string {
  const { word = kind } = MANAGED[kind];
  return name === '' ? word : `${word} "${name}"`;
}

function isManaged(kind: KindName | undefined): kind is ManagedName {
  return kind !== undefined && Object.hasOwn(MANAGED, kind);
}

function isOfGroup(apiVersion: string, known: string): boolean {
  return apiVersion === known || groupOf(apiVersion) === groupOf(known);
}

/** The API group of an apiVersion; the version for the core group, which has no name. */
function groupOf(apiVersion: string): string {
  return apiVersion.split('/', 1)[0] ?? '';
}
