/** Percent-encodes one part of a URI: all but the unreserved characters of RFC 3986. */
export function percentEncode(part: string): string {
  // encodeURIComponent leaves these five alone.
  return encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
