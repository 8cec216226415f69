import type { Binding } from '../../api/binding.js';
import type { LogSinkSpec, SecretKeyReference } from '../../gen/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type Home, newHome } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { policiesWithin } from '../management-policies.js';
import { each, NOTHING, type Part, single } from '../part.js';

/** How a log sink of each kind is written; `undefined` for one of the other kind. */
const FIELDS = {
  openSearchSink: openSearchFields,
  rsyslogSink: rsyslogFields,
} as const;

/** Composes what sends the logs of a cluster to sinks of one kind. */
export function composeLogSinks(
  kind: keyof typeof FIELDS,
  binding: Binding,
  home: Home,
  resources: ReadonlyMap<string, ObservedResource>,
): Part {
  if (binding.target.architecture !== 'Controlled') return NOTHING;
  return each(binding.target.cluster.logSinks, (sink) => {
    const fields = FIELDS[kind](binding, sink);
    if (!fields) return NOTHING;
    const key = keyOf(kind, sink.name);
    const observed = resources.get(key);
    const clusterId = observed ? observed.home : newHome(home);
    if (!observed && clusterId === undefined) return NOTHING;
    const forProvider = compact({ clusterId, name: sink.name, ...fields });
    return single(
      key,
      managedResource(binding, { key, kind, forProvider, managementPolicies: policiesWithin(binding) }),
    );
  });
}

function openSearchFields(binding: Binding, { opensearch }: LogSinkSpec): JsonObject | undefined {
  if (!opensearch) return undefined;
  const { caCertificate, ...fields } = opensearch;
  return compact({ ...fields, caCertSecretRef: secretRef(binding, caCertificate) });
}

function rsyslogFields(binding: Binding, { rsyslog }: LogSinkSpec): JsonObject | undefined {
  if (!rsyslog) return undefined;
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
