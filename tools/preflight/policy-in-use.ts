import type { Provider } from '../../src/api/binding.js';
import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';

/** What a step of a Composition needs from the cluster. */
export interface PolicyInUse {
  readonly composition: string;
  readonly functionName: string;
  readonly composite: { readonly apiVersion: string; readonly kind: string };
  readonly family: Provider['family'];
  readonly providerConfig: ConfigRef;
  /** Whether users get their rights through provider-sql, and the configurations for clusters made elsewhere. */
  readonly needsSql: boolean;
  readonly sqlConfigs: readonly string[];
  /** What provider-http fetches CA certificates with, and whether bindings do without. */
  readonly fetch: { readonly config: ConfigRef; readonly token: KeyRef; readonly optional: boolean } | undefined;
  /** Where the CA certificate of all bindings is. */
  readonly caSource: (KeyRef & { readonly kind: 'Secret' | 'ConfigMap' }) | undefined;
  readonly connectionSecretNamespace: string | undefined;
  readonly protectsDeletion: boolean;
  /** Whether part of the policy is in the context, which only a running pipeline has. */
  readonly isPartial: boolean;
}

/** The name of a provider's configuration. */
export interface ConfigRef {
  readonly kind: 'ClusterProviderConfig' | 'ProviderConfig';
  readonly name: string;
}

/** A key of a Secret or a ConfigMap. */
export interface KeyRef {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

const INPUT_GROUP = 'databasebinding.fn.crossplane.io/';
const USUAL_NAME = 'function-database-binding';

/** The policies in a Composition: of the steps that have our input, or call the function by its usual name. */
export function policiesIn(composition: JsonObject, legacyKinds: ReadonlySet<string>): readonly PolicyInUse[] {
  return asList(at(composition, 'spec', 'pipeline'))
    .map(asObject)
    .filter(
      (step) =>
        asString(at(step, 'input', 'apiVersion'))?.startsWith(INPUT_GROUP) ||
        at(step, 'functionRef', 'name') === USUAL_NAME,
    )
    .map((step) => policyOf(composition, step, legacyKinds));
}

function policyOf(composition: JsonObject, step: JsonObject, legacyKinds: ReadonlySet<string>): PolicyInUse {
  const input = asObject(step.input);
  const kind = asString(at(composition, 'spec', 'compositeTypeRef', 'kind')) ?? '';
  const family = familyOf(input, legacyKinds.has(kind));
  const usual = family === 'Namespaced' ? 'ClusterProviderConfig' : 'ProviderConfig';
  const fetched = asObject(at(input, 'caCertificate', 'fetch'));
  return {
    composition: asString(at(composition, 'metadata', 'name')) ?? '',
    functionName: asString(at(step, 'functionRef', 'name')) ?? '',
    composite: { apiVersion: asString(at(composition, 'spec', 'compositeTypeRef', 'apiVersion')) ?? '', kind },
    family,
    providerConfig: configRef(asObject(input.providerConfigRef), usual),
    needsSql: at(input, 'sql', 'provider') === 'ProviderSql',
    sqlConfigs: asList(at(input, 'sql', 'clusters')).flatMap(
      (entry) => asString(at(entry, 'clusterProviderConfig')) ?? [],
    ),
    fetch:
      Object.keys(fetched).length === 0
        ? undefined
        : {
            config: configRef(asObject(fetched.providerConfigRef), usual),
            token: keyRef(asObject(fetched.tokenSecretRef)),
            optional: fetched.optional === true,
          },
    caSource: caSourceOf(input),
    connectionSecretNamespace:
      family === 'ClusterScoped' ? (asString(input.connectionSecretNamespace) ?? 'crossplane-system') : undefined,
    protectsDeletion: at(input, 'defaults', 'deletionProtection') === true,
    isPartial: input.fromContext !== undefined,
  };
}

function familyOf(input: JsonObject, isLegacy: boolean): Provider['family'] {
  const given = asString(input.providerFamily);
  if (given === 'Namespaced' || given === 'ClusterScoped') return given;
  return isLegacy ? 'ClusterScoped' : 'Namespaced';
}

// In the cluster-scoped family there is only one kind of configuration.
function configRef(ref: JsonObject, usual: ConfigRef['kind']): ConfigRef {
  const kind = usual === 'ClusterProviderConfig' && ref.kind === 'ProviderConfig' ? 'ProviderConfig' : usual;
  return { kind, name: asString(ref.name) ?? 'default' };
}

function caSourceOf(input: JsonObject): PolicyInUse['caSource'] {
  for (const [field, kind] of [
    ['secretRef', 'Secret'],
    ['configMapRef', 'ConfigMap'],
  ] as const) {
    const ref = asObject(at(input, 'caCertificate', field));
    // Without a namespace each binding has its own.
    if (asString(ref.namespace) !== undefined) return { kind, ...keyRef({ key: 'ca.crt', ...ref }) };
  }
  return undefined;
}

/** A reference to a key of an object. */
export function keyRef(ref: JsonObject): KeyRef {
  return {
    namespace: asString(ref.namespace) ?? '',
    name: asString(ref.name) ?? '',
    key: asString(ref.key) ?? '',
  };
}
