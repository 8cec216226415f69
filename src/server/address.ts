/** Where to listen. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const HOST_AND_PORT = /^(?:\[(?<ipv6>[0-9a-fA-F:.]+)\]|(?<host>[^\s:[\]/]*)):(?<port>\d{1,5})$/;

/** Reads `host:port`. Without a host it means every IPv4 interface, as the Go functions' `:9443` is written. */
export function parseAddress(text: string): Address | undefined {
  const parts = HOST_AND_PORT.exec(text)?.groups;
  const port = Number(parts?.port);
  if (parts === undefined || port > 65535) return undefined;
  return { host: parts.ipv6 ?? (parts.host || '0.0.0.0'), port };
}

/** The address as `host:port`, an IPv6 host in brackets. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
