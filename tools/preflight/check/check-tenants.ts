import { type Answer, valueOr } from '../../kubernetes/cluster-reader.js';
import { crossplaneIn } from '../crossplane.js';
import { type Finding, findingsOf, namesIn } from '../finding.js';
import type { Inventory } from '../inventory.js';
import { type Action, allows, type Granted, grantedBy, rulesFor, type Subject, subjectText } from '../rbac.js';
import { configsNamed, credentialsOf, neededConfigs } from '../references.js';
import { DANGERS, type Danger } from './dangers.js';

const { ok, warning, problem, unread } = findingsOf('Rights of tenants');

const BINDINGS = 'bindings.digitalocean.crossplane.io';
const WRITES_BINDINGS: readonly Action[] = ['databasebindings', 'databasebindingclaims'].flatMap((resource) =>
  ['create', 'update', 'patch'].map((verb) => ({ verb, group: BINDINGS, resource })),
);
/** Whoever may do this everywhere decides over policies: the platform team. */
const WRITES_POLICIES: Action = { verb: 'update', group: 'apiextensions.crossplane.io', resource: 'compositions' };
/** Groups that everybody is in; all other names with this beginning are Kubernetes' own. */
const EVERYBODY = ['system:authenticated', 'system:unauthenticated', 'system:serviceaccounts'];
const TEMPLATE = 'kubectl create rolebinding databases --clusterrole=databasebindings-edit --group=TEAM -n NAMESPACE';

/** Whether somebody outside of the platform team may do more than its bindings need, and whether anybody may write one. */
export function checkTenants(inventory: Inventory): readonly Finding[] {
  const { clusterRoles, roles, clusterRoleBindings, roleBindings } = inventory;
  const lists = { clusterRoles, roles, clusterRoleBindings, roleBindings };
  const refused = Object.entries(lists).find(([, list]) => list.state === 'refused');
  if (refused) return unread(refused[0], refused[1] as Answer<unknown>);
  const granted = grantedBy({
    clusterRoles: valueOr(clusterRoles, []),
    roles: valueOr(roles, []),
    clusterRoleBindings: valueOr(clusterRoleBindings, []),
    roleBindings: valueOr(roleBindings, []),
  });
  const system = systemNamespaces(inventory);
  const outside = granted
    .map((grant) => ({ ...grant, subjects: grant.subjects.filter((subject) => isOutside(subject, granted, system)) }))
    .filter(({ subjects }) => subjects.length > 0);
  const tooMuch = outside.flatMap((grant) => checkGrant(grant, outside, system));
  return [...checkWriters(outside), ...tooMuch];
}

/** Who may write bindings, of those that are told apart from the platform team. */
function checkWriters(outside: readonly Granted[]): readonly Finding[] {
  const writers = outside.filter(({ rules }) => mayWriteBindings(rules));
  if (writers.length === 0) return [warning('nobody but the platform team may write bindings', TEMPLATE)];
  const names = [...new Set(writers.flatMap(({ subjects }) => subjects.map(subjectText)))];
  return [ok(`${namesIn(names)} may write bindings`)];
}

function checkGrant(grant: Granted, outside: readonly Granted[], system: ReadonlySet<string>): readonly Finding[] {
  const found = DANGERS.filter(
    (danger) => isWhere(danger, grant, outside, system) && danger.actions.some((action) => allows(grant.rules, action)),
  );
  return (['problem', 'warning'] as const).flatMap((mark) => {
    const dangers = found.filter((danger) => danger.mark === mark);
    return dangers.length === 0 ? [] : [tell(grant, dangers, mark)];
  });
}

function tell(
  { binding, namespace, role, subjects }: Granted,
  dangers: readonly Danger[],
  mark: Danger['mark'],
): Finding {
  const where = namespace === undefined ? binding.name : `${namespace}/${binding.name}`;
  const who = namesIn(subjects.map(subjectText));
  const message = `${binding.kind} ${where} (${role}) lets ${who} ${dangers.map(({ means }) => means).join('; ')}`;
  const scope = namespace === undefined ? '' : `-n ${namespace} `;
  const remedy = `kubectl ${scope}delete ${binding.kind.toLowerCase()} ${binding.name}`;
  return mark === 'problem' ? problem(message, remedy) : warning(message);
}

/** Whether a grant reaches where the danger is. */
function isWhere(
  { where }: Danger,
  { namespace, subjects }: Granted,
  outside: readonly Granted[],
  system: ReadonlySet<string>,
): boolean {
  if (where === 'anywhere') return true;
  if (where === 'credentials') return namespace === undefined || system.has(namespace);
  if (namespace !== undefined && system.has(namespace)) return false;
  return subjects.some((subject) => mayWriteBindings(rulesFor(subject, outside, namespace)));
}

/** Whether a subject is neither Kubernetes' own, nor of the platform team, nor a controller that knows nothing of bindings. */
function isOutside(subject: Subject, granted: readonly Granted[], system: ReadonlySet<string>): boolean {
  if (subject.kind === 'ServiceAccount') {
    if (system.has(subject.namespace ?? '') || !writesBindings(subject, granted)) return false;
  } else if (subject.name.startsWith('system:') && !EVERYBODY.includes(subject.name)) return false;
  return !allows(rulesFor(subject, granted), WRITES_POLICIES);
}

function writesBindings(subject: Subject, granted: readonly Granted[]): boolean {
  return granted.some(({ namespace }) => mayWriteBindings(rulesFor(subject, granted, namespace)));
}

function mayWriteBindings(rules: Granted['rules']): boolean {
  return WRITES_BINDINGS.some((action) => allows(rules, action));
}

/** Where Crossplane, providers and their credentials are. */
function systemNamespaces({ deployments, policies, configs }: Inventory): ReadonlySet<string> {
  const { namespace } = crossplaneIn(valueOr(deployments, []));
  const credentials = neededConfigs(policies)
    .flatMap((config) => configsNamed(config, configs))
    .flatMap((config) => credentialsOf(config)?.ref.namespace ?? []);
  return new Set(['kube-system', namespace, ...credentials]);
}
