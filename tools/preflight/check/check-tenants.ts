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
  if (refused)
    return unread(
      refused[0].replace(/^./, (first) => first.toUpperCase()),
      refused[1] as Answer<unknown>,
    );
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
  return [...checkWriters(outside), ...tell(outside.flatMap((grant) => tooMuchIn(grant, outside, system)))];
}

/** Who may write bindings, of those that are told apart from the platform team. */
function checkWriters(outside: readonly Granted[]): readonly Finding[] {
  const writers = outside.filter(({ rules }) => mayWriteBindings(rules));
  if (writers.length === 0) return [warning('nobody but the platform team may write bindings', TEMPLATE)];
  const names = [...new Set(writers.flatMap(({ subjects }) => subjects.map(subjectText)))];
  return [ok(`${namesIn(names)} may write bindings`)];
}

/** What one binding of a role gives too much, by how bad it is. */
interface TooMuch {
  readonly grant: Granted;
  readonly mark: Danger['mark'];
  readonly means: string;
}

function tooMuchIn(grant: Granted, outside: readonly Granted[], system: ReadonlySet<string>): readonly TooMuch[] {
  const found = DANGERS.filter(
    (danger) => isWhere(danger, grant, outside, system) && danger.actions.some((action) => allows(grant.rules, action)),
  );
  return (['problem', 'warning'] as const).flatMap((mark) => {
    const means = found.filter((danger) => danger.mark === mark).map((danger) => danger.means);
    return means.length === 0 ? [] : [{ grant, mark, means: means.join('; ') }];
  });
}

/** What is wrong is told one by one, with its remedy; what may be meant, once for each role. */
function tell(tooMuch: readonly TooMuch[]): readonly Finding[] {
  const problems = tooMuch.filter(({ mark }) => mark === 'problem').map(tellProblem);
  const warnings = new Map<string, TooMuch[]>();
  for (const one of tooMuch.filter(({ mark }) => mark === 'warning')) {
    const key = `${one.grant.binding.kind} ${one.grant.role} ${one.means}`;
    warnings.set(key, [...(warnings.get(key) ?? []), one]);
  }
  return [...problems, ...[...warnings.values()].map(tellWarning)];
}

function tellProblem({ grant, means }: TooMuch): Finding {
  const { binding, namespace, role, subjects } = grant;
  const message = `${binding.kind} ${placeOf(grant)} (${role}) lets ${namesIn(subjects.map(subjectText))} ${means}`;
  const scope = namespace === undefined ? '' : `-n ${namespace} `;
  return problem(message, `kubectl ${scope}delete ${binding.kind.toLowerCase()} ${binding.name}`);
}

function tellWarning(alike: readonly TooMuch[]): Finding {
  const [first] = alike;
  const { kind } = first?.grant.binding ?? { kind: 'RoleBinding' };
  const places = namesIn(alike.map(({ grant }) => placeOf(grant)));
  const who = namesIn([...new Set(alike.flatMap(({ grant }) => grant.subjects.map(subjectText)))]);
  const several = alike.length > 1;
  const verb = several ? 'let' : 'lets';
  return warning(`${kind}${several ? 's' : ''} ${places} (${first?.grant.role}) ${verb} ${who} ${first?.means}`);
}

function placeOf({ binding, namespace }: Granted): string {
  return namespace === undefined ? binding.name : `${namespace}/${binding.name}`;
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
