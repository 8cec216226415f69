import type { LogSinkSpec } from '../../gen/binding.js';
import { compact } from '../../lib/json.js';
import { type Composing, desire, placeOf } from '../composing.js';
import { policiesWithin } from '../management-policies.js';
import { steady } from '../steady.js';
import { referToSecrets } from './log-sink-certificates.js';

/** Composes the OpenSearch clusters that a cluster sends its logs to. */
export function composeOpenSearchSinks(composing: Composing): void {
  composeSinks(composing, 'openSearchSink', openSearchFields);
}

/** Composes the rsyslog servers that a cluster sends its logs to. */
export function composeRsyslogSinks(composing: Composing): void {
  composeSinks(composing, 'rsyslogSink', rsyslogFields);
}

/** The fields of a sink, but those that refer to Secrets; `undefined` for one of another kind. */
type FieldsOf = (sink: LogSinkSpec) => Parameters<typeof compact>[0] | undefined;

function composeSinks(composing: Composing, kind: 'openSearchSink' | 'rsyslogSink', fieldsOf: FieldsOf): void {
  const { binding } = composing;
  if (binding.target.architecture !== 'Controlled') return;
  for (const [i, spec] of binding.target.cluster.logSinks.entries()) {
    const fields = fieldsOf(spec);
    const place = fields && placeOf(composing, kind, spec.name);
    if (!place) continue;
    const { key, clusterId, observed } = place;
    const references = referToSecrets(composing, { key, spec, path: `spec.cluster.logSinks[${i}]` });
    const forProvider = references
      ? compact({ clusterId, name: spec.name, ...fields, ...references })
      : observed && steady(observed.forProvider);
    if (forProvider) desire(composing, { key, kind, forProvider, managementPolicies: policiesWithin(binding) });
  }
}

function openSearchFields({ opensearch }: LogSinkSpec): ReturnType<FieldsOf> {
  if (!opensearch) return undefined;
  const { caCertificate: _, ...fields } = opensearch;
  return fields;
}

function rsyslogFields({ rsyslog }: LogSinkSpec): ReturnType<FieldsOf> {
  if (!rsyslog) return undefined;
  const { caCertificate: _ca, clientKey: _key, clientCertificate, ...fields } = rsyslog;
  // It is sent without white space at its ends; with any, it would differ at every look. A file ends with a newline.
  return { ...fields, clientCert: clientCertificate?.trim() };
}
