import type { SecretIntent } from '../../api/connection.js';
import type { SecretFormat } from '../../gen/binding.js';
import { SECRET_FORMATS } from '../../gen/binding.js';
import { asObject, asString, compact, type JsonObject } from '../../lib/json.js';
import { LAYOUT_ANNOTATIONS } from '../../observe/annotations.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { Base64Texts } from '../../wire/base64-texts.js';
import type { Manifest } from '../../wire/write-struct.js';
import type { Layout } from './formats.js';

/** What a Secret leads to. */
export interface Leads {
  /** The pool that it goes through, by its name at DigitalOcean. */
  readonly pool: string | undefined;
  /** The replica that it names, by its name in the spec. */
  readonly replica: string | undefined;
  /** The UUID of the cluster, on Secrets that were written after the loss of another. */
  readonly cluster: string | undefined;
}

/** What a Secret's manifest consists of. */
export interface SecretParts {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly layout: Layout;
  readonly leads: Leads;
  readonly intent: Pick<SecretIntent, 'labels' | 'annotations'>;
  readonly data: Base64Texts | JsonObject;
}

/** Writes a Secret, with `data`: the API server would change `stringData` into something that was not sent. */
export function secretManifest({ name, namespace, type, layout, leads, intent, data }: SecretParts): Manifest {
  const { labels } = intent;
  const annotations: Record<string, string> = { ...intent.annotations, [LAYOUT_ANNOTATIONS.format]: layout.format };
  if (layout.prefix !== '') annotations[LAYOUT_ANNOTATIONS.prefix] = layout.prefix;
  for (const lead of LEADS) if (leads[lead] !== undefined) annotations[LAYOUT_ANNOTATIONS[lead]] = leads[lead];
  const metadata =
    Object.keys(labels).length > 0 ? { name, namespace, labels, annotations } : { name, namespace, annotations };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type, data };
}

const LEADS = ['pool', 'replica', 'cluster'] as const satisfies readonly (keyof Leads)[];

const LAYOUT_NAMES: readonly string[] = Object.values(LAYOUT_ANNOTATIONS);

/** Writes a Secret as it was observed: leaving it out would delete it, and writing less would remove something. */
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

/** What this function or somebody else wrote: only Crossplane may write its own labels and annotations. */
function ownOf(marks: JsonObject): JsonObject | undefined {
  const own = Object.entries(marks).filter(
    ([key]) => LAYOUT_NAMES.includes(key) || !/^[^/]*crossplane\.io\//.test(key),
  );
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

/** The entries of a manifest, as they are. */
export function manifestEntries(manifest: Manifest | undefined): ReadonlyMap<string, Uint8Array> {
  // A new manifest is not encoded yet.
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

/** The layout that a Secret was written in; without an annotation, that is the oldest format. */
export function layoutOf(secret: ObservedResource): Layout {
  const format = secret.layoutMark('format');
  return { format: isFormat(format) ? format : 'ServiceBinding', prefix: secret.layoutMark('prefix') ?? '' };
}

/** What an existing Secret leads to. */
export function leadsOf(secret: ObservedResource): Leads {
  return {
    pool: secret.layoutMark('pool'),
    replica: secret.layoutMark('replica'),
    cluster: secret.layoutMark('cluster'),
  };
}

function isFormat(word: string | undefined): word is SecretFormat {
  return SECRET_FORMATS.some((format) => format === word);
}

/** The entries of an observed Secret, without blank and malformed ones. */
export function decodeEntries({ data }: ObservedResource): Base64Texts {
  const keys = Object.keys(data).filter((key) => asString(data[key]) !== undefined);
  return new Base64Texts(
    keys,
    keys.map((key) => Buffer.from(asString(data[key]) ?? '', 'base64').toString()),
  );
}
