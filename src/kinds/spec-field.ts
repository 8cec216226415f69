import type { Binding } from '../api/binding.js';
import type { ManagedName } from './kinds.js';

/** Where the fields of a kind stand in the spec, and those that have another name there. */
interface Place {
  /** The path of the one with this name. */
  path(binding: Binding, name: string): string;
  readonly renamed?: Readonly<Record<string, string>>;
}

const SINK = { caCertSecretRef: 'caCertificate', clientCert: 'clientCertificate', clientKeySecretRef: 'clientKey' };
const RULES: Place = { path: () => 'spec.cluster', renamed: { rule: 'trustedSources' } };

const PLACES: Readonly<Record<ManagedName, Place>> = {
  cluster: { path: () => 'spec.cluster' },
  user: { path: ({ users }, name) => entry('spec.users', users, name), renamed: { settings: 'acl' } },
  watch: { path: ({ users }, name) => entry('spec.users', users, name) },
  database: { path: () => 'spec.databases' },
  topic: {
    path: ({ topics }, name) => entry('spec.topics', topics, name),
    renamed: { partitionCount: 'partitions', config: 'configuration' },
  },
  schema: { path: () => 'spec.schemas' },
  pool: { path: ({ pools }, name) => entry('spec.connectionPools', pools, name) },
  replica: { path: (binding, name) => part(binding, 'replicas', name) },
  openSearchSink: { path: (binding, name) => `${part(binding, 'logSinks', name)}.opensearch`, renamed: SINK },
  rsyslogSink: { path: (binding, name) => `${part(binding, 'logSinks', name)}.rsyslog`, renamed: SINK },
  firewall: RULES,
  replicaFirewall: RULES,
  configuration: { path: () => 'spec.cluster.configuration' },
};

/** The field of the spec that a field of a managed resource is written from: `spec.topics[1].configuration.retentionMs`. */
export function specField(binding: Binding, kind: ManagedName, name: string, field: string): string {
  const { path, renamed = {} } = PLACES[kind];
  const [first = '', ...below] = field.split('.');
  return [path(binding, name), renamed[first] ?? first, ...below].join('.');
}

function part({ target }: Binding, list: 'replicas' | 'logSinks', name: string): string {
  const entries = target.architecture === 'Controlled' ? target.cluster[list] : [];
  return entry(`spec.cluster.${list}`, entries, name);
}

function entry(path: string, entries: readonly { readonly name: string }[], name: string): string {
  return `${path}[${entries.findIndex((each) => each.name === name)}]`;
}
