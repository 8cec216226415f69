import type { Endpoint, SecretFormat, TlsMode, Workload } from '../gen/binding.js';

/** How applications connect: the spec's connection with all defaults applied. */
export interface Connection {
  /** The address that the main facts give. */
  readonly endpoint: Endpoint;
  readonly tls: TlsMode;
  /** Where the CA certificate comes from; `undefined` if neither binding nor policy says. */
  readonly ca: CaSource | undefined;
  /** The users that get Secrets; the first one's is the binding's. */
  readonly credentials: readonly CredentialIntent[];
  readonly configMap: boolean;
  /** The replica that the read-only facts give. */
  readonly readFrom: string | undefined;
  readonly workload: Workload | undefined;
}

/** The Secrets of one user. */
export interface CredentialIntent {
  /** Where the user is defined: `spec.users[1]`. */
  readonly path: string;
  /** The name in the spec. */
  readonly user: string;
  /** What applications log in with. */
  readonly login: string;
  /** The administrator's password comes with the cluster, every other one with a User. */
  readonly administrator: boolean;
  /** The pool that the Secrets lead to. */
  readonly pool: string | undefined;
  /** The user's Secret, then the extra ones. */
  readonly secrets: readonly [SecretIntent, ...SecretIntent[]];
}

/** A Secret as the spec asks for it. */
export interface SecretIntent {
  /** Where a person changes it: `spec.connection.secret`, `spec.users[1].extraSecrets[0]`. */
  readonly path: string;
  /** `undefined` for the default name. */
  readonly name: string | undefined;
  readonly format: SecretFormat;
  /** Added before each key of the format; may be empty. */
  readonly prefix: string;
  /** Further keys with their templates, sorted by key. */
  readonly keys: readonly (readonly [key: string, template: string])[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Where the CA certificate comes from. */
export type CaSource =
  | { readonly from: 'inline'; readonly path: string; readonly pem: string }
  | {
      readonly from: 'object';
      readonly path: string;
      readonly kind: 'ConfigMap' | 'Secret';
      readonly name: string;
      readonly namespace: string;
      readonly key: string;
    }
  | { readonly from: 'api'; readonly path: string; readonly request: CaRequest };

/** How to ask DigitalOcean for the certificate. */
export interface CaRequest {
  readonly tokenSecret: { readonly name: string; readonly namespace: string; readonly key: string };
  readonly providerConfigRef: { readonly kind: string; readonly name: string };
  /** Only where provider-http is installed, and no Secret waits for it. */
  readonly optional: boolean;
}
