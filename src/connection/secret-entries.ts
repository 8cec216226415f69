import type { SecretIntent } from '../api/connection.js';
import type { EngineProfile } from '../engines/engine-profile.js';
import { Base64Texts } from '../wire/base64-texts.js';
import type { FactSources } from './fact-table.js';
import { slotsOf } from './formats.js';
import type { NamedFacts } from './named-facts.js';
import { fillTemplate } from './template.js';

/** All entries a Secret should have, or `undefined` while it would not be complete. */
export function formatEntries(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
): Base64Texts | undefined {
  const keys: string[] = [];
  const texts: string[] = [];
  for (const { key, fact } of slotsOf(profile, intent)) {
    if (!facts.isListed(fact)) continue;
    const text = facts.text(fact);
    if (text !== undefined) {
      keys.push(key);
      texts.push(text);
    } else if (facts.isNeeded(fact)) return undefined;
  }
  for (const [key, template] of intent.keys) {
    const text = fillTemplate(profile, template, facts);
    if (text === undefined) return undefined;
    // A template may take a key of the format.
    const at = keys.indexOf(key);
    keys[at === -1 ? keys.length : at] = key;
    texts[at === -1 ? texts.length : at] = text;
  }
  return new Base64Texts(keys, texts);
}

/** Whether entries that exist are all that the Secret needs, whatever their values. */
export function isWhole(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
  entries: Base64Texts,
): boolean {
  return (
    slotsOf(profile, intent).every(({ key, fact }) => !facts.isNeeded(fact) || entries.has(key)) &&
    intent.keys.every(([key]) => entries.has(key))
  );
}

/** What is not known of a connection, in words. */
export function missingFacts({ profile, endpoint, administrator, caNeeded, facts }: FactSources): readonly string[] {
  const missing: string[] = [];
  const need = (what: string, known: unknown): void => {
    if (!known) missing.push(what);
  };
  need('host', facts.host);
  need('port', facts.port);
  if (endpoint === 'Private') {
    need('private host', facts.privateHost);
    need('private port', facts.privatePort);
  }
  need('password', facts.password);
  if (profile.clientCertificate && !administrator) {
    need('certificate', facts.accessCert);
    need('private key', facts.accessKey);
  }
  need('cluster name', facts.clusterName);
  if (caNeeded) need(CA_CERTIFICATE, facts.caCertificate);
  return missing;
}

/** What `missingFacts` calls the CA certificate: the provider does not tell it, a person does. */
export const CA_CERTIFICATE = 'CA certificate';
