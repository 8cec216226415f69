import type { Binding } from '../../api/binding.js';
import type { LogSinkSpec, SecretKeyReference } from '../../gen/binding.js';
import { compact, type JsonObject } from '../../lib/json.js';
import { type Composing, desire, placeOf } from '../composing.js';
import { policiesWithin } from '../management-policies.js';

/** Composes the sinks in OpenSearch that a cluster sends its logs to. */
export function composeOpenSearchSinks(composing: Composing): void {
  composeSinks(composing, 'openSearchSink', ({ opensearch }) => {
    if (!opensearch) return undefined;
    const { caCertificate, ...fields } = opensearch;
    return { ...fields, caCertSecretRef: secretRef(composing.binding, caCertificate) };
  });
}

/** Composes the rsyslog servers that a cluster sends its logs to. */
export function composeRsyslogSinks(composing: Composing): void {
  composeSinks(composing, 'rsyslogSink', ({ rsyslog }) => {
    if (!rsyslog) return undefined;
    const { caCertificate, clientCertificate, clientKey, ...fields } = rsyslog;
    return {
      ...fields,
      clientCert: clientCertificate,
      caCertSecretRef: secretRef(composing.binding, caCertificate),
      clientKeySecretRef: secretRef(composing.binding, clientKey),
    };
  });
}

/** Composes the sinks of one kind; a sink of another kind has no fields. */
function composeSinks(
  composing: Composing,
  kind: 'openSearchSink' | 'rsyslogSink',
  fieldsOf: (sink: LogSinkSpec) => Parameters<typeof compact>[0] | undefined,
): void {
  const { binding } = composing;
  if (binding.target.architecture !== 'Controlled') return;
  const managementPolicies = policiesWithin(binding);
  for (const sink of binding.target.cluster.logSinks) {
    const fields = fieldsOf(sink);
    const place = fields && placeOf(composing, kind, sink.name);
    if (!place) continue;
    const { key, clusterId } = place;
    desire(composing, {
      key,
      kind,
      forProvider: compact({ clusterId, name: sink.name, ...fields }),
      managementPolicies,
    });
  }
}

/** Always in the binding's own namespace; only cluster-scoped resources have to name it. */
function secretRef({ provider, namespace }: Binding, ref: SecretKeyReference | undefined): JsonObject | undefined {
  return (
    ref &&
    compact({ name: ref.name, key: ref.key, namespace: provider.family === 'ClusterScoped' ? namespace : undefined })
  );
}
