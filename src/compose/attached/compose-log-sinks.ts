import type { Binding } from '../../api/binding.js';
import type { LogSinkSpec, SecretKeyReference } from '../../gen/binding.js';
import { compact, type JsonObject } from '../../lib/json.js';
import { type Composing, desire, placeOf } from '../composing.js';
import { policiesWithin } from '../management-policies.js';

/** Composes the OpenSearch clusters that a cluster sends its logs to. */
export function composeOpenSearchSinks(composing: Composing): void {
  composeSinks(composing, 'openSearchSink', openSearchFields);
}

/** Composes the rsyslog servers that a cluster sends its logs to. */
export function composeRsyslogSinks(composing: Composing): void {
  composeSinks(composing, 'rsyslogSink', rsyslogFields);
}

/** The fields of a sink; `undefined` for one of another kind. */
type FieldsOf = (binding: Binding, sink: LogSinkSpec) => Parameters<typeof compact>[0] | undefined;

function composeSinks(composing: Composing, kind: 'openSearchSink' | 'rsyslogSink', fieldsOf: FieldsOf): void {
  const { binding } = composing;
  if (binding.target.architecture !== 'Controlled') return;
  for (const sink of binding.target.cluster.logSinks) {
    const fields = fieldsOf(binding, sink);
    const place = fields && placeOf(composing, kind, sink.name);
    if (!place) continue;
    const { key, clusterId } = place;
    const forProvider = compact({ clusterId, name: sink.name, ...fields });
    desire(composing, { key, kind, forProvider, managementPolicies: policiesWithin(binding) });
  }
}

function openSearchFields(binding: Binding, { opensearch }: LogSinkSpec): ReturnType<FieldsOf> {
  if (!opensearch) return undefined;
  const { caCertificate, ...fields } = opensearch;
  return { ...fields, caCertSecretRef: secretRef(binding, caCertificate) };
}

function rsyslogFields(binding: Binding, { rsyslog }: LogSinkSpec): ReturnType<FieldsOf> {
  if (!rsyslog) return undefined;
  const { caCertificate, clientCertificate, clientKey, ...fields } = rsyslog;
  return {
    ...fields,
    // It is sent without white space at its ends; with any, it would differ at every look. A file ends with a newline.
    clientCert: clientCertificate?.trim(),
    caCertSecretRef: secretRef(binding, caCertificate),
    clientKeySecretRef: secretRef(binding, clientKey),
  };
}

/** Always in the binding's own namespace; only cluster-scoped resources have to name it. */
function secretRef({ provider, namespace }: Binding, ref: SecretKeyReference | undefined): JsonObject | undefined {
  return (
    ref &&
    compact({ name: ref.name, key: ref.key, namespace: provider.family === 'ClusterScoped' ? namespace : undefined })
  );
}
