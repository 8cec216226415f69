import type { AddressInfo } from 'node:net';

/** Where to listen. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const HOST_AND_PORT = /^(?:\[(?<ipv6>[0-9a-fA-F:.]+)\]|(?<host>[^\s:[\]/]*)):(?<port>\d{1,5})$/;

/** Parses `host:port`. No host means every IPv4 interface, as in the `:9443` of functions written in Go. */
export function parseAddress(text: string): Address | undefined {
  const parts = HOST_AND_PORT.exec(text)?.groups;
  const port = Number(parts?.port);
  if (parts === undefined || port > 65535) return undefined;
  return { host: parts.ipv6 ?? (parts.host || '0.0.0.0'), port };
}

/** The port a server listens on: the one it chose, if `asked` is 0. */
export function boundPort(bound: AddressInfo | string | null, asked: number): number {
  return typeof bound === 'object' && bound !== null ? bound.port : asked;
}

/** The address as `host:port`, an IPv6 host in brackets. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
