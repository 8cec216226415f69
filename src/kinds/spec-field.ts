import type { Binding } from '../api/binding.js';
import { isProviderKind } from '../provider/field-behavior.js';
import { ownField } from '../provider/spec-field.js';
import { MANAGED, type ManagedName } from './kinds.js';

/** Where one of a kind stands in the spec. */
const PLACES: Readonly<Record<ManagedName, (binding: Binding, name: string) => string>> = {
  cluster: () => 'spec.cluster',
  user: ({ users }, name) => entry('spec.users', users, name),
  watch: ({ users }, name) => entry('spec.users', users, name),
  database: () => 'spec.databases',
  topic: ({ topics }, name) => entry('spec.topics', topics, name),
  schema: () => 'spec.schemas',
  pool: ({ pools }, name) => entry('spec.connectionPools', pools, name),
  replica: (binding, name) => part(binding, 'replicas', name),
  openSearchSink: (binding, name) => `${part(binding, 'logSinks', name)}.opensearch`,
  rsyslogSink: (binding, name) => `${part(binding, 'logSinks', name)}.rsyslog`,
  firewall: () => 'spec.cluster.trustedSources',
  replicaFirewall: () => 'spec.cluster.trustedSources',
  configuration: () => 'spec.cluster.configuration',
};

/** The field of the spec that a field of a managed resource is written from: `spec.topics[1].configuration.retentionMs`. */
export function specField(binding: Binding, kind: ManagedName, name: string, field: string): string {
  const place = PLACES[kind](binding, name);
  const [provided] = MANAGED[kind].kinds;
  const own = isProviderKind(provided) ? ownField(provided, field) : field;
  return own === '' ? place : `${place}.${own}`;
}

function part({ target }: Binding, list: 'replicas' | 'logSinks', name: string): string {
  const entries = target.architecture === 'Controlled' ? target.cluster[list] : [];
  return entry(`spec.cluster.${list}`, entries, name);
}

function entry(path: string, entries: readonly { readonly name: string }[], name: string): string {
  return `${path}[${entries.findIndex((each) => each.name === name)}]`;
}
