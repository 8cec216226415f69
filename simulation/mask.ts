import { asObject, asString, isObject, type Json, type JsonObject } from '../src/lib/json.js';

/** Takes secrets out of a text. */
export type Mask = (text: string) => string;

/** What stands where a secret stood. */
export const MASKED = '********';

const SENSITIVE_KEY = /pass|secret|token|(?:^|[._-])key$/i;
// The password of a URI, whether anyone knew it to be one or not.
const URI_PASSWORD = /(:\/\/[^\s:@/]*:)[^\s@]+@/g;
const PEM_LINE = 24;

/** A mask for secrets that are known, also percent-encoded or in base64, and for the passwords of URIs. */
export function maskOf(secrets: Iterable<string>): Mask {
  const words = [...new Set([...secrets].flatMap(spellingsOf))].filter((word) => word !== '');
  // The longest first, so that a secret that contains another goes as a whole.
  const longestFirst = words.sort((a, b) => b.length - a.length).map(escapeRegExp);
  const known = longestFirst.length > 0 ? new RegExp(longestFirst.join('|'), 'g') : undefined;
  return (text) => {
    const uris = text.replace(URI_PASSWORD, `$1${MASKED}@`);
    return known === undefined ? uris : uris.replace(known, MASKED);
  };
}

/** A mask that shows everything. */
export const noMask: Mask = (text) => text;

/** Every secret value in the data of Kubernetes Secrets, decoded. */
export function secretsIn(objects: readonly JsonObject[]): readonly string[] {
  return objects
    .filter(({ kind }) => kind === 'Secret')
    .flatMap(({ data }) => Object.entries(asObject(data)))
    .filter(([key]) => SENSITIVE_KEY.test(key))
    .map(([, value]) => Buffer.from(asString(value) ?? '', 'base64').toString('utf8'));
}

/** The value of one key of a Secret, masked whole where the key says that it is secret. */
export function maskEntry(mask: Mask, key: string, value: string): string {
  return mask !== noMask && SENSITIVE_KEY.test(key) && value !== '' ? MASKED : mask(value);
}

/** A JSON value with every text in it masked. */
export function maskJson(mask: Mask, value: Json): Json {
  if (typeof value === 'string') return mask(value);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, maskJson(mask, v)]));
  return Array.isArray(value) ? value.map((item: Json) => maskJson(mask, item)) : value;
}

function spellingsOf(secret: string): readonly string[] {
  // Half a surrogate pair has no encoding; it becomes what a UTF-8 encoder would have made of it.
  const wellFormed = Buffer.from(secret).toString();
  const lines = secret.split('\n').filter((line) => line.length >= PEM_LINE && !line.startsWith('-----'));
  return [secret, encodeURIComponent(wellFormed), Buffer.from(secret).toString('base64'), ...lines];
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
