import type { SecretIntent } from '../api/connection.js';
import type { EngineProfile } from '../engines/engine-profile.js';
import { oncePerEngine } from '../engines/once-per-engine.js';
import type { ConnectionFacts } from './connection-facts.js';
import { type Layout, layoutKeys } from './formats.js';
import { type FactSources, factNames, type NamedFacts } from './named-facts.js';
import { fillTemplate } from './template.js';

/** A Secret's entries, as plain text. */
export type SecretEntries = Readonly<Record<string, string>>;

/** All entries a Secret should have, or `undefined` while it would not be complete. */
export function formatEntries(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
): SecretEntries | undefined {
  const entries: [string, string][] = [];
  for (const [key, name] of layoutKeys(profile, intent)) {
    const fact = facts.get(name);
    if (fact?.text !== undefined) entries.push([key, fact.text]);
    else if (fact?.needed) return undefined;
  }
  for (const [key, template] of intent.keys) {
    const text = fillTemplate(template, facts);
    if (text === undefined) return undefined;
    entries.push([key, text]);
  }
  return Object.fromEntries(entries);
}

/** Whether entries that exist are all that the Secret needs, whatever their values. */
export function isWhole(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
  entries: SecretEntries,
): boolean {
  const needed = layoutKeys(profile, intent).filter(([, name]) => facts.get(name)?.needed);
  return [...needed, ...intent.keys].every(([key]) => Object.hasOwn(entries, key));
}

/** What is not known of a connection, in words. */
export function missingFacts({ profile, endpoint, administrator, caNeeded, facts }: FactSources): readonly string[] {
  const certificate = profile.clientCertificate && !administrator;
  const needed: Readonly<Record<string, unknown>> = {
    host: facts.host,
    port: facts.port,
    ...(endpoint === 'Private' ? { 'private host': facts.privateHost, 'private port': facts.privatePort } : {}),
    password: facts.password,
    ...(certificate ? { certificate: facts.accessCert, 'private key': facts.accessKey } : {}),
    'cluster name': facts.clusterName,
    ...(caNeeded ? { [CA_CERTIFICATE]: facts.caCertificate } : {}),
  };
  return Object.keys(needed).filter((name) => !needed[name]);
}

/** What `missingFacts` calls the CA certificate: the provider does not tell it, a person does. */
export const CA_CERTIFICATE = 'CA certificate';

type Recovered = { -readonly [K in keyof ConnectionFacts]?: ConnectionFacts[K] };

/** Which named facts give a fact of the connection back as it was. */
const RECOVERABLE: Readonly<Record<string, (text: string) => Recovered>> = {
  'public-host': (host) => ({ host }),
  'public-port': (text) => withPort(text, (port) => ({ port })),
  'private-host': (privateHost) => ({ privateHost }),
  'private-port': (text) => withPort(text, (privatePort) => ({ privatePort })),
  username: (username) => ({ username }),
  password: (password) => ({ password }),
  database: (database) => ({ database }),
  'cluster-name': (clusterName) => ({ clusterName }),
  'access.crt': (accessCert) => ({ accessCert }),
  'access.key': (accessKey) => ({ accessKey }),
  'dashboards-host': (dashboardsHost) => ({ dashboardsHost }),
  'dashboards-port': (text) => withPort(text, (dashboardsPort) => ({ dashboardsPort })),
  'ca.crt': (caCertificate) => ({ caCertificate }),
};

/** Reads the facts back from the entries of a Secret that was written before, in whatever layout. */
export function lastKnownFacts(
  profile: EngineProfile,
  layout: Layout,
  entries: SecretEntries,
): Partial<ConnectionFacts> {
  const known: Recovered = {};
  for (const [key, name] of layoutKeys(profile, layout)) {
    const recover = Object.hasOwn(RECOVERABLE, name) ? RECOVERABLE[name] : undefined;
    const text = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (recover && text) Object.assign(known, recover(text));
  }
  return known;
}

/** Whether a fact can be read back only from a key that holds it as it is, so that no template may take that key. */
export function isRecoverable(name: string): boolean {
  return Object.hasOwn(RECOVERABLE, name);
}

/** The facts of an engine that can be read back from a Secret. */
export const recoverableFacts = oncePerEngine((profile) => factNames(profile).filter(isRecoverable));

function withPort(text: string, recovered: (port: number) => Recovered): Recovered {
  return /^[1-9]\d{0,4}$/.test(text) ? recovered(Number(text)) : {};
}
