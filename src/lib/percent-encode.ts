/** Percent-encodes one part of a URI: everything except the unreserved characters of RFC 3986. */
export function percentEncode(part: string): string {
  // Nearly every part is encoded already.
  if (/^[\w.~-]*$/.test(part)) return part;
  // encodeURIComponent leaves these five alone.
  return encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Percent-encodes a path, except the reserved characters that it may contain: some clients do not decode them (pg-connection-string). */
export function percentEncodePath(path: string): string {
  return percentEncode(path).replace(/%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g, decodeURIComponent);
}

/** Credentials and address of a server, as they stand in a URI. */
export function authority({ username, password, host, port }: Server): string {
  return `${percentEncode(username)}:${percentEncode(password)}@${host}:${port}`;
}

interface Server {
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
}
