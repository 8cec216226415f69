import { expect } from '@jest/globals';
import type { ConnectionFacts } from '../../src/connection/facts/connection-facts.js';
import { type Engine, SECRET_FORMATS, type SecretFormat } from '../../src/gen/binding.js';
import { asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { Base64Texts } from '../../src/wire/base64-texts.js';
import { decodeStruct } from '../../src/wire/struct.js';
import { type Manifest, writeStruct } from '../../src/wire/write-struct.js';
import { Writer } from '../../src/wire/writer.js';

/** Every key a Secret always has, by format and engine, written down without asking the table that makes them. */
export const ALWAYS: Readonly<Record<SecretFormat, (engine: Engine) => readonly string[]>> = {
  ServiceBinding: () => ['type', 'provider', 'host', 'port', 'username', 'password', 'uri'],
  Operator: () => ['username', 'password', 'uri'],
  CloudNativePG: () => ['username', 'user', 'password', 'dbname', 'host', 'port', 'pgpass', 'uri', 'jdbc-uri'],
  Environment: (engine) => ENVIRONMENT[engine],
};

const ENVIRONMENT: Readonly<Record<Engine, readonly string[]>> = {
  pg: ['PGPASSWORD', 'PGHOST', 'PGPORT', 'PGUSER', 'PGDATABASE', 'PGSSLMODE', 'DATABASE_URL'],
  mysql: ['MYSQL_PASSWORD', 'MYSQL_HOST', 'MYSQL_PORT', 'MYSQL_USER', 'MYSQL_DATABASE', 'MYSQL_URL'],
  mongodb: ['MONGODB_PASSWORD', 'MONGODB_URI', 'MONGODB_USERNAME', 'MONGODB_DATABASE'],
  valkey: ['REDIS_PASSWORD', 'REDIS_URL', 'REDIS_HOST', 'REDIS_PORT', 'REDIS_USERNAME'],
  kafka: ['KAFKA_SASL_PASSWORD', 'KAFKA_BOOTSTRAP_SERVERS', 'KAFKA_SASL_USERNAME'],
  opensearch: ['OPENSEARCH_PASSWORD', 'OPENSEARCH_URL', 'OPENSEARCH_HOST', 'OPENSEARCH_USERNAME'],
};

const ANNOTATION = 'databasebinding.fn.crossplane.io/';

/** The keys that a Secret always has, its prefix before each, by what its annotations say. */
export function keysOf(engine: Engine, secret: JsonObject): readonly string[] {
  const word = asString(at(secret, 'metadata', 'annotations', `${ANNOTATION}format`));
  const format = SECRET_FORMATS.find((known) => known === word) ?? 'ServiceBinding';
  const prefix = asString(at(secret, 'metadata', 'annotations', `${ANNOTATION}prefix`)) ?? '';
  return ALWAYS[format](engine).map((key) => `${prefix}${key}`);
}

/** The password in a Secret, whatever its format; empty where there is none. */
export function passwordOf(engine: Engine, secret: JsonObject): string {
  const key = keysOf(engine, secret).find((name) => /password$/i.test(name)) ?? '';
  return decode(at(secret, 'data', key));
}

/** The entries of a Secret, decoded. */
export function entriesOf(secret: JsonObject | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(asObject(secret?.data)).map(([key, value]) => [key, decode(value)]));
}

/** A manifest as it arrives over the wire. */
export function arrived(manifest: Manifest): JsonObject {
  const writer = new Writer();
  writeStruct(writer, manifest);
  return decodeStruct(writer.finish());
}

/** Entries as the function holds them, and the other way round. */
export function textsOf(entries: Readonly<Record<string, string>>): Base64Texts {
  return new Base64Texts(Object.keys(entries), Object.values(entries));
}

export function plain({ keys, texts }: Base64Texts): Readonly<Record<string, string>> {
  expect([new Set(keys).size, texts.length]).toEqual([keys.length, keys.length]);
  return Object.fromEntries(keys.flatMap((key, i) => (texts[i] === undefined ? [] : [[key, texts[i]]])));
}

function decode(value: Json | undefined): string {
  return Buffer.from(asString(value) ?? '', 'base64').toString();
}

/** The facts of a connection before anything is known of it. */
export const NOTHING_KNOWN: ConnectionFacts = {
  host: undefined,
  port: undefined,
  privateHost: undefined,
  privatePort: undefined,
  username: undefined,
  password: undefined,
  database: undefined,
  clusterName: undefined,
  accessCert: undefined,
  accessKey: undefined,
  dashboardsHost: undefined,
  dashboardsPort: undefined,
  caCertificate: undefined,
  replica: undefined,
};
