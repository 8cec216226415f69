import { X509Certificate } from 'node:crypto';
import { asList, asObject, asString, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';

/** What may be told of a Secret: everything but its values. */
export interface SecretFacts {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly keys: readonly SecretKey[];
  /** The key under which a composite has composed it. */
  readonly resourceKey?: string;
  /** When it was written last, in ISO 8601, if the API server says so. */
  readonly changed?: string;
}

/** A key of a Secret, and what its value is without saying it. */
export interface SecretKey {
  readonly name: string;
  readonly isEmpty: boolean;
  /** The keys of a value that is a JSON object. */
  readonly fields?: readonly string[];
  /** The first certificate of a value that is one: certificates are public. */
  readonly certificate?: CertificateFacts;
}

/** What may be told of a certificate. */
export interface CertificateFacts {
  readonly fingerprint: string;
  /** When it ends, in ISO 8601. */
  readonly validTo: string;
}

/** What may be told of a Secret of the API server. */
export function secretFacts(secret: JsonObject): SecretFacts {
  const resourceKey = asString(at(secret, 'metadata', 'annotations', 'crossplane.io/composition-resource-name'));
  const changed = lastWrite(secret);
  return {
    ...(resourceKey === undefined ? {} : { resourceKey }),
    ...(changed === undefined ? {} : { changed }),
    namespace: asString(at(secret, 'metadata', 'namespace')) ?? '',
    name: asString(at(secret, 'metadata', 'name')) ?? '',
    type: asString(secret.type) ?? 'Opaque',
    keys: Object.entries(asObject(secret.data)).map(([name, value]) => keyFacts(name, decode(value))),
  };
}

/** A Secret's key, if it has it. */
export function keyOf({ keys }: SecretFacts, name: string): SecretKey | undefined {
  return keys.find((key) => key.name === name);
}

function lastWrite(secret: JsonObject): string | undefined {
  const times = asList(at(secret, 'metadata', 'managedFields')).flatMap((entry) => asString(at(entry, 'time')) ?? []);
  return times.sort().at(-1) ?? asString(at(secret, 'metadata', 'creationTimestamp'));
}

function keyFacts(name: string, value: string): SecretKey {
  const json = parsed(value);
  const certificate = certificateIn(value);
  return {
    name,
    isEmpty: value === '',
    ...(isObject(json) ? { fields: Object.keys(json) } : {}),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function certificateIn(value: string): CertificateFacts | undefined {
  if (!value.includes('-----BEGIN CERTIFICATE-----')) return undefined;
  try {
    const { fingerprint256, validTo } = new X509Certificate(value);
    return { fingerprint: fingerprint256, validTo: new Date(validTo).toISOString() };
  } catch {
    return undefined;
  }
}

// What says only where something is and how it is called may stand in messages: without it nobody could read them. All formats
// of Secrets end their keys so, such as PGHOST, private-port and bootstrap-servers.
const PUBLIC =
  /(?:type|provider|host|port|database|dbname|db|user|username|name|endpoint|servers|mode|mechanism|protocol|region|crt|certificates)$/i;

/** What must not appear in a text: the values of a Secret, and those within a value that is JSON. */
export function hiddenValues(secret: JsonObject): readonly string[] {
  return Object.entries(asObject(secret.data)).flatMap(([name, value]) => {
    if (PUBLIC.test(name)) return [];
    const text = decode(value);
    return [text, text.trim(), ...leaves(parsed(text))];
  });
}

function leaves(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function decode(value: Json): string {
  return Buffer.from(asString(value) ?? '', 'base64').toString('utf8');
}

function parsed(text: string): Json | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
