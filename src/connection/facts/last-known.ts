import type { EngineProfile } from '../../engines/engine-profile.js';
import { oncePerEngine } from '../../engines/once-per-engine.js';
import type { Base64Texts } from '../../wire/base64-texts.js';
import { type Layout, slotsOf } from '../layout/formats.js';
import type { ConnectionFacts, ReplicaAddress } from './connection-facts.js';
import { factNames } from './fact-table.js';

type Recovered = { -readonly [K in keyof ConnectionFacts]?: ConnectionFacts[K] };

/** Which named facts give a fact of the connection back as it was: texts, and the ports among them. */
const TEXTS = {
  'public-host': 'host',
  'private-host': 'privateHost',
  username: 'username',
  password: 'password',
  database: 'database',
  'cluster-name': 'clusterName',
  'access.crt': 'accessCert',
  'access.key': 'accessKey',
  'dashboards-host': 'dashboardsHost',
  'ca.crt': 'caCertificate',
} as const satisfies Readonly<Record<string, keyof ConnectionFacts>>;
const PORTS = {
  'public-port': 'port',
  'private-port': 'privatePort',
  'dashboards-port': 'dashboardsPort',
} as const satisfies Readonly<Record<string, keyof ConnectionFacts>>;

const PORT = /^[1-9]\d{0,4}$/;

/** Reads the facts back from the entries of a Secret that was written before, in whatever layout. */
export function lastKnownFacts(profile: EngineProfile, layout: Layout, entries: Base64Texts): Partial<ConnectionFacts> {
  const known: Recovered = {};
  const { keys, facts } = slotsOf(profile, layout);
  for (const [i, { name }] of facts.entries()) {
    const text = isText(name) || isPort(name) ? entries.get(keys[i] ?? '') : undefined;
    if (!text) continue;
    if (isText(name)) known[TEXTS[name]] = text;
    else if (isPort(name) && PORT.test(text)) known[PORTS[name]] = Number(text);
  }
  return known;
}

/** Whether a fact can be read back only from a key that holds it as it is, so that no template may take that key. */
export function isRecoverable(name: string): boolean {
  return isText(name) || isPort(name) || REPLICA_FACTS.includes(name);
}

/** The replica's address, read back from the entries of a Secret that names it. */
export function lastKnownReplica(
  profile: EngineProfile,
  layout: Layout,
  entries: Base64Texts,
  name: string,
): ReplicaAddress | undefined {
  const { keys, facts } = slotsOf(profile, layout);
  const [host, port = '', privateHost] = REPLICA_FACTS.map((wanted) => {
    const key = keys[facts.findIndex((fact) => fact.name === wanted)];
    return key === undefined ? undefined : entries.get(key);
  });
  if (!host || !PORT.test(port)) return undefined;
  return { name, host, port: Number(port), privateHost, privatePort: Number(port) };
}

const REPLICA_FACTS: readonly string[] = ['read-public-host', 'read-public-port', 'read-private-host'];

/** Whether all is told that could be read back instead; a certificate of the CA only where there is to be one. */
export function isAllTold(profile: EngineProfile, facts: ConnectionFacts, hasCa: boolean): boolean {
  for (const field of recoverableFields(profile))
    if (!facts[field] && (hasCa || field !== 'caCertificate')) return false;
  return true;
}

/** What every connection of an engine has, and can be read back from a Secret. */
const recoverableFields = oncePerEngine((profile): readonly (keyof ConnectionFacts)[] =>
  factNames(profile).flatMap((name) => (isText(name) ? [TEXTS[name]] : isPort(name) ? [PORTS[name]] : [])),
);

function isText(name: string): name is keyof typeof TEXTS {
  return Object.hasOwn(TEXTS, name);
}

function isPort(name: string): name is keyof typeof PORTS {
  return Object.hasOwn(PORTS, name);
}
