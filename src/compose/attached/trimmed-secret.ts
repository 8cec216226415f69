import type { Binding } from '../../api/binding.js';
import { certificatesName } from '../../api/names.js';
import { keyOf, nameOf } from '../../kinds/resource-keys.js';
import { asString, at, compact, field, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { isUpToDate } from '../../observe/presence.js';
import { type Composing, lookUp } from '../composing.js';

/** What a log sink takes from Secrets: the provider's field with the reference, and the entry of a trimmed text. */
export const TAKEN = {
  caCertificate: { ref: 'caCertSecretRef', entry: 'ca.crt' },
  // No message shows what has this name.
  clientKey: { ref: 'clientKeySecretRef', entry: 'private-key' },
} as const satisfies Record<string, Taken>;

/** See `TAKEN`. */
export interface Taken {
  readonly ref: 'caCertSecretRef' | 'clientKeySecretRef';
  readonly entry: string;
}

/** The Secret of the binding's own with what a log sink needs. */
interface TrimmedSecret {
  readonly name: string;
  /** Whether it exists, with an entry for each text. */
  readonly isThere: boolean;
  /** Whether somebody else has a Secret of its name, which is not overwritten. */
  readonly isAnothers: boolean;
}

/** Desires the Secret with the trimmed texts of a log sink, once its name was seen to be free. */
export function trimmedSecret(
  composing: Composing,
  sinkKey: string,
  texts: readonly (readonly [entry: string, text: string])[],
): TrimmedSecret {
  const { binding, facts, objects } = composing;
  const key = keyOf('certificates', sinkKey);
  const name = certificatesName(binding.composite.name, sinkKey);
  const observed = facts.resources.get(key);
  const selector = { apiVersion: 'v1', kind: 'Secret', matchName: name, namespace: secretsPlace(binding) };
  const found = observed ? undefined : lookUp(composing, `existing-secret-${name}`, selector);
  const isAnothers = found?.state === 'found' && found.controller !== facts.composite.uid;
  if (found?.state !== 'unanswered' && !isAnothers) {
    const data = texts.map(([entry, text]) => [entry, Buffer.from(text).toString('base64')] as const);
    objects.set(key, manifest(binding, name, Object.fromEntries(data)));
  }
  const data = observed?.data ?? {};
  return { name, isAnothers, isThere: texts.every(([entry]) => asString(field(data, entry)) !== undefined) };
}

/** Keeps the trimmed Secrets that log sinks still refer to, those on their way out too. */
export function keepTrimmedSecrets({ binding, facts: { resources }, objects }: Composing): void {
  for (const [key, secret] of resources) {
    const sink = resources.get(nameOf('certificates', key) ?? '');
    const { name } = secret;
    if (sink && name !== undefined && !objects.has(key) && mayRead(sink, name))
      objects.set(key, manifest(binding, name, secret.data));
  }
}

/** Whether what a log sink waits for is about to be there. */
export function isBeingTrimmed(sinkKey: string, objects: ReadonlyMap<string, unknown>): boolean {
  return objects.has(keyOf('certificates', sinkKey));
}

/** Where the provider reads the Secrets that a log sink refers to. */
export function secretsPlace({ provider, namespace }: Binding): string {
  return provider.resourceNamespace ?? namespace;
}

/** A reference to a Secret. Only cluster-scoped resources name its namespace. */
export function referenceTo({ provider, namespace }: Binding, name: string, key: string): JsonObject {
  return compact({ name, key, namespace: provider.family === 'ClusterScoped' ? namespace : undefined });
}

/** Whether the provider may still read a Secret: it may be at work on an earlier spec. */
function mayRead(sink: ObservedResource, secret: string): boolean {
  return !isUpToDate(sink) || Object.values(TAKEN).some(({ ref }) => at(sink.forProvider, ref, 'name') === secret);
}

function manifest(binding: Binding, name: string, data: JsonObject): JsonObject {
  const metadata = { name, namespace: secretsPlace(binding) };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data };
}
