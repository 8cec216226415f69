import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { refOf } from '../api-server/object-store.js';
import type { ManagedStore } from '../provider/provider.js';

/** How provider-sql logs in for an object. */
export interface Login {
  /** The provider config that the object goes by. */
  readonly config: JsonObject;
  readonly endpoint: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
}

/** Finds the provider config of an object and the Secret with its credentials, or tells what is missing. */
export function loginOf(store: Pick<ManagedStore, 'get'>, object: JsonObject): Login | string {
  const { apiVersion, namespace } = refOf(object);
  const { kind = 'ProviderConfig', name } = asObject(at(object, 'spec', 'providerConfigRef'));
  const scope = kind === 'ProviderConfig' ? namespace : '';
  const config = store.get({ apiVersion, kind: String(kind), namespace: scope, name: String(name) });
  if (config === undefined) return `cannot get ProviderConfig: ${kind} "${name}" not found`;
  const reference = asObject(at(config, 'spec', 'credentials', 'connectionSecretRef'));
  const place = asString(reference.namespace) ?? scope;
  const secret = store.get({ apiVersion: 'v1', kind: 'Secret', namespace: place, name: String(reference.name) });
  if (secret === undefined) return `cannot get credentials Secret: Secret "${reference.name}" not found`;
  const text = (key: string): string => Buffer.from(String(at(secret, 'data', key)), 'base64').toString();
  return {
    config,
    endpoint: text('endpoint'),
    port: text('port'),
    username: text('username'),
    password: text('password'),
  };
}
