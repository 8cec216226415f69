import type { Binding, Provider } from '../../api/binding.js';
import type { CaSource } from '../../api/connection.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, at, field, isObject, type Json } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import { requiredObject } from '../../observe/required.js';
import type { NamedSelector } from '../../wire/requirements.js';
import { isInstalled } from '../compose-ca-request.js';
import { pemProblem } from './pem.js';

/** The CA certificate of the binding's cluster, as far as it is known. */
export type CaCertificate =
  /** It has no source, and is not needed. */
  | { readonly state: 'none' }
  | { readonly state: 'known'; readonly pem: string }
  /** Without an `optional` one Secrets can be written; one that has it keeps it. */
  | { readonly state: 'missing'; readonly why: string; readonly optional: boolean };

/** The name of the requirement for the object that holds the certificate. */
export const CA_REQUIREMENT = 'ca-certificate';

type ObjectSource = Extract<CaSource, { from: 'object' }>;
type ApiSource = Extract<CaSource, { from: 'api' }>;

/** Selects the object that holds the certificate. */
export function caSelector({ kind, name, namespace }: ObjectSource): NamedSelector {
  return { apiVersion: 'v1', kind, matchName: name, namespace };
}

/** Reads the certificate from where the binding or the policy says it is. */
export function caCertificate(
  { connection: { ca, tls }, provider }: Binding,
  profile: EngineProfile,
  facts: Facts,
): CaCertificate {
  switch (ca?.from) {
    case undefined:
      return tls === 'VerifyFull' && !profile.publicCertificate
        ? missing('spec.connection.tls VerifyFull needs one: set caCertificate in spec.connection or in the policy')
        : { state: 'none' };
    case 'inline':
      return { state: 'known', pem: ca.pem };
    case 'object':
      return fromObject(ca, facts);
    case 'api':
      return optionalUnless(tls === 'VerifyFull' || !ca.request.optional, fromApi(ca, provider, facts));
  }
}

function fromObject(source: ObjectSource, { required }: Facts): CaCertificate {
  const found = requiredObject(required, CA_REQUIREMENT, caSelector(source));
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

/** What may be missing is waited for only while it is on its way. */
function optionalUnless(needed: boolean, found: CaCertificate): CaCertificate {
  return needed && found.state === 'missing' ? { ...found, optional: false } : found;
}

/** Reads DigitalOcean's answer from the status of the request. */
function fromApi({ path, request: asked }: ApiSource, provider: Provider, facts: Facts): CaCertificate {
  const { cluster, resources, required } = facts;
  if (cluster.state !== 'created') return missing(`${path}: fetched from DigitalOcean once the cluster exists`);
  const request = resources.get(keyOf('caRequest', cluster.id));
  if (!request && asked.optional && !isInstalled(provider, required))
    return optional(`${path}: provider-http is not installed`);
  if (!request) return missing(`${path}: not fetched from DigitalOcean yet`);
  const encoded = asString(at(parseJson(request.responseBody), 'ca', 'certificate'));
  if (encoded !== undefined) return checked(decode(encoded), `${path}: DigitalOcean's answer`);
  const { health } = request;
  if (health.state === 'failing') return optional(`${path}: ${health.message}`);
  return missing(`${path}: DigitalOcean has not returned one yet`);
}

function checked(text: string, what: string): CaCertificate {
  const problem = pemProblem(text);
  return problem === undefined ? { state: 'known', pem: text } : missing(`${what} ${problem}`);
}

function missing(why: string): CaCertificate {
  return { state: 'missing', why, optional: false };
}

function optional(why: string): CaCertificate {
  return { state: 'missing', why, optional: true };
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

/** A body that is not JSON has no certificate. */
function parseJson(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value as Json) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
