import type { SecretIntent } from '../../api/connection.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { Base64Texts } from '../../wire/base64-texts.js';
import type { FactSources } from '../facts/fact-table.js';
import type { NamedFacts } from '../facts/named-facts.js';
import { type Slots, slotsOf } from './formats.js';
import { fillTemplate } from './template.js';

/** All entries a Secret should have, or `undefined` while it would not be complete. */
export function formatEntries(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
): Base64Texts | undefined {
  const slots = slotsOf(profile, intent);
  const texts = formatTexts(slots, facts);
  if (!texts || intent.keys.length === 0) return texts && new Base64Texts(slots.keys, texts);
  const all = new Map(slots.keys.map((key, i) => [key, texts[i]]));
  for (const [key, template] of intent.keys) {
    const text = fillTemplate(profile, template, facts);
    if (text === undefined) return undefined;
    all.set(key, text);
  }
  return new Base64Texts([...all.keys()], [...all.values()]);
}

/** The text for each key of a format; none for one that is left out. */
function formatTexts({ facts: wanted }: Slots, facts: NamedFacts): readonly (string | undefined)[] | undefined {
  const texts = new Array<string | undefined>(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const fact = wanted[i];
    if (!fact || !facts.isListed(fact)) continue;
    const text = facts.text(fact);
    if (text === undefined && facts.isNeeded(fact)) return undefined;
    texts[i] = text;
  }
  return texts;
}

/** Whether entries that exist are all that the Secret needs, whatever their values. */
export function isWhole(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
  entries: Base64Texts,
): boolean {
  const { keys, facts: wanted } = slotsOf(profile, intent);
  return (
    wanted.every((fact, i) => !facts.isNeeded(fact) || entries.has(keys[i] ?? '')) &&
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
