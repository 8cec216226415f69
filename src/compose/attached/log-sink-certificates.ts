import type { LogSinkSpec, SecretKeyReference } from '../../gen/binding.js';
import { asObject, asString, field, type JsonObject } from '../../lib/json.js';
import { type Composing, lookUp } from '../composing.js';
import { referenceTo, secretsPlace, TAKEN, type Taken, trimmedSecret } from './trimmed-secret.js';

/** A log sink of the spec, its resource key and where it stands in the spec. */
export interface Sink {
  readonly key: string;
  readonly spec: LogSinkSpec;
  readonly path: string;
}

/** One text that a log sink takes from a Secret. */
interface Source extends Taken {
  readonly secret: SecretKeyReference;
  readonly path: string;
}

/**
 * The references of a log sink to Secrets; `undefined` while it has to wait, or to stay as it is. The provider sends a text
 * without white space at its ends, and with any it finds a difference at every look; every PEM file ends with a newline. Such
 * texts are trimmed in a Secret of the binding's own. A reference changes only once that is there: the provider takes a
 * missing Secret for no certificate at all.
 */
export function referToSecrets(composing: Composing, sink: Sink): JsonObject | undefined {
  const { binding } = composing;
  const sources = sourcesOf(sink);
  const read = sources.map((source) => ({ ...source, ...textOf(composing, source) }));
  const unread = read.filter(({ why }) => why !== undefined);
  if (unread.length > 0) return asItIs(composing, sink, sources, unread);
  // The provider cannot refer to another namespace than that of its own resource.
  const isLocal = secretsPlace(binding) === binding.namespace;
  if (isLocal && read.every(({ text = '' }) => text === text.trim()))
    return Object.fromEntries(read.map(({ ref, secret }) => [ref, referenceTo(binding, secret.name, secret.key)]));
  const texts = read.map(({ entry, text = '' }) => [entry, text.trim()] as const);
  const { name, isThere, isAnothers } = trimmedSecret(composing, sink.key, texts);
  if (isAnothers)
    return asItIs(composing, sink, sources, [
      { path: sink.path, why: `Secret "${name}" is somebody else's: remove it` },
    ]);
  return isThere
    ? Object.fromEntries(read.map(({ ref, entry }) => [ref, referenceTo(binding, name, entry)]))
    : undefined;
}

function sourcesOf({ spec: { opensearch, rsyslog }, path }: Sink): readonly Source[] {
  const [word, given] = rsyslog ? ['rsyslog', rsyslog] : ['opensearch', opensearch ?? {}];
  const secrets: Readonly<Partial<Record<keyof typeof TAKEN, SecretKeyReference>>> = given;
  return (['caCertificate', 'clientKey'] as const).flatMap((name) => {
    const secret = secrets[name];
    return secret ? [{ ...TAKEN[name], secret, path: `${path}.${word}.${name}` }] : [];
  });
}

/** The text of a source, or why it is not known. It is read in the binding's own namespace, whatever may be read elsewhere. */
function textOf(composing: Composing, { secret: { name, key } }: Source): { text?: string; why?: string } {
  const { namespace } = composing.binding;
  const selector = { apiVersion: 'v1', kind: 'Secret', matchName: name, namespace };
  const found = lookUp(composing, `log-sink-secret-${name}`, selector);
  switch (found.state) {
    case 'unanswered':
      return { why: `Secret "${name}" was not read, which takes Crossplane v2.0 or newer` };
    case 'absent':
      return { why: `there is no Secret "${name}" in namespace "${namespace}": make it` };
    case 'found': {
      const bytes = Buffer.from(asString(field(found.data, key)) ?? '', 'base64');
      const text = bytes.toString();
      // The copy of what is not UTF-8 would be another text.
      if (!Buffer.from(text).equals(bytes))
        return { why: `Secret "${name}" has no text under the key "${key}": write it in PEM` };
      return text.trim() === '' ? { why: `Secret "${name}" has nothing under the key "${key}": write it` } : { text };
    }
  }
}

/** The references that a log sink has, if it has them all; a new one waits. Either is told. */
function asItIs(
  { facts, refusals }: Composing,
  { key }: Sink,
  sources: readonly Source[],
  problems: readonly { readonly path: string; readonly why?: string }[],
): JsonObject | undefined {
  const observed = facts.resources.get(key);
  const meanwhile = observed ? 'the log sink keeps what it has' : 'there is no log sink';
  for (const { path, why } of problems)
    refusals.push({ reason: 'InvalidSpec', path, message: `${why}; until then ${meanwhile}` });
  const has = sources.map(({ ref }) => [ref, asObject(observed?.forProvider[ref])] as const);
  const areWhole = has.every(([, { name, key: entry }]) => asString(name) && asString(entry));
  return areWhole ? Object.fromEntries(has) : undefined;
}
