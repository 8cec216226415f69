import type { EngineProfile } from '../../engines/engine-profile.js';
import { oncePerEngine } from '../../engines/once-per-engine.js';
import type { Base64Texts } from '../../wire/base64-texts.js';
import { type Layout, slotsOf } from '../layout/formats.js';
import type { ConnectionFacts, NamedAddress } from './connection-facts.js';
import { factNames } from './fact-table.js';

/** The named facts that a connection's facts can be read back from. */
const SOURCES: ReadonlyMap<string, keyof ConnectionFacts> = new Map([
  ['public-host', 'host'],
  ['public-port', 'port'],
  ['private-host', 'privateHost'],
  ['private-port', 'privatePort'],
  ['username', 'username'],
  ['password', 'password'],
  ['database', 'database'],
  ['cluster-name', 'clusterName'],
  ['access.crt', 'accessCert'],
  ['access.key', 'accessKey'],
  ['dashboards-host', 'dashboardsHost'],
  ['dashboards-port', 'dashboardsPort'],
  ['ca.crt', 'caCertificate'],
]);
const REPLICA_FACTS: readonly string[] = ['read-public-host', 'read-public-port', 'read-private-host'];

/** Reads the facts back from the entries of a Secret, whatever its layout. */
export function lastKnownFacts(profile: EngineProfile, layout: Layout, entries: Base64Texts): Partial<ConnectionFacts> {
  const known: Record<string, string | number> = {};
  const { keys, facts } = slotsOf(profile, layout);
  for (const [i, { name }] of facts.entries()) {
    const fact = SOURCES.get(name);
    const text = fact && entries.get(keys[i] ?? '');
    if (!text) continue;
    const value = name.endsWith('-port') ? asPort(text) : text;
    if (value !== undefined) known[fact] = value;
  }
  // Each name in the table has the type of its fact.
  return known as Partial<ConnectionFacts>;
}

/** Whether facts are read back from a key that holds this one, so that no template may replace the key. */
export function isRecoverable(name: string): boolean {
  return SOURCES.has(name) || REPLICA_FACTS.includes(name);
}

/** The replica's address, read back from the entries of a Secret that names it. */
export function lastKnownReplica(
  profile: EngineProfile,
  layout: Layout,
  entries: Base64Texts,
  name: string,
): NamedAddress | undefined {
  const { keys, facts } = slotsOf(profile, layout);
  const [host, portText = '', privateHost] = REPLICA_FACTS.map((wanted) => {
    const key = keys[facts.findIndex((fact) => fact.name === wanted)];
    return key === undefined ? undefined : entries.get(key);
  });
  const port = asPort(portText);
  return host && port ? { name, host, port, privateHost, privatePort: port } : undefined;
}

function asPort(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}

/** Whether all facts are known that could be read back; the CA certificate counts only if there should be one. */
export function isAllKnown(profile: EngineProfile, facts: ConnectionFacts, hasCa: boolean): boolean {
  for (const fact of recoverableFacts(profile)) if (!facts[fact] && (hasCa || fact !== 'caCertificate')) return false;
  return true;
}

/** The facts of an engine's connections that can be read back. */
const recoverableFacts = oncePerEngine((profile) => factNames(profile).flatMap((name) => SOURCES.get(name) ?? []));
