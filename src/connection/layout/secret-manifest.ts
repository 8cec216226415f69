import type { SecretIntent } from '../../api/connection.js';
import type { SecretFormat } from '../../gen/binding.js';
import { SECRET_FORMATS } from '../../gen/binding.js';
import { asObject, asString, compact, field, type Json, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { POOL_ANNOTATION, poolThrough } from '../../observe/pool-facts.js';
import { CLUSTER_ANNOTATION } from '../../observe/secret-mark.js';
import { Base64Texts } from '../../wire/base64-texts.js';
import type { Manifest } from '../../wire/write-struct.js';
import type { Layout } from './formats.js';

/** How a Secret that exists is laid out, and where it leads, stands on it: so it can be read back after the spec has changed. */
export const LAYOUT_ANNOTATIONS = {
  format: 'databasebinding.fn.crossplane.io/format',
  prefix: 'databasebinding.fn.crossplane.io/prefix',
  pool: POOL_ANNOTATION,
  replica: 'databasebinding.fn.crossplane.io/replica',
  cluster: CLUSTER_ANNOTATION,
} as const;

/** Where a Secret leads beside its cluster. */
export interface Leads {
  /** The name at DigitalOcean of the pool that it goes through. */
  readonly pool: string | undefined;
  /** The name in the spec of the replica that it names. */
  readonly replica: string | undefined;
  /** The UUID of the cluster, on Secrets that were written after another one was lost. */
  readonly cluster: string | undefined;
}

/** What a Secret's manifest is made of. */
export interface SecretParts {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly layout: Layout;
  readonly leads: Leads;
  readonly intent: Pick<SecretIntent, 'labels' | 'annotations'>;
  readonly data: Base64Texts | JsonObject;
}

/** Writes a Secret: `data`, never `stringData`, which the API server would turn into something else than was sent. */
export function secretManifest({ name, namespace, type, layout, leads, intent, data }: SecretParts): Manifest {
  const annotations = marks(intent, layout, leads);
  const { labels } = intent;
  const metadata =
    Object.keys(labels).length > 0 ? { name, namespace, labels, annotations } : { name, namespace, annotations };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type, data };
}

function marks({ annotations }: SecretParts['intent'], { format, prefix }: Layout, leads: Leads): JsonObject {
  const written: Record<string, string> = { ...annotations, [LAYOUT_ANNOTATIONS.format]: format };
  if (prefix !== '') written[LAYOUT_ANNOTATIONS.prefix] = prefix;
  if (leads.pool !== undefined) written[LAYOUT_ANNOTATIONS.pool] = leads.pool;
  if (leads.replica !== undefined) written[LAYOUT_ANNOTATIONS.replica] = leads.replica;
  if (leads.cluster !== undefined) written[LAYOUT_ANNOTATIONS.cluster] = leads.cluster;
  return written;
}

const LAYOUT_NAMES: readonly string[] = Object.values(LAYOUT_ANNOTATIONS);

/** Writes a Secret as it was found: leaving it out would delete it, and writing less would take something away. */
export function secretAsFound(namespace: string, observed: ObservedResource, name = observed.name): JsonObject {
  const { type, data, labels, annotations } = observed;
  return compact({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: compact({ name, namespace, labels: ownOf(labels), annotations: ownOf(annotations) }),
    type,
    data,
  });
}

/** What this function wrote, or somebody else: Crossplane's own marks are not ours to write. */
function ownOf(marks: JsonObject): JsonObject | undefined {
  const own = Object.entries(marks).filter(
    ([key]) => LAYOUT_NAMES.includes(key) || !/^[^/]*crossplane\.io\//.test(key),
  );
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

/** The entries of a manifest, as they are. */
export function manifestEntries(manifest: Manifest | undefined): ReadonlyMap<string, Uint8Array> {
  // What is to be written is plain still: nothing has to be put into base64 and read from it again.
  if (manifest?.data instanceof Base64Texts) return manifest.data.toBytes();
  const entries = new Map<string, Uint8Array>();
  for (const [key, value] of Object.entries(asObject(manifest?.data)))
    if (typeof value === 'string') entries.set(key, Buffer.from(value, 'base64'));
  return entries;
}

/** The data of a manifest, in base64. */
export function manifestData(manifest: Manifest | undefined): JsonObject {
  const data = manifest?.data;
  return data instanceof Base64Texts ? data.toJson() : asObject(data);
}

/** The layout a Secret was written in; one without a note of it is in the format there was first. */
export function layoutOf({ annotations }: ObservedResource): Layout {
  const format = asString(field(annotations, LAYOUT_ANNOTATIONS.format));
  return {
    format: isFormat(format) ? format : 'ServiceBinding',
    prefix: asString(field(annotations, LAYOUT_ANNOTATIONS.prefix)) ?? '',
  };
}

/** Where a Secret that exists leads. */
export function leadsOf(secret: ObservedResource): Leads {
  const { annotations } = secret;
  const replica = asString(field(annotations, LAYOUT_ANNOTATIONS.replica));
  const cluster = asString(field(annotations, LAYOUT_ANNOTATIONS.cluster));
  return { pool: poolThrough(secret), replica, cluster };
}

function isFormat(word: string | undefined): word is SecretFormat {
  return SECRET_FORMATS.some((format) => format === word);
}

/** The entries of an observed Secret; blank and malformed ones are none. */
export function decodeEntries({ data }: ObservedResource): Base64Texts {
  const entries = Object.entries(data).filter(isWritten);
  return new Base64Texts(
    entries.map(([key]) => key),
    entries.map(([, text]) => Buffer.from(text, 'base64').toString()),
  );
}

function isWritten(entry: [string, Json]): entry is [string, string] {
  return typeof entry[1] === 'string' && entry[1] !== '';
}
