import { asObject, isObject, type Json, type JsonObject } from '../../../src/lib/json.js';
import { fieldsOf, isProviderKind } from '../../../src/provider/field-behavior.js';
import type { FoundKind } from './found.js';

/** What only answers of DigitalOcean have: nobody sets it, and some of it is secret. */
const ANSWERS: ReadonlySet<string> = new Set([
  ...[
    'id',
    'clusterId',
    'clusterIdRef',
    'clusterIdSelector',
    'uuid',
    'urn',
    'createdAt',
    'state',
    'role',
    'logsinkId',
    'sinkId',
  ],
  ...['host', 'port', 'uri', 'user', 'password', 'database', 'privateHost', 'privateUri', 'metricsEndpoints'],
  ...['uiHost', 'uiPort', 'uiUri', 'uiDatabase', 'uiUser', 'uiPassword', 'accessCert', 'accessKey'],
]);

/** The fields of a resource that somebody set, by the provider's names; and the names of those that nobody here knows. */
export function settableFields(
  kind: FoundKind,
  values: JsonObject,
): { readonly fields: JsonObject; readonly unknown: readonly string[] } {
  // The provider knows a user's name by an annotation, and a certificate by a Secret.
  const known = new Set(['name', ...(isProviderKind(kind) ? Object.keys(fieldsOf(kind)) : [])]);
  const present = Object.entries(values).filter(([name, value]) => !isNothing(value) && name !== 'clusterId');
  const isKnown = ([name]: readonly [string, Json]) => known.has(name) || known.has(`${name}SecretRef`);
  return {
    fields: Object.fromEntries(present.filter(isKnown)),
    unknown: present.filter((entry) => !isKnown(entry) && !ANSWERS.has(entry[0])).map(([name]) => name),
  };
}

/** Whether a value says nothing: a state of Terraform has such for whatever nobody set. */
export function isNothing(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === '' || value === 0) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** The one block of a list of blocks. */
export function blockOf(value: Json | undefined): JsonObject {
  const [first] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return asObject(first);
}

/** Terraform's names as the provider has them: `node_count` is `nodeCount`. Values within are renamed too. */
export function camelCased(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(camelCased);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [camel(key), camelCased(child)]));
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
