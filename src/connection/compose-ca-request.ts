import type { Binding } from '../api/binding.js';
import { APIS } from '../kinds/kind.js';
import { keyOf } from '../kinds/resource-keys.js';
import { compact, type Json, type JsonObject } from '../lib/json.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';

/**
 * Composes the request with which provider-http fetches the CA certificate from DigitalOcean, if the policy asks for that.
 * It contains a placeholder for the token, which the provider fills in.
 */
export function composeCaRequest(
  { connection: { ca }, provider }: Binding,
  cluster: ClusterFacts,
): readonly [key: string, object: JsonObject] | undefined {
  if (ca?.from !== 'api' || cluster.state !== 'created') return undefined;
  const { tokenSecret, providerConfigRef } = ca.request;
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
  return [keyOf('caRequest', cluster.id), object];
}
