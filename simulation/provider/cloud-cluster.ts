import type { JsonObject } from '../../src/lib/json.js';
import { fakePem } from '../fake.js';
import type { EngineFacts } from './engine-facts.js';

/** A user of a database cluster. */
export interface CloudUser {
  readonly name: string;
  readonly role: 'primary' | 'normal';
  readonly password: string;
  readonly settings: JsonObject;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
}

/** A database cluster that exists at the simulated DigitalOcean. */
export interface CloudCluster {
  readonly id: string;
  readonly facts: EngineFacts;
  /** The fields of a Cluster's forProvider, with everything DigitalOcean chose itself. */
  readonly fields: JsonObject;
  readonly users: Map<string, CloudUser>;
  readonly databases: Set<string>;
  /** All else that lies in it, by kind and name. */
  readonly contents: Map<string, JsonObject>;
}

/** A new user; one that is made again, as the count says, gets other secrets than before. */
export function newUser(
  { id, facts }: Pick<CloudCluster, 'id' | 'facts'>,
  { name, role, settings, again }: Pick<CloudUser, 'name' | 'role' | 'settings'> & { readonly again: number },
): CloudUser {
  const words = [id, name, ...(again === 0 ? [] : [String(again)])];
  const certificate =
    facts.clientCertificates && role === 'normal'
      ? { cert: fakePem('CERTIFICATE', ...words), key: fakePem('PRIVATE KEY', ...words) }
      : undefined;
  return { name, role, password: facts.password(...words), settings, certificate };
}
