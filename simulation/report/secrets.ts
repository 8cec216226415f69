import { asObject, asString, type JsonObject } from '../../src/lib/json.js';
import { refOf } from '../api-server/object-store.js';
import type { Snapshot } from '../inhabitant.js';
import { type Mask, maskEntry } from '../mask.js';

/** A Secret for applications, decoded and masked. */
export interface ShownSecret {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

/** The Secrets that were composed. The provider's own connection secrets are no application's business. */
export function shownSecrets({ composed }: Snapshot, mask: Mask): readonly ShownSecret[] {
  return [...composed.values()].filter(({ kind }) => kind === 'Secret').map((secret) => shown(secret, mask));
}

function shown(secret: JsonObject, mask: Mask): ShownSecret {
  const { name, namespace } = refOf(secret);
  const entries = Object.entries(asObject(secret.data)).map(([key, value]) => {
    const decoded = Buffer.from(asString(value) ?? '', 'base64').toString('utf8');
    return [key, maskEntry(mask, key, decoded)];
  });
  return { name, namespace, type: asString(secret.type) ?? 'Opaque', data: Object.fromEntries(entries) };
}
