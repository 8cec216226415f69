import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asObject, type Json } from '../../src/lib/json.js';
import { decodeToJson, encodeFromJson } from '../../test/contract/proto-json.js';
import { loadProtocol } from '../../test/contract/protocol.js';
import { CONTESTANT, type ContestantName } from './contestants.js';

/** How a server is sent the benchmark's requests. */
export type OwnRequest = (request: Uint8Array) => Uint8Array;

/** Requests as they are, or with the server's own input where its program comes as one. Each is made once. */
export function ownRequests(name: ContestantName, sources: string): OwnRequest {
  const { input: file } = CONTESTANT[name];
  if (file === undefined) return (request) => request;
  const input = parse(readFileSync(join(sources, file), 'utf8')) as Json;
  const type = loadProtocol('v1').lookupType('RunFunctionRequest');
  const made = new Map<Uint8Array, Uint8Array>();
  return (request) => {
    const own = made.get(request) ?? encodeFromJson(type, { ...asObject(decodeToJson(type, request)), input });
    made.set(request, own);
    return own;
  };
}
