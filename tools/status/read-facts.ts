import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { type Answer, type ClusterReader, mapAnswer, valueOr } from '../kubernetes/cluster-reader.js';
import {
  BINDING_KINDS,
  BINDINGS_API,
  type BindingFacts,
  type BindingKind,
  type ComposedFacts,
  type SecretState,
} from './facts.js';

/** A binding or claim of a name: the binding, where there are both and no kind is given. */
export async function findBinding(
  reader: ClusterReader,
  namespace: string,
  name: string,
  kinds: readonly BindingKind[] = BINDING_KINDS,
): Promise<Answer<JsonObject>> {
  const answers = await Promise.all(
    kinds.map((kind) => reader.get({ apiVersion: BINDINGS_API, kind, namespace, name })),
  );
  return (
    answers.find(({ state }) => state === 'found') ??
    answers.find(({ state }) => state === 'refused') ?? { state: 'absent' }
  );
}

/** All bindings and claims of a namespace, or of the cluster, by namespace and name; of one kind, if only that may be read. */
export async function listBindings(
  reader: ClusterReader,
  namespace: string | undefined,
): Promise<Answer<readonly JsonObject[]>> {
  const answers = await Promise.all(BINDING_KINDS.map((kind) => reader.list(BINDINGS_API, kind, namespace)));
  if (answers.every(({ state }) => state !== 'found'))
    return answers.find(({ state }) => state === 'refused') ?? { state: 'absent' };
  const nameOf = (object: JsonObject): string =>
    `${at(object, 'metadata', 'namespace')}/${at(object, 'metadata', 'name')}`;
  const all = answers.flatMap((answer) => valueOr(answer, []));
  return { state: 'found', value: [...all].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) };
}

/** Reads all that says how a binding is. */
export async function readFacts(reader: ClusterReader, binding: JsonObject): Promise<BindingFacts> {
  const composite = await compositeOf(reader, binding);
  const namespace = asString(at(binding, 'metadata', 'namespace')) ?? '';
  const refs = composite === undefined ? [] : refsOf(composite, namespace);
  const [composed, secrets, pods, events] = await Promise.all([
    Promise.all(refs.filter(({ kind }) => kind !== 'Secret').map((ref) => readComposed(reader, ref))),
    readSecrets(reader, binding, refs),
    reader.list('v1', 'Pod', namespace),
    readEvents(reader, binding, composite),
  ]);
  // Also to know what must not appear in messages of the provider.
  const connectionSecrets = await Promise.all(composed.flatMap((one) => connectionSecretOf(reader, one)));
  return { binding, composite, composed, secrets, connectionSecrets, pods, events };
}

async function compositeOf(reader: ClusterReader, binding: JsonObject): Promise<JsonObject | undefined> {
  if (binding.kind !== 'DatabaseBindingClaim') return binding;
  const { apiVersion, kind, name } = asObject(at(binding, 'spec', 'resourceRef'));
  if (typeof name !== 'string') return undefined;
  return valueOr(await reader.get({ apiVersion: String(apiVersion), kind: String(kind), name }), undefined);
}

interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** What a composite has composed; one with a namespace names none, since all is in its own. */
function refsOf(composite: JsonObject, namespace: string): readonly Ref[] {
  const own = asString(at(composite, 'metadata', 'namespace'));
  const refs = at(composite, 'spec', 'crossplane', 'resourceRefs') ?? at(composite, 'spec', 'resourceRefs');
  return asList(refs)
    .map(asObject)
    .filter(({ name }) => asString(name) !== undefined)
    .map(({ apiVersion, kind, namespace: given, name }) => ({
      apiVersion: String(apiVersion),
      kind: String(kind),
      namespace: asString(given) ?? own ?? (kind === 'Secret' || kind === 'ConfigMap' ? namespace : undefined),
      name: String(name),
    }));
}

async function readComposed(reader: ClusterReader, ref: Ref): Promise<ComposedFacts> {
  const { kind, namespace, name } = ref;
  return { kind, namespace, name, found: await reader.get(ref) };
}

/** Where the provider writes what it knows of a resource. */
function connectionSecretOf(
  reader: ClusterReader,
  { namespace, found }: ComposedFacts,
): readonly Promise<SecretState>[] {
  const ref = asObject(at(valueOr(found, undefined), 'spec', 'writeConnectionSecretToRef'));
  const [where, name] = [asString(ref.namespace) ?? namespace, asString(ref.name)];
  if (where === undefined || name === undefined) return [];
  return [reader.secret(where, name).then((secret) => ({ name, found: secret }))];
}

/** The Secrets that applications mount: those that were composed, and those that the status names. */
async function readSecrets(
  reader: ClusterReader,
  binding: JsonObject,
  refs: readonly Ref[],
): Promise<readonly SecretState[]> {
  const namespace = asString(at(binding, 'metadata', 'namespace')) ?? '';
  const named = asList(at(binding, 'status', 'users')).flatMap((user) => [
    asString(at(user, 'secret')),
    ...asList(at(user, 'extraSecrets')).map(asString),
  ]);
  const composed = refs.filter(({ kind }) => kind === 'Secret');
  const names = new Set([...named.flatMap((name) => name ?? []), ...composed.map(({ name }) => name)]);
  const states = await Promise.all(
    [...names].map(async (name): Promise<SecretState> => {
      const where = composed.find((ref) => ref.name === name)?.namespace ?? namespace;
      return { name, found: await reader.secret(where, name) };
    }),
  );
  // Copies of certificates and what provider-sql logs in with are no application's business.
  return states.filter(
    ({ name, found }) => named.includes(name) || valueOr(found, undefined)?.resourceKey?.startsWith('secret-') === true,
  );
}

/** Events of objects without a namespace are in the namespace `default`. */
async function readEvents(
  reader: ClusterReader,
  binding: JsonObject,
  composite: JsonObject | undefined,
): Promise<Answer<readonly JsonObject[]>> {
  const own = await reader.list('v1', 'Event', asString(at(binding, 'metadata', 'namespace')));
  if (composite === undefined || asString(at(composite, 'metadata', 'namespace')) !== undefined) return own;
  const others = valueOr(await reader.list('v1', 'Event', 'default'), []);
  return mapAnswer(own, (events) => [...events, ...others]);
}
