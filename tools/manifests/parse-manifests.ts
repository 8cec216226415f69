import { type Document, LineCounter, parseAllDocuments, type Tags } from 'yaml';
import type { Location } from '../../src/api/schema/location.js';
import { isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { messageOf } from '../../src/lib/message-of.js';
import { type Position, positionIn } from './position.js';
import type { Source } from './read-sources.js';

/** A Kubernetes object in a file. */
export interface Manifest {
  readonly file: string;
  readonly object: JsonObject;
  /** Where a field stands, or the last one on the way to it that is there. */
  locate(location: Location): Position;
}

/** What keeps a file, or a part of it, from being a list of Kubernetes objects. */
export interface Unparsed {
  readonly file: string;
  readonly position: Position;
  readonly message: string;
}

/** The objects of a file, those of a `List` one by one, and what of it is none. */
export interface Parsed {
  readonly manifests: readonly Manifest[];
  readonly unparsed: readonly Unparsed[];
}

/**
 * YAML as kubectl reads it: version 1.1, where `no` is false and `<<` merges, but without what JSON does not know, and with
 * `02:00` as a text.
 */
const AS_KUBECTL = {
  version: '1.1',
  customTags: (tags: Tags): Tags =>
    tags.filter((tag) => typeof tag === 'string' || !(NOT_IN_JSON.test(tag.tag) || tag.format === 'TIME')),
} as const;
const NOT_IN_JSON = /:(?:timestamp|binary|set|omap|pairs)$/;

const MAX_DEPTH = 200;
const NO_OBJECT = 'not a Kubernetes object: want a mapping of plain values';

/** Reads the objects of files. */
export function parseManifests(sources: readonly Source[]): Parsed {
  const parsed = sources.map(parseSource);
  return {
    manifests: parsed.flatMap(({ manifests }) => manifests),
    unparsed: parsed.flatMap(({ unparsed }) => unparsed),
  };
}

function parseSource({ file, text }: Source): Parsed {
  const lines = new LineCounter();
  const documents: readonly Document[] = [
    ...parseAllDocuments(text, { ...AS_KUBECTL, lineCounter: lines, prettyErrors: false, logLevel: 'error' }),
  ];
  const parsed = documents.map((document) => parseDocument(file, document, lines));
  return {
    manifests: parsed.flatMap(({ manifests }) => manifests),
    unparsed: parsed.flatMap(({ unparsed }) => unparsed),
  };
}

function parseDocument(file: string, document: Document, lines: LineCounter): Parsed {
  const [broken] = document.errors;
  const wrong = (offset: number, message: string): Parsed => ({
    manifests: [],
    unparsed: [{ file, position: positionIn(lines, offset), message }],
  });
  if (broken !== undefined) return wrong(broken.pos[0], `not YAML: ${firstLine(broken.message)}`);
  const start = document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
  try {
    const value: unknown = document.toJS();
    if (value === null) return { manifests: [], unparsed: [] };
    if (!isManifest(value)) return wrong(start, NO_OBJECT);
    return { manifests: objectsOf(file, value, document, lines), unparsed: [] };
  } catch (thrown) {
    return wrong(start, `not YAML: ${firstLine(messageOf(thrown))}`);
  }
}

/** The object itself, or what `kubectl get -o yaml` wraps into a list. */
function objectsOf(file: string, value: JsonObject, document: Document, lines: LineCounter): readonly Manifest[] {
  const manifest = (object: JsonObject, above: Location): Manifest => ({
    file,
    object,
    locate: (location) => positionIn(lines, document, [...above, ...location]),
  });
  const { kind, items } = value;
  if (kind !== 'List' || !Array.isArray(items)) return [manifest(value, [])];
  return (items as readonly Json[]).flatMap((item, i) => (isObject(item) ? [manifest(item, ['items', i])] : []));
}

function isManifest(value: unknown): value is JsonObject {
  return isJson(value, 0) && isObject(value);
}

// YAML knows values that JSON does not: infinite numbers, and lists that contain themselves.
function isJson(value: unknown, depth: number): value is Json {
  if (depth > MAX_DEPTH) return false;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && Object.values(value).every((child) => isJson(child, depth + 1));
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.replace(/:$/, '') ?? text;
}
