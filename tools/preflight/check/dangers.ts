import type { Action } from '../rbac.js';

/** A right that a tenant must not have, as docs/security.md says, and what it is as good as. */
export interface Danger {
  readonly actions: readonly Action[];
  readonly means: string;
  /** Whether it is so also where rights are meant to be wide: then it is only said. */
  readonly mark: 'problem' | 'warning';
  /** Where it is a danger: in any namespace, only where credentials of providers are, or only where bindings are written. */
  readonly where: 'anywhere' | 'credentials' | 'bindings';
}

const WRITING = ['create', 'update', 'patch', 'delete'];
const DATABASE = ['database.digitalocean.m.crossplane.io', 'database.digitalocean.crossplane.io'];
const CONFIGS = ['digitalocean.m.crossplane.io', 'digitalocean.crossplane.io'];
const SQL = ['postgresql.sql.m.crossplane.io', 'postgresql.sql.crossplane.io'];
const HTTP = ['http.m.crossplane.io', 'http.crossplane.io'];

/** The rows of docs/security.md, the worst first. */
export const DANGERS: readonly Danger[] = [
  {
    actions: every(WRITING, DATABASE, ['clusters', 'users', 'dbs', 'firewalls']),
    means: "write the provider's resources, which reach every cluster of the account",
    mark: 'problem',
    where: 'anywhere',
  },
  {
    actions: every(WRITING, CONFIGS, ['providerconfigs', 'clusterproviderconfigs']),
    means: 'write provider configs, which lead to the token of the account',
    mark: 'problem',
    where: 'anywhere',
  },
  {
    actions: every(['get', 'list', 'watch'], [''], ['secrets']),
    means: 'read the Secrets with credentials of providers: the token of the account',
    mark: 'problem',
    where: 'credentials',
  },
  {
    actions: [
      ...every(['create'], [''], ['pods', 'pods/exec', 'serviceaccounts/token']),
      ...every(['create', 'patch', 'update'], ['apps'], ['deployments']),
    ],
    means: "run something as Crossplane or a provider, with the account's token",
    mark: 'problem',
    where: 'credentials',
  },
  {
    actions: every(['create', 'update', 'patch'], SQL, ['roles', 'grants', 'schemas', 'extensions']),
    means: 'write objects of provider-sql: a Grant names any role of every cluster that it is configured for',
    mark: 'problem',
    where: 'anywhere',
  },
  {
    actions: every(['create', 'update', 'patch'], HTTP, ['disposablerequests', 'requests']),
    means: "send requests with provider-http's credentials to any address",
    mark: 'problem',
    where: 'anywhere',
  },
  {
    actions: every(['bind', 'escalate'], ['rbac.authorization.k8s.io'], ['roles', 'clusterroles']),
    means: 'give itself any role',
    mark: 'problem',
    where: 'anywhere',
  },
  {
    actions: every(WRITING, ['protection.crossplane.io'], ['usages', 'clusterusages']),
    means: 'write Usages, which turns deletion protection off',
    mark: 'warning',
    where: 'anywhere',
  },
  {
    actions: every(
      ['update', 'patch'],
      ['bindings.digitalocean.crossplane.io'],
      ['databasebindings/status', 'databasebindingclaims/status'],
    ),
    means: 'write the status of bindings, by which others are told what is there',
    mark: 'warning',
    where: 'anywhere',
  },
  {
    actions: every(['get', 'list', 'watch'], [''], ['secrets']),
    means: "read all Secrets there, also the providers' own, *-conn, with administrators' passwords",
    mark: 'warning',
    where: 'bindings',
  },
];

function every(verbs: readonly string[], groups: readonly string[], resources: readonly string[]): readonly Action[] {
  return groups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource }))));
}
