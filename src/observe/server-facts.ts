import { asNumber, asString } from '../lib/json.js';
import type { ObservedResource } from './observed-resource.js';

/** Where to connect to. */
export interface Endpoint {
  readonly host: string | undefined;
  readonly privateHost: string | undefined;
  readonly port: number | undefined;
}

/** What a cluster and a replica have in common. */
export interface ServerFacts extends Endpoint {
  readonly name: string | undefined;
  readonly region: string | undefined;
  readonly size: string | undefined;
  /** MiB. */
  readonly storageSizeMib: number | undefined;
}

/** The part of an observed resource that facts are read from. */
export type Told = Pick<ObservedResource, 'atProvider' | 'forProvider'>;

/** A text as the provider reports it, or else as the spec sets it. */
export function textIn({ atProvider, forProvider }: Told, key: string): string | undefined {
  return asString(atProvider[key]) ?? asString(forProvider[key]);
}

/** Reads where to connect to, which only the provider knows. */
export function endpointOf({ atProvider }: Pick<ObservedResource, 'atProvider'>): Endpoint {
  return {
    host: asString(atProvider.host),
    privateHost: asString(atProvider.privateHost),
    port: asNumber(atProvider.port),
  };
}

/** Reads what a cluster and a replica have in common. */
export function serverFacts(told: Told): ServerFacts {
  const { host, privateHost, port } = endpointOf(told);
  return {
    host,
    privateHost,
    port,
    name: textIn(told, 'name'),
    region: textIn(told, 'region'),
    size: textIn(told, 'size'),
    storageSizeMib: mebibytes(textIn(told, 'storageSizeMib')),
  };
}

// The provider writes sizes as strings; Valkey's "0" means that there is no size to choose.
function mebibytes(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9][0-9]*$/.test(text) ? Number(text) : undefined;
}
