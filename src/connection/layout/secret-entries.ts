import type { SecretIntent } from '../../api/connection.js';
import type { EngineProfile } from '../../engines/engine-profile.js';
import { Base64Texts } from '../../wire/base64-texts.js';
import type { FactSources } from '../facts/fact-table.js';
import type { NamedFacts } from '../facts/named-facts.js';
import { type Slots, slotsOf } from './formats.js';
import { NOTHING_REMEMBERED, type Remembered } from './remembered.js';
import { fillTemplate } from './template.js';

/** All entries that a Secret should have; `undefined` while it would not be complete. */
export function formatEntries(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
  remembered: Remembered = NOTHING_REMEMBERED,
): Base64Texts | undefined {
  const slots = slotsOf(profile, intent);
  const texts = formatTexts(slots, facts, remembered);
  if (!texts || intent.keys.length === 0) return texts && new Base64Texts(slots.keys, texts);
  const all = new Map(slots.keys.map((key, i) => [key, texts[i]]));
  for (const [key, template] of intent.keys) {
    const text = fillTemplate(profile, template, facts);
    if (text === undefined) return undefined;
    all.set(key, text);
  }
  return new Base64Texts([...all.keys()], [...all.values()]);
}

/** The text for each key of a format; `undefined` for a key that is left out. */
function formatTexts(
  { facts: wanted }: Slots,
  facts: NamedFacts,
  remembered: Remembered,
): readonly (string | undefined)[] | undefined {
  const texts = new Array<string | undefined>(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const fact = wanted[i];
    if (!fact || !facts.isListed(fact)) continue;
    const text = facts.text(fact);
    if (text === undefined && facts.isNeeded(fact)) return undefined;
    texts[i] = text ?? remembered(fact);
  }
  return texts;
}

/** The facts that entries hold although these sources do not have them, and the keys of templates that name one. */
export function keptFacts(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
  entries: Base64Texts,
): readonly string[] {
  const slots = slotsOf(profile, intent);
  const kept = slots.facts.filter((fact, i) => entries.has(slots.keys[i] ?? '') && facts.text(fact) === undefined);
  const named = intent.keys.filter(([, template]) => fillTemplate(profile, template, facts) === undefined);
  return [...kept.map(({ name }) => name), ...named.map(([key]) => key)];
}

/** Whether existing entries are all that a Secret needs, whatever their values. */
export function isWhole(
  profile: EngineProfile,
  intent: SecretIntent,
  facts: NamedFacts,
  entries: Base64Texts,
): boolean {
  const { keys, facts: wanted } = slotsOf(profile, intent);
  // A Secret of an earlier version may lack a further key for a fact, or a fact that repeats others.
  const held = new Set(wanted.filter((_, i) => entries.has(keys[i] ?? '')).map(({ name }) => name));
  return (
    wanted.every((fact) => fact.isRepeated || held.has(fact.name) || !facts.isNeeded(fact)) &&
    intent.keys.every(([key]) => entries.has(key))
  );
}

/** What is not known of a connection, in words. */
export function missingFacts({ profile, endpoint, administrator, caNeeded, facts }: FactSources): string[] {
  const needed: readonly (readonly [what: string, fact: unknown, isNeeded?: boolean])[] = [
    ['host', facts.host],
    ['port', facts.port],
    ['private host', facts.privateHost, endpoint === 'Private'],
    ['private port', facts.privatePort, endpoint === 'Private'],
    ['password', facts.password],
    ['certificate', facts.accessCert, profile.clientCertificate && !administrator],
    ['private key', facts.accessKey, profile.clientCertificate && !administrator],
    ['cluster name', facts.clusterName],
    [CA_CERTIFICATE, facts.caCertificate, caNeeded],
  ];
  const missing: string[] = [];
  for (const [what, fact, isNeeded = true] of needed) if (isNeeded && !fact) missing.push(what);
  return missing;
}

/** What `missingFacts` calls the CA certificate, which comes from a person and not from the provider. */
export const CA_CERTIFICATE = 'CA certificate';
