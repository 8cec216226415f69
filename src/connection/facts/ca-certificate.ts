import type { CaSource, Connection } from '../../api/connection.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, at, field, isObject, type Json } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import type { RequiredObject } from '../../observe/required-object.js';
import { requiredObject } from '../../observe/required-object.js';
import type { NamedSelector } from '../../wire/requirements.js';
import { pemProblem } from './pem.js';

/** The CA certificate of the binding's cluster, as far as it is known. */
export type CaCertificate =
  /** Nobody says where it comes from, and nobody needs it. */
  | { readonly state: 'none' }
  | { readonly state: 'known'; readonly pem: string }
  | { readonly state: 'missing'; readonly why: string };

/** The name of the requirement for the object that holds the certificate. */
export const CA_REQUIREMENT = 'ca-certificate';

/** The object that holds the certificate, where it is in one. */
export function caSelector(source: CaSource | undefined): NamedSelector | undefined {
  if (source?.from !== 'object') return undefined;
  return { apiVersion: 'v1', kind: source.kind, matchName: source.name, namespace: source.namespace };
}

/** Reads the certificate from where the binding or the policy says it is. */
export function caCertificate({ ca, tls }: Connection, profile: EngineProfile, facts: Facts): CaCertificate {
  if (ca === undefined)
    return tls === 'VerifyFull' && !profile.publicCertificate
      ? {
          state: 'missing',
          why: 'spec.connection.tls VerifyFull needs one: set spec.connection.caCertificate, or let the policy give caCertificate',
        }
      : { state: 'none' };
  switch (ca.from) {
    case 'inline':
      return { state: 'known', pem: ca.pem };
    case 'object':
      return fromObject(ca, facts);
    case 'api':
      return fromApi(ca.path, facts);
  }
}

function fromObject(source: Extract<CaSource, { from: 'object' }>, { required }: Facts): CaCertificate {
  const selector = caSelector(source);
  const found: RequiredObject = selector ? requiredObject(required, CA_REQUIREMENT, selector) : { state: 'unanswered' };
  const what = `${source.path}: ${source.kind} "${source.name}" in namespace "${source.namespace}"`;
  switch (found.state) {
    case 'unanswered':
      return missing(`${what} was not read, which takes Crossplane v2.0 or newer: set the certificate inline`);
    case 'absent':
      return missing(`${what} does not exist`);
    case 'found': {
      const text = asString(field(found.data, source.key));
      if (text === undefined) return missing(`${what} has no key "${source.key}"`);
      return checked(source.kind === 'Secret' ? decode(text) : text, `${what}, key "${source.key}",`);
    }
  }
}

/** The answer of DigitalOcean's API, as provider-http shows it. */
function fromApi(path: string, { cluster, resources }: Facts): CaCertificate {
  if (cluster.state !== 'created') return missing(`${path}: DigitalOcean is asked once the cluster is there`);
  const request = resources.get(keyOf('caRequest', cluster.id));
  if (!request) return missing(`${path}: DigitalOcean is about to be asked`);
  const encoded = asString(at(parseJson(request.responseBody), 'ca', 'certificate'));
  if (encoded !== undefined) return checked(decode(encoded), `${path}: the answer of DigitalOcean`);
  const { health } = request;
  return missing(
    health.state === 'failing' ? `${path}: ${health.message}` : `${path}: DigitalOcean has given no certificate yet`,
  );
}

function checked(text: string, what: string): CaCertificate {
  const problem = pemProblem(text);
  return problem === undefined ? { state: 'known', pem: text } : missing(`${what} ${problem}`);
}

function missing(why: string): CaCertificate {
  return { state: 'missing', why };
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

/** A body that is no JSON is an answer without a certificate. */
function parseJson(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value as Json) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
