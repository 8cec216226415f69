import type { Binding } from '../../api/binding.js';
import type { LogSinkSpec, SecretKeyReference } from '../../gen/binding.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type Home, newHome } from '../home.js';
import { managedResource, policiesWithin } from '../managed-resource.js';
import { each, NOTHING, type Part } from '../part.js';
import { logSinkKey } from '../resource-keys.js';

/** Composes what sends the logs of a cluster elsewhere. */
export function composeLogSinks(binding: Binding, home: Home, resources: ReadonlyMap<string, ObservedResource>): Part {
  if (binding.target.architecture !== 'Controlled') return NOTHING;
  return each(binding.target.cluster.logSinks, (sink) => {
    const key = logSinkKey(sink);
    const observed = resources.get(key);
    const clusterId = observed ? observed.home : newHome(home);
    if (!observed && clusterId === undefined) return NOTHING;
    const object = managedResource(binding, {
      key,
      kind: sink.opensearch ? 'LogSinkOpenSearch' : 'LogSinkRsyslog',
      forProvider: compact({
        clusterId,
        name: sink.name,
        ...openSearchFields(binding, sink),
        ...rsyslogFields(binding, sink),
      }),
      managementPolicies: policiesWithin(binding),
      hasConnectionDetails: false,
    });
    return { objects: [[key, object]], refusals: [] };
  });
}

function openSearchFields(binding: Binding, { opensearch }: LogSinkSpec): JsonObject {
  if (!opensearch) return {};
  const { caCertificate, ...fields } = opensearch;
  return compact({ ...fields, caCertSecretRef: secretRef(binding, caCertificate) });
}

function rsyslogFields(binding: Binding, { rsyslog }: LogSinkSpec): JsonObject {
  if (!rsyslog) return {};
  const { caCertificate, clientCertificate, clientKey, ...fields } = rsyslog;
  return compact({
    ...fields,
    clientCert: clientCertificate,
    caCertSecretRef: secretRef(binding, caCertificate),
    clientKeySecretRef: secretRef(binding, clientKey),
  });
}

/** Always of the binding's own namespace; only cluster-scoped resources have to name it. */
function secretRef({ provider, namespace }: Binding, ref: SecretKeyReference | undefined): JsonObject | undefined {
  return (
    ref &&
    compact({ name: ref.name, key: ref.key, namespace: provider.family === 'ClusterScoped' ? namespace : undefined })
  );
}
