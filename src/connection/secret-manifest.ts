import type { SecretIntent } from '../api/connection.js';
import type { SecretFormat } from '../gen/binding.js';
import { SECRET_FORMATS } from '../gen/binding.js';
import { asObject, asString, compact, field, type JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import type { Layout } from './formats.js';
import type { SecretEntries } from './secret-entries.js';

/** How a Secret that exists is laid out stands on it, so that it can be read back after the spec has changed. */
export const LAYOUT_ANNOTATIONS = {
  format: 'databasebinding.fn.crossplane.io/format',
  prefix: 'databasebinding.fn.crossplane.io/prefix',
} as const;

/** What a Secret's manifest is made of. */
export interface SecretParts {
  readonly name: string | undefined;
  readonly namespace: string;
  readonly type: string;
  readonly layout: Layout;
  readonly labels?: SecretIntent['labels'];
  readonly annotations?: SecretIntent['annotations'];
  readonly data: JsonObject;
}

/** Writes a Secret: `data`, never `stringData`, which the API server would turn into something else than was sent. */
export function secretManifest({ name, namespace, type, layout, labels, annotations, data }: SecretParts): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: compact({
      name,
      namespace,
      labels: labels && Object.keys(labels).length > 0 ? labels : undefined,
      annotations: compact({
        ...annotations,
        [LAYOUT_ANNOTATIONS.format]: layout.format,
        [LAYOUT_ANNOTATIONS.prefix]: layout.prefix || undefined,
      }),
    }),
    type,
    data,
  };
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
export function manifestEntries(manifest: JsonObject | undefined): ReadonlyMap<string, Uint8Array> {
  const data = Object.entries(asObject(manifest?.data));
  return new Map(
    data.flatMap(([key, value]) => (typeof value === 'string' ? [[key, Buffer.from(value, 'base64')] as const] : [])),
  );
}

/** The layout a Secret was written in; one without a note of it is in the format there was first. */
export function layoutOf({ annotations }: ObservedResource): Layout {
  const format = asString(field(annotations, LAYOUT_ANNOTATIONS.format));
  return {
    format: isFormat(format) ? format : 'ServiceBinding',
    prefix: asString(field(annotations, LAYOUT_ANNOTATIONS.prefix)) ?? '',
  };
}

function isFormat(word: string | undefined): word is SecretFormat {
  return SECRET_FORMATS.some((format) => format === word);
}

/** Entries in base64, as a manifest has them. */
export function encodeEntries(entries: SecretEntries): JsonObject {
  const data: Record<string, string> = {};
  for (const [key, text] of Object.entries(entries)) data[key] = Buffer.from(text).toString('base64');
  return data;
}

/** The entries of an observed Secret; blank and malformed ones are none. */
export function decodeEntries({ data }: ObservedResource): SecretEntries {
  const entries: [string, string][] = [];
  for (const [key, value] of Object.entries(data))
    if (typeof value === 'string' && value !== '') entries.push([key, Buffer.from(value, 'base64').toString()]);
  return Object.fromEntries(entries);
}
