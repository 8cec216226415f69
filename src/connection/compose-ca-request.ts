import type { Binding, Provider } from '../api/binding.js';
import { APIS } from '../kinds/kind.js';
import { keyOf } from '../kinds/resource-keys.js';
import { compact, type Json, type JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import { requiredObject } from '../observe/required.js';
import type { NamedSelector } from '../wire/requirements.js';

/**
 * Composes the request with which provider-http fetches the CA certificate from DigitalOcean, if the policy asks for that.
 * It contains a placeholder for the token, which the provider fills in.
 */
export function composeCaRequest(
  { connection: { ca }, provider }: Binding,
  { cluster, resources, required }: Facts,
): readonly [key: string, object: JsonObject] | undefined {
  if (ca?.from !== 'api' || cluster.state !== 'created') return undefined;
  const { tokenSecret, providerConfigRef, optional } = ca.request;
  const key = keyOf('caRequest', cluster.id);
  if (optional && !resources.has(key) && !isInstalled(provider, required)) return undefined;
  const token = `{{ ${tokenSecret.name}:${tokenSecret.namespace}:${tokenSecret.key} }}`;
  const { family, resourceNamespace: namespace } = provider;
  const configRef: Json = family === 'Namespaced' ? { ...providerConfigRef } : { name: providerConfigRef.name };
  const object = compact({
    apiVersion: APIS.http[family],
    kind: 'DisposableRequest',
    metadata: namespace === undefined ? undefined : { namespace },
    spec: {
      forProvider: {
        url: `https://api.digitalocean.com/v2/databases/${cluster.id}/ca`,
        method: 'GET',
        headers: { Authorization: [`Bearer ${token}`] },
        // Certificates are renewed now and then. The provider writes durations in this form itself.
        shouldLoopInfinitely: true,
        nextReconcile: '1h0m0s',
      },
      providerConfigRef: configRef,
    },
  });
  return [key, object];
}

/** Asks for the definition of the request: only where that exists can one be composed. */
export function httpRequirement({ family }: Provider): readonly [name: string, selector: NamedSelector] {
  const [group] = APIS.http[family].split('/');
  const matchName = `disposablerequests.${group}`;
  return ['provider-http', { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', matchName }];
}

/** Whether provider-http is installed, as far as Crossplane answers. */
export function isInstalled(provider: Provider, answers: Facts['required']): boolean {
  return requiredObject(answers, ...httpRequirement(provider)).state === 'found';
}
